//! The harness, tested by running a test binary whose trials fail in every way: this one.
#![allow(unsafe_code, reason = "calls the raw OpenSHMEM API")]

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Trial as Test};
use shmem_test::trials;

mod fixture;

use fixture::hangs_on_pe_1;

/// Set in the process that has the failing trials, and in its PEs: "1", or else the hanging one.
const FIXTURE: &str = "HARNESS_FIXTURE";

/// Nothing but a trial that hangs, for a driver that does not live to see its deadline.
fn hanging_fixture() -> ! {
    shmem_test::run(trials![hangs_on_pe_1: [3]])
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

fn bundled() -> bool {
    shmem_sys::provider() == shmem_sys::Provider::Bundled
}

/// What is said of PEs that hang: other libraries do not tell what they wait for.
fn hanging() -> &'static [&'static str] {
    if bundled() {
        &[
            "deadline of 2s",
            "PE 0: not finished, waiting: shmem_barrier_all",
            "PE 1: not finished, not waiting",
            "PE 2: not finished, waiting: shmem_barrier_all",
        ]
    } else {
        &["deadline of 2s", "PE 0: not finished\n", "PE 1: not finished\n", "PE 2: not finished\n"]
    }
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
        assert!(output.contains("12 passed; 14 failed; 1 ignored"), "{output}");
        assert!(output.contains("2 passed; 0 failed; 0 ignored"), "the idle ones: {output}");
        Ok(())
    })
}

/// Two trials that wait for each other.
fn idle_ones_run_at_once() -> Test {
    Test::test("idle_ones_run_at_once", || {
        let (success, output) = run(&["idle_beside_another"]);
        assert!(success && output.contains("2 passed"), "{output}");
        Ok(())
    })
}

fn ignored_unless_asked_for() -> Test {
    Test::test("ignored_unless_asked_for", || {
        let (success, output) = run(&["--exact", "ignored::np1"]);
        assert!(success && output.contains("1 ignored"), "{output}");
        let (success, output) = run(&["--exact", "ignored::np1", "--ignored"]);
        assert!(!success && output.contains("the ignored one"), "{output}");
        Ok(())
    })
}

fn lists_and_filters() -> Test {
    Test::test("lists_and_filters", || {
        let (success, output) = run(&["--list"]);
        assert!(success && output.contains("hangs::np3: test"), "{output}");
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
        // The driver, its PEs, and a library's launcher.
        await_fixtures(if bundled() { 4 } else { 5 });
        driver.kill().expect("SIGKILL");
        driver.wait().expect("its death");
        await_fixtures(0);
        Ok(())
    })
}

fn main() {
    match std::env::var(FIXTURE) {
        Ok(value) if value == "1" => return fixture::run(),
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
        fails("hangs::np3", hanging()),
        fails("disagrees::np2", &["shmem_sync_all", "shmem_barrier_all"]),
        fails("isolated_hangs::np2", &["deadline of 1s", "PE 1: not finished"]),
        fails("isolated_panics::np1", &["expected status 0", "101", "no luck"]),
        fails("isolated_errs::np1", &["expected status 0", "error: out of luck"]),
        fails("isolated_not_as_expected::np1", &["expected status 6", "status 5"]),
        fails("errs_on_pe_0::np2", &["PE 0: PE 0 has had enough", "PE 1: not finished"]),
        fails("safe_panics_on_pe_1::np2", &["PE 1: panicked at", "had enough", "PE 0: not"]),
        fails(
            "should_panic_otherwise::np1",
            &["a panic with \"something else\"", "no element 5 among 5"],
        ),
        fails("should_panic_but_returns::np1", &["expected a panic", "passed"]),
        fails("should_panic_but_errs::np1", &["expected a panic", "an error is no panic"]),
        passes_as("should_panic_and_does::np1"),
        passes_as("should_panic_and_does::np2"),
        passes_as("should_panic_and_one_does::np2"),
        passes_as("should_panic_and_does_alone::np1"),
        passes_as("isolated_errs_on_pe_1::np2"),
        passes_as("isolated_and_safe::np2"),
        passes_as("passes_again::np3"),
        ignored_unless_asked_for(),
        one_failure_does_not_spoil_the_rest(),
        idle_ones_run_at_once(),
        lists_and_filters(),
        a_killed_driver_leaves_nothing(),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests).exit()
}
