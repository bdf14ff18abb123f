//! The launcher, driving shell scripts and real PEs (this very test binary, see `role`).

#![allow(unsafe_code, reason = "calls the raw API")]

use shmem_smp::launch::{Bind, Job, LaunchError, Outcome};
use shmem_sys as raw;
use std::time::{Duration, Instant};

/// What the process that `role` finds itself in shall do.
const ROLE: &str = "LAUNCH_TEST_ROLE";

/// Nothing here takes longer unless it hangs.
const DEADLINE: Duration = Duration::from_secs(60);

fn shell(npes: usize, script: &str) -> Job {
    Job::new("/bin/sh", npes).args(["-c", script]).capture(true).bind(Bind::None).timeout(DEADLINE)
}

/// A job of this binary in which every PE does what `role` has under that name.
fn pes(npes: usize, role: &str) -> Job {
    Job::new(std::env::current_exe().unwrap(), npes)
        .args(["--exact", "role", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .heap_size(1 << 20)
        .capture(true)
        .bind(Bind::None)
        .timeout(DEADLINE)
}

fn run(job: Job) -> Outcome {
    job.spawn().unwrap().wait()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What PE 1 of three does; the others wait for it.
fn as_pe_1_of_waiting(what: impl FnOnce()) {
    init();
    if my_pe() == 1 {
        what();
    }
    barrier_all();
    finalize();
}

macro_rules! calls {
    ($($name:ident = $routine:ident($($arg:ident: $ty:ty)?) -> $out:ty;)*) => {$(
        fn $name($($arg: $ty)?) -> $out {
            // SAFETY: each role calls these in the standard's order and from one thread.
            unsafe { raw::$routine($($arg)?) }
        }
    )*};
}

calls! {
    init = shmem_init() -> ();
    finalize = shmem_finalize() -> ();
    barrier_all = shmem_barrier_all() -> ();
    my_pe = shmem_my_pe() -> i32;
    n_pes = shmem_n_pes() -> i32;
    global_exit = shmem_global_exit(status: i32) -> ();
}

#[test]
fn role() {
    let Ok(role) = std::env::var(ROLE) else { return };
    match role.as_str() {
        "hello" => {
            init();
            println!("PE {} of {}", my_pe(), n_pes());
            barrier_all();
            finalize();
        }
        "killed" => as_pe_1_of_waiting(kill_myself),
        "exit" => as_pe_1_of_waiting(|| std::process::exit(3)),
        "leave" => as_pe_1_of_waiting(|| std::process::exit(0)),
        "panic" => as_pe_1_of_waiting(|| panic!("on purpose")),
        "global" => as_pe_1_of_waiting(|| global_exit(7)),
        "global0" => as_pe_1_of_waiting(|| global_exit(0)),
        "absent" => {
            let absent = std::env::var("SHMEM_SMP_JOB").unwrap().contains(":pe=1:");
            if !absent {
                init();
                finalize();
            }
        }
        "again" => {
            init();
            let me = my_pe();
            finalize();
            if me != 1 {
                init();
                finalize();
            }
        }
        "stuck" => as_pe_1_of_waiting(|| std::thread::sleep(DEADLINE)),
        "child" => {
            init();
            let this = std::env::current_exe().unwrap();
            let child = |launcher: Option<&str>| {
                let mut child = std::process::Command::new(&this);
                child.args(["--exact", "role", "--nocapture"]).env(ROLE, "hello");
                launcher.map(|launcher| child.env("SHMEM_LAUNCHER", launcher));
                child.output().unwrap()
            };
            let refused = child(None);
            assert!(!refused.status.success());
            let line = text(&refused.stderr);
            assert!(line.contains("SHMEM_LAUNCHER=none"), "{line}");
            let own = child(Some("none"));
            assert!(own.status.success(), "{}", text(&own.stderr));
            assert!(text(&own.stdout).contains("PE 0 of 1"));
            barrier_all();
            finalize();
        }
        other => panic!("no role {other}"),
    }
    std::process::exit(0);
}

fn kill_myself() {
    let this = rustix::process::getpid();
    rustix::process::kill_process(this, rustix::process::Signal::KILL).unwrap();
}

#[test]
fn processes_that_never_join_may_just_end() {
    let outcome = run(shell(3, "echo out; echo err >&2"));
    assert_eq!((outcome.status, outcome.message), (0, None));
    assert_eq!(outcome.stdout, vec![b"out\n".to_vec(); 3]);
    assert_eq!(outcome.stderr, vec![b"err\n".to_vec(); 3]);
}

#[test]
fn a_failure_stops_the_others() {
    let script = "case $SHMEM_SMP_JOB in *:pe=2:*) exit 5;; esac; exec sleep 1000";
    let outcome = run(shell(4, script));
    assert_eq!((outcome.status, outcome.culprit), (5, Some(2)));
    let message = outcome.message.unwrap();
    assert_eq!(message, "PE 2 exited with status 5; the other 3 PEs were stopped");
}

#[test]
fn a_signal_is_named() {
    let script = "case $SHMEM_SMP_JOB in *:pe=0:*) kill -SEGV $$;; esac; exec sleep 1000";
    let outcome = run(shell(2, script));
    assert_eq!((outcome.status, outcome.culprit), (139, Some(0)));
    let message = outcome.message.unwrap();
    assert_eq!(message, "PE 0 was killed by signal 11 (SIGSEGV); the other PE was stopped");
}

#[test]
fn what_cannot_be_started() {
    let missing = Job::new("./no-such-program", 2).spawn().err().unwrap();
    assert!(matches!(missing, LaunchError::Program { .. }), "{missing}");
    assert!(missing.to_string().starts_with("cannot run ./no-such-program: No such file"));
    assert!(matches!(shell(0, "true").spawn(), Err(LaunchError::NoPes)));
    assert!(matches!(shell(1 << 20, "true").spawn(), Err(LaunchError::TooManyPes(_))));
    let huge = shell(2, "true").heap_size(1 << 61).spawn().err().unwrap().to_string();
    assert!(huge.contains("SHMEM_SYMMETRIC_SIZE") && !huge.contains('\n'), "{huge}");
    let bad = shell(2, "true").env("SHMEM_SYMMETRIC_SIZE", "x").spawn().err().unwrap();
    assert!(bad.to_string().starts_with("SHMEM_SYMMETRIC_SIZE=x: not a size"), "{bad}");
}

#[test]
fn time_is_up() {
    let outcome = run(shell(2, "exec sleep 1000").timeout(Duration::from_millis(200)));
    assert_eq!((outcome.status, outcome.culprit), (124, None));
    assert!(outcome.message.unwrap().contains("PE 1 has not called shmem_init"));
}

#[test]
fn a_dropped_job_leaves_no_process() {
    let running = shell(2, "exec sleep 1000").spawn().unwrap();
    let pids = running.pids();
    drop(running);
    for pid in pids {
        assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists());
    }
}

#[test]
fn pes_die_with_the_thread_that_started_them() {
    let pids = std::thread::spawn(|| {
        let running = shell(2, "exec sleep 1000").spawn().unwrap();
        let pids = running.pids();
        std::mem::forget(running);
        pids
    });
    let until = Instant::now() + DEADLINE;
    for pid in pids.join().unwrap() {
        // The test process never reaps them, so they stay as zombies.
        let stat = || std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        while !stat().contains(") Z ") {
            assert!(Instant::now() < until, "PE {pid} lives on");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn output_of_a_process_left_behind_is_not_waited_for() {
    let outcome = run(shell(1, "sleep 1000 & echo $!"));
    assert_eq!(outcome.status, 0);
    let pid: i32 = text(&outcome.stdout[0]).trim().parse().unwrap();
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

#[test]
fn variables_of_an_outer_job_are_not_passed_on() {
    let outcome = run(shell(1, "echo ${SHMEM_NPES-none} $EXTRA").env("EXTRA", "extra"));
    assert_eq!(outcome.stdout[0], b"none extra\n");
}

#[test]
fn pes_meet() {
    for npes in [1, 2, 5] {
        let outcome = run(pes(npes, "hello"));
        assert_eq!((outcome.status, &outcome.message), (0, &None));
        for (pe, out) in outcome.stdout.iter().enumerate() {
            assert!(text(out).contains(&format!("PE {pe} of {npes}")), "{}", text(out));
        }
    }
}

#[test]
fn pes_meet_behind_wrappers() {
    let program = std::env::current_exe().unwrap();
    let script =
        format!("'{}' --exact role --nocapture; status=$?; true; exit $status", program.display());
    let outcome = run(shell(3, &script).env(ROLE, "hello"));
    assert_eq!((outcome.status, outcome.message), (0, None));
    let outcome = run(shell(3, &script).env(ROLE, "killed"));
    assert_eq!((outcome.status, outcome.culprit), (137, Some(1)));
    let sleepy = script.replace("true;", "sleep 1000;");
    let outcome = run(shell(3, &sleepy).env(ROLE, "killed"));
    assert_eq!(outcome.culprit, Some(1), "{outcome:?}");
    assert!(outcome.message.unwrap().ends_with("is dead; the other 2 PEs were stopped"));
}

#[test]
fn how_a_pe_ends_the_job() {
    for (role, status) in
        [("killed", 137), ("exit", 3), ("leave", 1), ("panic", 101), ("global", 7), ("global0", 0)]
    {
        let outcome = run(pes(3, role));
        assert_eq!((outcome.status, outcome.culprit), (status, Some(1)), "{role}: {outcome:?}");
        assert_eq!(outcome.message.is_none(), status == 0, "{role}: {outcome:?}");
    }
}

#[test]
fn a_pe_that_does_not_come_is_not_waited_for() {
    for role in ["absent", "again"] {
        let outcome = run(pes(3, role));
        assert_eq!((outcome.status, outcome.culprit), (1, Some(1)), "{role}: {outcome:?}");
        let message = outcome.message.unwrap();
        assert!(message.contains("PE 1 ended, but PE") && message.contains("shmem_init"));
    }
}

#[test]
fn stuck_pes_say_where() {
    let outcome = run(pes(3, "stuck").timeout(Duration::from_secs(2)));
    assert_eq!(outcome.status, 124);
    let message = outcome.message.unwrap();
    assert!(message.contains("PE 0 waits in") && message.contains("PE 1 computes"), "{message}");
}

#[test]
fn a_child_does_not_become_the_pe() {
    let outcome = run(pes(2, "child"));
    assert_eq!((outcome.status, &outcome.message), (0, &None), "{outcome:?}");
}
