//! A launcher that is killed: its PEs go with it, wherever they are, and so does their memory.

use core::ffi::{c_int, c_long};
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio, exit};
use std::thread;
use std::time::{Duration, Instant};

use shmem_smp::launch::Launcher;
use shmem_sys::{Provider, SHMEM_CMP_NE};
use shmem_test::{Job, Trial};
use shmem_tests::{Sym, barrier, me};

use crate::{init, wait_in_vain};

/// Says what this process is: the launcher to be killed, or a PE of its job.
const ROLE: &str = "FAULTS_LAUNCHER";

const NPES: usize = 5;

/// How long the orphans of a busy machine may take to go.
const BURIAL: Duration = Duration::from_secs(20);

/// Whether this process has a part in the play.
pub(crate) fn requested() -> bool {
    match std::env::var(ROLE).as_deref() {
        Ok("launcher") => true,
        Ok("pe") => victim(),
        _ => false,
    }
}

/// The launcher: waits for a job that does not end.
pub(crate) fn launch() -> ! {
    let program = std::env::current_exe().expect("this program");
    let running = Job::new(program, NPES).env(ROLE, "pe").spawn().expect("a job");
    exit(running.wait().status)
}

/// A PE: says who it is and where its memory is, then is busy or waits, each in its own way.
fn victim() -> ! {
    init();
    let (lock, word) = (Sym::filled(1, 0 as c_long), Sym::filled(1, 0u64));
    let number = me();
    if number == 0 {
        // SAFETY: a symmetric long that only lock routines touch.
        unsafe { shmem_sys::shmem_set_lock(lock.ptr()) };
    }
    barrier();
    println!("{} {}", std::process::id(), segment_of(word.ptr() as usize));
    match number {
        0 => loop {
            std::hint::spin_loop();
        },
        1 => thread::sleep(Duration::MAX),
        // SAFETY: as above.
        2 => unsafe { shmem_sys::shmem_set_lock(lock.ptr()) },
        // SAFETY: a symmetric word.
        3 => unsafe { shmem_sys::shmem_uint64_wait_until(word.ptr(), SHMEM_CMP_NE, 0) },
        _ => wait_in_vain(),
    }
    unreachable!("nothing ends this but the launcher's death")
}

/// The inode of the file that is mapped at an address of this process.
fn segment_of(address: usize) -> u64 {
    let maps = fs::read_to_string("/proc/self/maps").expect("the mappings");
    let inode = maps.lines().find_map(|line| {
        let mut fields = line.split_whitespace();
        let (start, end) = fields.next()?.split_once('-')?;
        let range = usize::from_str_radix(start, 16).ok()?..usize::from_str_radix(end, 16).ok()?;
        range.contains(&address).then(|| fields.nth(3)?.parse().ok()).flatten()
    });
    inode.expect("the heap is mapped")
}

/// Processes that have this memory mapped or open.
fn users_of(segment: u64) -> Vec<PathBuf> {
    let entries = |dir: &Path| fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path());
    let uses = |process: &PathBuf| {
        let open = entries(&process.join("fd")).any(|fd| {
            fs::read_link(&fd).is_ok_and(|name| name.to_string_lossy().starts_with("/memfd:"))
                && fs::metadata(&fd).is_ok_and(|file| file.ino() == segment)
        });
        let mapped = fs::read_to_string(process.join("maps")).is_ok_and(|maps| {
            maps.lines().any(|line| {
                line.contains("/memfd:")
                    && line.split_whitespace().nth(4) == Some(&segment.to_string())
            })
        });
        open || mapped
    };
    entries(Path::new("/proc")).filter(|path| path.join("fd").exists()).filter(uses).collect()
}

/// Starts the launcher that goes with the provider: a process of this program's, or the library's own.
fn start() -> Child {
    let program = std::env::current_exe().expect("this program");
    let mut command = if bundled() {
        let mut command = Command::new(program);
        command.env_clear().env(ROLE, "launcher");
        command
    } else {
        let own = shmem_sys::library().and_then(|library| library.launcher).map(Path::new);
        let launcher = Launcher::find(own).expect("the library's launcher");
        launcher.command(&Job::new(program, NPES).env(ROLE, "pe"))
    };
    command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("a launcher")
}

fn bundled() -> bool {
    shmem_sys::provider() == Provider::Bundled
}

/// Runs as a process of its own so that the harness supervises it like any other trial.
fn ended_by(signal: c_int) {
    let mut launcher = start();
    let lines = BufReader::new(launcher.stdout.take().expect("piped")).lines();
    let pes: Vec<(u32, u64)> = lines
        .map_while(Result::ok)
        .take(NPES)
        .map(|line| {
            let (pid, segment) = line.split_once(' ').expect("two numbers");
            (pid.parse().expect("a process id"), segment.parse().expect("an inode"))
        })
        .collect();
    assert_eq!(pes.len(), NPES, "every PE has come up");
    let found = !users_of(pes[0].1).is_empty();
    assert!(found || !bundled(), "the test looks for the right memory");
    thread::sleep(Duration::from_millis(50));
    // SAFETY: a child that has not been waited for.
    assert_eq!(unsafe { libc::kill(launcher.id().cast_signed(), signal) }, 0);
    launcher.wait().expect("its death");

    let deadline = Instant::now() + BURIAL;
    for (pid, segment) in pes {
        let left = || {
            let mut left = users_of(segment);
            left.extend(Some(PathBuf::from(format!("/proc/{pid}"))).filter(|path| path.exists()));
            left
        };
        while !left().is_empty() {
            assert!(Instant::now() < deadline, "still there: {:?}", left());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    let alone = |trial: Trial| trial.npes(&[1]).job(|job| job);
    vec![
        alone(Trial::new("launcher_killed", || ended_by(libc::SIGKILL))),
        alone(Trial::new("launcher_terminated", || ended_by(libc::SIGTERM))),
    ]
}
