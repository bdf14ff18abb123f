//! The command as its users meet it, with shell scripts for programs.

use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_secs(60);

fn cargo_shmem(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-shmem"));
    command.arg("shmem").args(args).stdin(Stdio::null());
    for name in ["SHMEM_SYMMETRIC_SIZE", "SMA_SYMMETRIC_SIZE", "SHMEM_NPES", "SHMEM_LAUNCHER"] {
        command.env_remove(name);
    }
    command
}

fn script(npes: &str, options: &[&str], script: &str) -> Command {
    let mut command = cargo_shmem(&["run", "-n", npes]);
    command.args(options).args(["/bin/sh", "--", "-c", script]);
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let until = Instant::now() + DEADLINE;
    while !condition() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Starts a job in the background and reads the first line of each PE.
fn started(mut command: Command, npes: usize) -> (Child, Vec<String>) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(npes);
    let lines = lines.map(Result::unwrap).collect();
    (child, lines)
}

fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

#[test]
fn bad_requests_get_a_line() {
    let cases: [(&[&str], &str); 7] = [
        (&["run", "-n", "0", "/bin/true"], "a job needs at least one PE"),
        (&["run", "-n", "9999", "/bin/true"], "9999 PEs are too many: a job has at most 1024"),
        (&["run", "-n", "2", "./absent"], "cannot run ./absent: No such file or directory"),
        (&["run", "-n", "2", "/etc/passwd"], "cannot run /etc/passwd: Permission denied"),
        (&["run", "-n", "2", "--heap", "8000000t", "/bin/true"], "symmetric heap of 8000000 TiB"),
        (&["run", "-n", "1000", "--bind-to", "core", "/bin/true"], "cannot bind 1000 PEs"),
        (&["run", "-n", "2", "--manifest-path", "/absent/Cargo.toml"], "no package here"),
    ];
    for (args, expected) in cases {
        let output = cargo_shmem(args).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let error = stderr(&output);
        assert!(error.starts_with("cargo shmem: ") && error.contains(expected), "{error}");
    }
    let output = script("2", &[], "true").env("SHMEM_SYMMETRIC_SIZE", "much").output().unwrap();
    assert!(stderr(&output).starts_with("cargo shmem: SHMEM_SYMMETRIC_SIZE=much: not a size"));
    let output = cargo_shmem(&["run", "-n", "two", "/bin/true"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn lines_are_tagged_and_whole() {
    let long = "i=0; while [ $i -lt 200 ]; do echo abcdefghijklmnopqrstuvwxyz; i=$((i+1)); done";
    let output = script("3", &["--tag-output"], long).output().unwrap();
    let text = stdout(&output);
    for pe in 0..3 {
        let line = format!("[{pe}] abcdefghijklmnopqrstuvwxyz");
        assert_eq!(text.lines().filter(|found| *found == line).count(), 200, "PE {pe}");
    }
    assert_eq!(text.lines().count(), 600);
}

#[test]
fn input_goes_to_pe_0_only() {
    let mut command = script("2", &["--tag-output"], "cat; echo end");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"some text\n").unwrap();
    let text = stdout(&child.wait_with_output().unwrap());
    let of = |tag: &str| text.lines().filter(|l| l.starts_with(tag)).collect::<Vec<_>>().join("|");
    assert_eq!(of("[0]"), "[0] some text|[0] end");
    assert_eq!(of("[1]"), "[1] end");
}

#[test]
fn the_status_and_who_is_to_blame() {
    let output =
        script("3", &[], "case $SHMEM_SMP_JOB in *pe=1:*) exit 42;; esac; exec sleep 1000");
    let output = { output }.output().unwrap();
    assert_eq!(output.status.code(), Some(42));
    let expected = "shmem: PE 1 exited with status 42; the other 2 PEs were stopped\n";
    assert_eq!(stderr(&output), expected);
    let mut slow = script("2", &["--timeout", "0.3"], "exec sleep 1000");
    assert_eq!(slow.output().unwrap().status.code(), Some(124));
    let mut with = script("1", &["--env", "A=b c"], "echo \"$A\"");
    assert_eq!(stdout(&with.output().unwrap()), "b c\n");
}

#[test]
fn a_signal_reaches_the_pes() {
    let polite = "trap 'echo stopped; exit 0' TERM; echo ready; while :; do sleep 0.01; done";
    let (child, _) = started(script("2", &[], polite), 2);
    signal(&child, Signal::TERM);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(143));
    assert_eq!(stderr(&output), "shmem: the job was stopped by signal 15 (SIGTERM)\n");
}

#[test]
fn pes_that_ignore_signals_are_killed() {
    let stubborn = "trap '' TERM INT HUP; echo $$; while :; do sleep 0.01; done";
    for twice in [false, true] {
        let (child, pids) = started(script("2", &[], stubborn), 2);
        signal(&child, Signal::INT);
        if twice {
            signal(&child, Signal::TERM);
        }
        let output = child.wait_with_output().unwrap();
        assert!(matches!(output.status.code(), Some(130 | 143)), "{output:?}");
        for pid in pids {
            assert!(!Path::new(&format!("/proc/{pid}")).exists(), "PE {pid} lives on");
        }
    }
}

#[test]
fn a_killed_launcher_takes_its_pes_with_it() {
    let (mut child, pids) = started(script("3", &[], "echo $$; exec sleep 1000"), 3);
    signal(&child, Signal::KILL);
    assert_eq!(child.wait().unwrap().signal(), Some(9));
    for pid in pids {
        let alive = || {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            !stat.is_empty() && !stat.contains(") Z ")
        };
        wait_until(&format!("PE {pid} lives on"), || !alive());
    }
}

#[test]
fn packages_are_built() {
    let directory = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "Cargo.toml",
        "[package]\nname = \"one\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [features]\nextra = []\n[workspace]\n",
    );
    write("src/main.rs", "fn main() { println!(\"main {}\", cfg!(feature = \"extra\")); }");
    write("examples/other.rs", "fn main() { println!(\"other {}\", cfg!(debug_assertions)); }");
    let run = |args: &[&str]| {
        let mut command = cargo_shmem(&["run", "-n", "2"]);
        command.args(args).current_dir(&directory).env_remove("CARGO_TARGET_DIR").output().unwrap()
    };
    assert_eq!(stdout(&run(&["--features", "extra"])), "main true\nmain true\n");
    assert_eq!(stdout(&run(&["--example", "other", "--release"])), "other false\nother false\n");
    write("src/bin/two.rs", "fn main() {}");
    let error = stderr(&run(&[]));
    let expected = "which program? give a path, or one of: --bin one, --bin two, --example other";
    assert!(error.contains(expected), "{error}");
    write("src/main.rs", "fn main() { nonsense }");
    let output = run(&["--bin", "one"]);
    assert_eq!(output.status.code(), Some(1));
    let error = stderr(&output);
    assert!(error.contains("nonsense") && error.contains("could not be built"), "{error}");
}

#[test]
fn info_says_what_there_is() {
    let text = stdout(&cargo_shmem(&["info"]).env("SHMEM_SYMMETRIC_SIZE", "3m").output().unwrap());
    for expected in [
        "bundled (shmem-smp",
        "1.6",
        "SHMEM_THREAD_MULTIPLE",
        "3 MiB per PE (SHMEM_SYMMETRIC_SIZE)",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn info_tells_of_no_provider_but_its_own() {
    let bundled = cargo_shmem(&["info", "--provider", "bundled"]).output().unwrap();
    assert!(stdout(&bundled).contains("bundled (shmem-smp"), "{}", stdout(&bundled));
    let system = cargo_shmem(&["info", "--provider", "system"]).output().unwrap();
    assert_eq!(system.status.code(), Some(1));
    assert!(stderr(&system).contains("--env SHMEM_DEBUG=1"), "{}", stderr(&system));
}
