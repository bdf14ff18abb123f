//! The harness, tested by running a test binary whose trials fail in every way: this one.
#![allow(unsafe_code, reason = "calls the raw OpenSHMEM API")]

use std::fs;
use std::process::{Command, Stdio, exit};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Trial as Test};
use shmem_sys::{shmem_barrier_all, shmem_my_pe, shmem_n_pes};
use shmem_test::{Trial, trials};

/// Set in the process that has the failing trials, and in its PEs: "1", or else the hanging one.
const FIXTURE: &str = "HARNESS_FIXTURE";

fn me() -> i32 {
    // SAFETY: the harness has initialised.
    unsafe { shmem_my_pe() }
}

fn npes() -> i32 {
    // SAFETY: the harness has initialised.
    unsafe { shmem_n_pes() }
}

fn barrier() {
    // SAFETY: the harness has initialised; the test wants what comes of it.
    unsafe { shmem_barrier_all() }
}

fn passes() {
    assert!((1..=3).contains(&npes()));
    barrier();
}

fn panics_on_pe_1() {
    assert!(me() != 1, "this is PE 1 of {}", npes());
    barrier();
}

fn panics_in_a_thread() {
    let thread = thread::spawn(|| assert_eq!(1 + 1, 3, "arithmetic"));
    thread.join().expect("the thread");
}

fn dies_on_pe_0() {
    if me() == 0 {
        exit(42);
    }
    barrier();
}

fn hangs_on_pe_1() {
    if me() == 1 {
        thread::sleep(Duration::MAX);
    }
    barrier();
}

fn disagrees() {
    if me() == 1 {
        barrier();
    } else {
        // SAFETY: the harness has initialised; wrong on purpose.
        unsafe { shmem_sys::shmem_sync_all() };
    }
}

/// Nothing but a trial that hangs, for a driver that does not live to see its deadline.
fn hanging_fixture() -> ! {
    shmem_test::run(trials![hangs_on_pe_1: [3]])
}

fn fixture() -> ! {
    let mut all = trials![
        passes: [1, 3], panics_on_pe_1: [2], panics_in_a_thread: [1], dies_on_pe_0: [2],
        disagrees: [2],
    ];
    all.extend([
        Trial::new("hangs_on_pe_1", hangs_on_pe_1).npes(&[3]).deadline(Duration::from_secs(2)),
        Trial::new("isolated_hangs", || thread::sleep(Duration::MAX))
            .npes(&[2])
            .deadline(Duration::from_secs(1))
            .job(|job| job),
        Trial::new("isolated_panics", || panic!("no luck")).npes(&[1]).job(|job| job),
        Trial::new("isolated_as_expected", || exit(5))
            .npes(&[1])
            .ends(|ended| ended.expect_status(5)),
        Trial::new("isolated_not_as_expected", || exit(5))
            .npes(&[1])
            .ends(|ended| ended.expect_status(6)),
        Trial::new("environment", || exit(std::env::var("ANSWER").unwrap().parse().unwrap()))
            .npes(&[1])
            .job(|job| job.env("ANSWER", "7"))
            .ends(|ended| ended.expect_status(7)),
        Trial::new("passes_again", passes).npes(&[2, 3]),
    ]);
    shmem_test::run(all)
}

/// Runs the fixture; whether it succeeded, and what it printed.
fn run(arguments: &[&str]) -> (bool, String) {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program).args(arguments).env(FIXTURE, "1").output().expect("run");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs one of the fixture's trials, which must fail with all of these texts.
fn fails(trial: &'static str, texts: &'static [&'static str]) -> Test {
    Test::test(format!("reports_{trial}"), move || {
        let (success, output) = run(&["--exact", trial]);
        assert!(!success, "{output}");
        for text in texts {
            assert!(output.contains(text), "{text:?} is not in:\n{output}");
        }
        Ok(())
    })
}

/// Runs one of the fixture's trials, which must pass.
fn passes_as(trial: &'static str) -> Test {
    Test::test(format!("passes_{trial}"), move || {
        let (success, output) = run(&["--exact", trial]);
        assert!(success && output.contains("1 passed"), "{output}");
        Ok(())
    })
}

/// Every trial runs though others fail, in a job that is not the failed one's.
fn one_failure_does_not_spoil_the_rest() -> Test {
    Test::test("one_failure_does_not_spoil_the_rest", || {
        let (success, output) = run(&[]);
        assert!(!success);
        assert!(output.contains("6 passed; 8 failed"), "{output}");
        Ok(())
    })
}

fn lists_and_filters() -> Test {
    Test::test("lists_and_filters", || {
        let (success, output) = run(&["--list"]);
        assert!(success && output.contains("hangs_on_pe_1::np3: test"), "{output}");
        let (success, output) = run(&["passes::"]);
        assert!(success && output.contains("2 passed"), "{output}");
        Ok(())
    })
}

/// Processes with this value of [`FIXTURE`].
fn fixtures(value: &str) -> usize {
    let entry = format!("{FIXTURE}={value}").into_bytes();
    let processes = fs::read_dir("/proc").expect("the process table").flatten();
    processes
        .filter_map(|process| fs::read(process.path().join("environ")).ok())
        .filter(|environment| environment.split(|&byte| byte == 0).any(|e| e == entry))
        .count()
}

fn a_killed_driver_leaves_nothing() -> Test {
    Test::test("a_killed_driver_leaves_nothing", || {
        let value = format!("hanging-{}", std::process::id());
        let program = std::env::current_exe().expect("this program");
        let mut driver = Command::new(program)
            .env(FIXTURE, &value)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a driver");
        let deadline = Instant::now() + Duration::from_secs(20);
        let await_fixtures = |number| {
            while fixtures(&value) != number {
                assert!(Instant::now() < deadline, "{} processes", fixtures(&value));
                thread::sleep(Duration::from_millis(5));
            }
        };
        await_fixtures(4);
        driver.kill().expect("SIGKILL");
        driver.wait().expect("its death");
        await_fixtures(0);
        Ok(())
    })
}

fn main() {
    match std::env::var(FIXTURE) {
        Ok(value) if value == "1" => fixture(),
        Ok(_) => hanging_fixture(),
        Err(_) => {}
    }
    let tests = vec![
        passes_as("passes::np1"),
        passes_as("passes::np3"),
        passes_as("isolated_as_expected::np1"),
        passes_as("environment::np1"),
        fails("panics_on_pe_1::np2", &["PE 1: panicked at", "this is PE 1 of 2", "PE 0: "]),
        fails("panics_in_a_thread::np1", &["arithmetic", "the thread"]),
        fails("dies_on_pe_0::np2", &["status 42", "PE 0"]),
        fails(
            "hangs_on_pe_1::np3",
            &[
                "deadline",
                "PE 0: not finished, waiting: shmem_barrier_all",
                "PE 1: not finished, not waiting",
                "PE 2: not finished, waiting: shmem_barrier_all",
            ],
        ),
        fails("disagrees::np2", &["shmem_sync_all", "shmem_barrier_all"]),
        fails("isolated_hangs::np2", &["deadline", "PE 1: not finished"]),
        fails("isolated_panics::np1", &["expected status 0", "101", "no luck"]),
        fails("isolated_not_as_expected::np1", &["expected status 6", "status 5"]),
        one_failure_does_not_spoil_the_rest(),
        lists_and_filters(),
        a_killed_driver_leaves_nothing(),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests).exit()
}
