//! How a job ends before its time: a line that says why, then the library's own way out.

#![allow(unsafe_code, reason = "calls the library and ends the process")]

use core::ffi::c_int;
use std::io::Write;
use std::sync::atomic::AtomicI32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use super::{channel, native, setup};

/// The thread of this process that leaves, by its number; 0 while none does.
static LEAVING: AtomicI32 = AtomicI32::new(0);

/// Ends the whole job because of an error that this PE found.
#[cold]
#[inline(never)]
pub(crate) fn end_job(status: c_int, message: &str) -> ! {
    only_one_leaves();
    if !setup::running() {
        say(&format!("shmem: {message}\n"));
        // SAFETY: ends the process at once; neither handlers nor destructors run.
        unsafe { libc::_exit(status) }
    }
    say(&format!("shmem: PE {}: {message}\n", setup::my_pe()));
    channel::tell(status, message);
    // SAFETY: the library is initialised.
    unsafe { native::shmem_global_exit(status) };
    // SAFETY: as above, should the library's own exit ever come back.
    unsafe { libc::_exit(status) }
}

/// Ends the whole job without an error: `shmem_global_exit`.
pub(crate) fn global_exit(status: c_int) -> ! {
    only_one_leaves();
    if setup::running() {
        flush();
        // SAFETY: the library is initialised.
        unsafe { native::shmem_global_exit(status) };
    }
    std::process::exit(status)
}

/// What the program has written and not yet given to the kernel.
pub(crate) fn flush() {
    // A closed standard output is no reason to stop.
    let _ = std::io::stdout().flush();
    // SAFETY: NULL stands for all streams.
    unsafe { libc::fflush(std::ptr::null_mut()) };
}

/// Whether this thread or another one ends the job or the process.
pub(crate) fn leaving() -> bool {
    LEAVING.load(Relaxed) != 0
}

/// Lets the thread that leaves do so before any other ends the process: the library would take that
/// exit for the end of the job, and say so. Not for ever, since the C library may let nobody else run
/// exit handlers meanwhile.
pub(crate) fn make_way() {
    if LEAVING.load(Relaxed) != thread_id() {
        thread::sleep(channel::PATIENCE);
    }
}

/// Lets one thread through, again and again; the process is about to end, so the others just wait.
pub(crate) fn only_one_leaves() {
    let me = thread_id();
    match LEAVING.compare_exchange(0, me, Relaxed, Relaxed) {
        Err(leaver) if leaver != me => loop {
            thread::park();
        },
        _ => {}
    }
}

fn thread_id() -> libc::pid_t {
    // SAFETY: a system call without arguments.
    unsafe { libc::gettid() }
}

/// One write, so that lines of several PEs do not mix; a closed standard error is no reason to stop.
pub(crate) fn say(line: &str) {
    let bytes = line.as_bytes();
    // SAFETY: the bytes are a live slice.
    unsafe { libc::write(libc::STDERR_FILENO, bytes.as_ptr().cast(), bytes.len()) };
}
