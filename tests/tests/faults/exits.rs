//! PEs that leave on their own, without a word or with one.

use std::env;
use std::process::{self, Command};
use std::thread;
use std::time::Duration;

use shmem_sys::Provider;
use shmem_test::{Ended, Trial};
use shmem_tests::{Sym, me, npes};

use crate::{finalize, init, wait_in_vain};

fn exit_3() {
    init();
    if me() == npes() - 1 {
        process::exit(3);
    }
    wait_in_vain();
}

fn exit_3_beside_a_computation() {
    init();
    if me() == npes() - 1 {
        process::exit(3);
    }
    loop {
        std::hint::spin_loop();
    }
}

fn exit_0_without_finalize() {
    init();
    if me() == npes() - 1 {
        process::exit(0);
    }
    wait_in_vain();
}

fn exit_3_after_finalize() {
    init();
    let last = npes() - 1;
    let last = me() == last;
    finalize();
    if last {
        process::exit(3);
    }
}

fn panic_on_one() {
    init();
    assert!(me() != npes() - 1, "the last PE has had enough");
    wait_in_vain();
}

/// Tells a process that it is the job of one PE that ends itself.
const ALONE: &str = "FAULTS_ALONE";

/// Runs `end` in a job of one PE, where nobody kills what does not leave, for its exit status.
fn alone(end: impl FnOnce()) -> Option<i32> {
    if env::var_os(ALONE).is_some() {
        init();
        end();
        unreachable!("it ends the process");
    }
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(env::args_os().skip(1)).env(ALONE, "1").env("SHMEM_LAUNCHER", "none");
    if shmem_sys::provider() == Provider::System {
        // What makes a PE of whoever has them.
        let launchers = |name: &str| ["OMPI_", "PMIX_"].iter().any(|p| name.starts_with(p));
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_str().is_some_and(launchers)) {
            command.env_remove(name);
        }
    }
    let status = command.status().expect("a child process");
    init();
    finalize();
    status.code()
}

fn global_exit(status: i32) -> ! {
    // SAFETY: initialised.
    unsafe { shmem_sys::shmem_global_exit(status) }
}

fn at_exit(handler: extern "C" fn()) {
    // SAFETY: the standard function with its prototype and a handler that takes nothing.
    assert_eq!(unsafe { libc::atexit(handler) }, 0);
}

/// A handler of the process's exit that waits for something after the job has ended leaves.
fn handler_that_waits() {
    extern "C" fn wait() {
        let word = Sym::filled(1, 0u64);
        // SAFETY: initialised, and a word of this PE's.
        unsafe { shmem_sys::shmem_uint64_wait_until(word.ptr(), shmem_sys::SHMEM_CMP_NE, 0) };
    }
    let status = alone(|| {
        at_exit(wait);
        global_exit(7);
    });
    assert_eq!(status, Some(7));
}

/// A thread ends the job while another is already leaving: neither waits for the other.
fn global_exit_beside_an_exit() {
    extern "C" fn wait() {
        thread::spawn(|| global_exit(7));
        thread::sleep(Duration::from_millis(300));
    }
    let status = alone(|| {
        at_exit(wait);
        process::exit(3);
    });
    assert!(matches!(status, Some(3 | 7)), "{status:?}");
}

/// Begun by `start_pes`, whose finalize is the exit: but not that of a PE that fails.
fn exit_3_after_start_pes() {
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_sys::start_pes(0) };
    let word = Sym::filled(1, 0u64);
    if me() == npes() - 1 {
        // SAFETY: a string that ends with a zero.
        unsafe { libc::printf(c"all %d bytes of it".as_ptr(), 18) };
        process::exit(3);
    }
    // SAFETY: a symmetric word.
    unsafe { shmem_sys::shmem_uint64_wait_until(word.ptr(), shmem_sys::SHMEM_CMP_NE, 0) };
}

/// All PEs end the job at once, each on several threads, while others wait.
fn everybody_at_once() {
    let mut provided = 0;
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_sys::shmem_init_thread(shmem_sys::SHMEM_THREAD_MULTIPLE, &raw mut provided) };
    shmem_tests::barrier();
    for thread in 0..6 {
        thread::spawn(move || match thread % 3 {
            0 => global_exit(40 + me() as i32),
            // SAFETY: wrong on purpose: that is not symmetric.
            1 => unsafe { shmem_sys::shmem_set_lock(std::ptr::null_mut()) },
            _ => drop(Sym::filled(1, 0u64)),
        });
    }
    process::exit(50 + me() as i32);
}

fn before_init() {
    shmem_tests::barrier();
}

fn last(ended: &Ended) -> usize {
    ended.outcome().stderr.len() - 1
}

/// The culprit says why, and so do the PEs that waited for it.
fn blamed(ended: &Ended, text: &str) {
    let culprit = last(ended);
    ended.expect_culprit(culprit);
    for pe in 0..=culprit {
        ended.expect_stderr(pe, &format!("PE {culprit}"));
        ended.expect_stderr(pe, text);
    }
}

/// 64 PEs, whatever the number of cores.
fn many_pes() {
    init();
    assert_eq!(npes(), 64);
    for _ in 0..20 {
        shmem_tests::barrier();
    }
    finalize();
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::new("exit::status_3", exit_3).npes(&[1, 3]).ends(|ended| {
            ended.expect_status(3);
            blamed(ended, "without shmem_finalize");
        }),
        Trial::new("exit::beside_a_computation", exit_3_beside_a_computation).npes(&[3]).ends(
            |ended| {
                ended.expect_status(3);
                ended.expect_culprit(last(ended));
            },
        ),
        Trial::new("exit::status_0_without_finalize", exit_0_without_finalize).npes(&[1, 3]).ends(
            |ended| {
                ended.expect_status(1);
                blamed(ended, "without shmem_finalize");
            },
        ),
        Trial::new("exit::after_finalize", exit_3_after_finalize).npes(&[3]).ends(|ended| {
            ended.expect_status(3);
            ended.expect_culprit(last(ended));
        }),
        Trial::new("panic", panic_on_one).npes(&[1, 2, 4]).ends(|ended| {
            ended.expect_status(101);
            ended.expect_culprit(last(ended));
            ended.expect_stderr(last(ended), "the last PE has had enough");
        }),
        Trial::new("exit::handler_that_waits", handler_that_waits).npes(&[1]).job(|job| job),
        Trial::new("exit::beside_global_exit", global_exit_beside_an_exit)
            .npes(&[1])
            .job(|job| job),
        Trial::new("exit::after_start_pes", exit_3_after_start_pes).npes(&[1, 3]).ends(|ended| {
            ended.expect_status(3);
            blamed(ended, "without shmem_finalize");
            assert_eq!(ended.stdout(last(ended)), "all 18 bytes of it");
        }),
        Trial::new("exit::everybody_at_once", everybody_at_once).npes(&[1, 2, 4]).ends(|ended| {
            let status = ended.outcome().status;
            assert!(matches!(status, 1 | 40..44 | 50..54), "{status}");
            for pe in 0..ended.outcome().stderr.len() {
                let lines: Vec<_> = ended.stderr(pe).lines().map(str::to_owned).collect();
                assert!(lines.len() <= 1, "PE {pe} wrote more than a line: {lines:#?}");
            }
        }),
        Trial::new("before_init", before_init).npes(&[1, 2]).ends(|ended| {
            ended.expect_status(1);
            ended.expect_said(&["before shmem_init"]);
        }),
        Trial::new("many_pes", many_pes).npes(&[64]).job(|job| job),
    ]
}
