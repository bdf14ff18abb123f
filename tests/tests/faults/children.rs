//! Processes that a PE starts: none of them is that PE.

use std::env;
use std::process::{self, Command};

use shmem_test::Trial;
use shmem_tests::{Sym, barrier, left, me, pe, right};

use crate::{finalize, init};

/// Tells a child that it is one.
const CHILD: &str = "FAULTS_CHILD";

/// A child with the very environment that made its parent a PE is refused, and the job goes on.
fn with_the_parents_environment() {
    if env::var_os(CHILD).is_some() {
        init();
        println!("the child is a PE");
        finalize();
        return;
    }
    // Before init, because the runtime may take its variables away from children.
    let inherited: Vec<_> = env::vars_os().collect();
    init();
    let child = Command::new(env::current_exe().expect("this program"))
        .args(env::args_os().skip(1))
        .envs(inherited)
        .env(CHILD, "1")
        .output()
        .expect("a child process");
    let (out, err) =
        (String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert_eq!((child.status.code(), &*out), (Some(1), ""), "{err}");
    let clear = err.lines().next().is_some() && err.lines().all(|line| line.starts_with("shmem: "));
    assert!(clear, "no clear line: {err:?}");
    still_works();
    finalize();
}

/// A forked child that exits, by the C library's way, takes nothing with it.
fn forked() {
    init();
    // SAFETY: single-threaded here; the child only exits.
    let child = unsafe { libc::fork() };
    if child == 0 {
        process::exit(0);
    }
    let mut status = -1;
    // SAFETY: the out parameter is a local variable.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(status, 0);
    still_works();
    finalize();
}

fn still_works() {
    let cell = Sym::filled(1, 0u64);
    // SAFETY: symmetric.
    unsafe { shmem_sys::shmem_uint64_p(cell.ptr(), me() as u64 + 1, pe(right())) };
    barrier();
    assert_eq!(cell.read(0), left() as u64 + 1);
    barrier();
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::new("child::with_the_parents_environment", with_the_parents_environment)
            .npes(&[1, 2])
            .job(|job| job),
        Trial::new("child::forked", forked).npes(&[1, 3]).job(|job| job),
    ]
}
