//! How a job ends before its time: one record, written once, read by everybody.
//!
//! Whoever finds the reason first writes it into the header, prints it and leaves. The others find
//! it at their next slow wait, print their own line and leave too; a PE that computes and never
//! looks is stopped by the launcher, or by its own watcher where there is no launcher of ours.

#![allow(unsafe_code, reason = "leaves the process through the C library")]

use core::ffi::{c_int, c_void};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicI32};
use std::time::Duration;

use crate::layout::{ENDING_TEXT, Ending};
use crate::{runtime, wait};

const NOT_ENDED: u32 = 0;
const BEING_WRITTEN: u32 = 1;
const READABLE: u32 = 2;

/// The first thread of this process that leaves, negative if it runs exit handlers on its way; 0
/// while none does.
static LEAVING: AtomicI32 = AtomicI32::new(0);

/// Ends the whole job because of an error that this PE found.
///
/// The first record wins; this PE prints its own line in any case.
pub(crate) fn end_job(status: i32, message: &str) -> ! {
    if !runtime::attached() {
        say(&format!("shmem: {message}\n"));
        leave(status);
    }
    let me = runtime::my_pe();
    record(&runtime::header().ending.0, me, status, message);
    wake_everybody();
    only_one_leaves();
    say(&format!("shmem: PE {me}: {message}\n"));
    leave(status)
}

/// Ends the whole job without an error: `shmem_global_exit`.
pub fn global_exit(status: i32) -> ! {
    if runtime::attached() {
        record(&runtime::header().ending.0, runtime::my_pe(), status, "");
        wake_everybody();
    }
    lead_out(-thread_id());
    std::process::exit(status)
}

/// Leaves the process, with a line of its own, if somebody has ended the job.
pub(crate) fn check() {
    let ending = &runtime::header().ending.0;
    if ending.state.load(Acquire) != NOT_ENDED {
        follow(ending);
    }
}

#[cold]
fn follow(ending: &Ending) -> ! {
    only_one_leaves();
    while ending.state.load(Acquire) != READABLE {
        std::thread::sleep(Duration::from_millis(1));
    }
    let text = text(ending);
    if !text.is_empty() {
        let (me, pe) = (runtime::my_pe(), ending.pe.load(Relaxed));
        say(&format!("shmem: PE {me}: PE {pe} ended the job: {text}\n"));
    }
    leave(ending.status.load(Relaxed))
}

/// Writes the record unless there is one already.
pub(crate) fn record(ending: &Ending, pe: usize, status: i32, message: &str) {
    if ending.state.compare_exchange(NOT_ENDED, BEING_WRITTEN, Acquire, Relaxed).is_err() {
        return;
    }
    let end = message.floor_char_boundary(ENDING_TEXT);
    for (word, bytes) in ending.text.iter().zip(message.as_bytes()[..end].chunks(8)) {
        let mut padded = [0; 8];
        padded[..bytes.len()].copy_from_slice(bytes);
        word.store(u64::from_le_bytes(padded), Relaxed);
    }
    ending.pe.store(pe as u32, Relaxed);
    ending.status.store(status, Relaxed);
    ending.len.store(end as u32, Relaxed);
    ending.state.store(READABLE, Release);
}

/// The record's text.
fn text(ending: &Ending) -> String {
    let len = (ending.len.load(Relaxed) as usize).min(ENDING_TEXT);
    let bytes: Vec<u8> =
        ending.text.iter().flat_map(|word| word.load(Relaxed).to_le_bytes()).take(len).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How a job ended before its time, for those who watch it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedBy {
    /// The PE that ended it.
    pub pe: usize,
    /// The status it asked for.
    pub status: i32,
    /// Why; empty for `shmem_global_exit`.
    pub message: String,
}

/// Reads the record, if the job has ended before its time.
#[must_use]
pub fn ended(ending: &Ending) -> Option<EndedBy> {
    (ending.state.load(Acquire) == READABLE).then(|| EndedBy {
        pe: ending.pe.load(Relaxed) as usize,
        status: ending.status.load(Relaxed),
        message: text(ending),
    })
}

fn wake_everybody() {
    for pe in 0..runtime::n_pes() {
        wait::ring(pe);
    }
}

/// Lets one thread through; the process is about to end, so the others just wait for that.
fn only_one_leaves() {
    lead_out(thread_id());
}

/// Marks the calling thread, by its number or the negative of it, as the one that leaves. It may come
/// here again: `shmem_global_exit` runs exit handlers, which may find that the job has ended.
fn lead_out(mark: i32) {
    match LEAVING.compare_exchange(0, mark, Relaxed, Relaxed) {
        Err(leaver) if leaver.abs() != mark.abs() => loop {
            std::thread::park();
        },
        _ => {}
    }
}

fn thread_id() -> i32 {
    rustix::thread::gettid().as_raw_nonzero().get()
}

/// One write, so that lines of several PEs do not mix; a closed standard error is no reason to stop.
pub fn say(line: &str) {
    let _ = rustix::io::write(rustix::stdio::stderr(), line.as_bytes());
}

fn leave(status: i32) -> ! {
    // SAFETY: ends the process at once; neither handlers nor destructors run.
    unsafe { libc::_exit(status) }
}

/// Has the process's exit watched from now on: leaving with the runtime alive ends the job.
pub(crate) fn watch_exit() {
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if !WATCHED.swap(true, Relaxed) {
        register(std::process::id());
    }
}

/// What the hook does once it knows that this very process, not a child of it, is exiting. Not all
/// C libraries tell the status.
fn at_exit(status: Option<c_int>) {
    match LEAVING.load(Relaxed) {
        0 => {}
        // Another thread is about to end the process with a status that counts more than this one.
        leaver if leaver > 0 => return only_one_leaves(),
        // `shmem_global_exit`, in this thread or held up by this exit, which came first.
        _ => return,
    }
    // A PE that fails does not wait for the others to be done.
    if status.unwrap_or(0) == 0 {
        crate::init::finish_start_pes();
    }
    if !crate::init::initialized() {
        return;
    }
    let me = runtime::my_pe();
    let with = status.map_or(String::new(), |status| format!(" with status {status} and"));
    let message = format!("left the process{with} without shmem_finalize");
    let status = status.filter(|&status| status != 0).unwrap_or(1);
    record(&runtime::header().ending.0, me, status, &message);
    wake_everybody();
    only_one_leaves();
    say(&format!("shmem: PE {me}: {message}\n"));
    // What the rest of the exit would have done.
    // SAFETY: NULL stands for all streams.
    unsafe { libc::fflush(std::ptr::null_mut()) };
    leave(status);
}

#[cfg(target_env = "gnu")]
fn register(pid: u32) {
    unsafe extern "C" {
        fn on_exit(function: extern "C" fn(c_int, *mut c_void), arg: *mut c_void) -> c_int;
    }
    extern "C" fn hook(status: c_int, pid: *mut c_void) {
        if pid.addr() == std::process::id() as usize {
            at_exit(Some(status));
        }
    }
    // SAFETY: glibc's function with glibc's prototype; the hook only compares its argument.
    unsafe { on_exit(hook, std::ptr::without_provenance_mut(pid as usize)) };
}

/// Other C libraries do not tell the status.
#[cfg(not(target_env = "gnu"))]
fn register(pid: u32) {
    static PID: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    PID.store(pid, Relaxed);
    extern "C" fn hook() {
        if PID.load(Relaxed) == std::process::id() {
            at_exit(None);
        }
    }
    // SAFETY: the standard function with its prototype and a hook that takes nothing.
    unsafe { libc::atexit(hook) };
}
