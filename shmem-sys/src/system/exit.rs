//! Leaving the process with the library alive ends the job.
//!
//! The library has an exit hook too: Open MPI's finalizes, and so waits for PEs that may never come.
//! Ours is registered after it and therefore runs before it.

#![allow(unsafe_code, reason = "registers exit handlers and leaves the process")]

use core::ffi::{c_int, c_void};

use super::{end, setup};

/// What the hook does once it knows that this very process, not a child of it, is exiting. Not all
/// C libraries tell the status.
fn at_exit(status: Option<c_int>) {
    if end::leaving() {
        end::make_way();
        return;
    }
    // A PE that fails does not wait for the others to be done.
    if status.unwrap_or(0) == 0 {
        setup::finish_start_pes();
    }
    if !setup::initialized() {
        return;
    }
    let with = status.map_or(String::new(), |status| format!(" with status {status} and"));
    let message = format!("left the process{with} without shmem_finalize");
    end::flush();
    end::end_job(status.filter(|&status| status != 0).unwrap_or(1), &message);
}

/// Ends a forked child of a PE before the library's hook does: that would tear down, or wait for, what
/// is the parent's. Handlers from before init do not run in such a child.
#[cfg(target_env = "gnu")]
fn leave_alone(status: c_int) -> ! {
    end::flush();
    // SAFETY: ends the process at once; what was written is with the kernel.
    unsafe { libc::_exit(status) }
}

/// Has the process's exit watched from now on.
pub(super) fn watch() {
    register(std::process::id());
}

#[cfg(target_env = "gnu")]
fn register(pid: u32) {
    unsafe extern "C" {
        fn on_exit(function: extern "C" fn(c_int, *mut c_void), arg: *mut c_void) -> c_int;
    }
    extern "C" fn hook(status: c_int, pid: *mut c_void) {
        if pid.addr() == std::process::id() as usize {
            at_exit(Some(status));
        } else {
            leave_alone(status);
        }
    }
    // SAFETY: glibc's function with glibc's prototype; the hook only compares its argument.
    unsafe { on_exit(hook, std::ptr::without_provenance_mut(pid as usize)) };
}

/// Other C libraries do not tell the status, without which a forked child cannot be helped out.
#[cfg(not(target_env = "gnu"))]
fn register(pid: u32) {
    use std::sync::atomic::AtomicU32;
    use std::sync::atomic::Ordering::Relaxed;

    static PID: AtomicU32 = AtomicU32::new(0);
    PID.store(pid, Relaxed);
    extern "C" fn hook() {
        if PID.load(Relaxed) == std::process::id() {
            at_exit(None);
        }
    }
    // SAFETY: the standard function with its prototype and a hook that takes nothing.
    unsafe { libc::atexit(hook) };
}
