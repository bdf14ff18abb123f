//! A job that checks itself, for launchers to start: `probe ring|child|die PES`.
//!
//! PE 0 prints `probe: PES PEs agree` if everything is right; anything else fails the job.
#![allow(unsafe_code, reason = "calls the raw OpenSHMEM API")]

use core::ffi::{c_int, c_long, c_void};
use std::process::{Command, Stdio};

use shmem_sys::*;

fn main() {
    let mut args = std::env::args().skip(1);
    let (Some(task), Some(pes)) = (args.next(), args.next().and_then(|pes| pes.parse().ok()))
    else {
        eprintln!("usage: probe ring|child|die PES");
        std::process::exit(2);
    };
    // SAFETY: the first call; every PE makes it.
    unsafe { shmem_init() };
    // SAFETY: initialised.
    let (me, n) = (unsafe { shmem_my_pe() }, unsafe { shmem_n_pes() });
    if n != pes {
        fail(&format!("PE {me} is one of {n}, not of {pes}"));
    }
    everyone_hears_everyone(me, n);
    match task.as_str() {
        "ring" => {}
        "child" => child_is_refused(me, n),
        "die" => die(me),
        other => fail(&format!("no such task: {other}")),
    }
    // SAFETY: initialised; every PE comes here.
    unsafe { shmem_barrier_all() };
    if me == 0 {
        println!("probe: {n} PEs agree");
    }
    // SAFETY: initialised, by every PE, once.
    unsafe { shmem_finalize() };
}

fn fail(why: &str) -> ! {
    eprintln!("probe: {why}");
    // SAFETY: initialised.
    unsafe { shmem_global_exit(1) }
}

/// Each PE writes to its own slot on every PE; so no two have one number, and none is missing.
fn everyone_hears_everyone(me: c_int, n: c_int) {
    // SAFETY: initialised; the same arguments everywhere.
    let slots = unsafe { shmem_calloc(n as usize, size_of::<c_long>()) }.cast::<c_long>();
    if slots.is_null() {
        fail("no memory");
    }
    for pe in 0..n {
        // SAFETY: `me` is below the number of slots.
        let slot = unsafe { slots.add(me as usize) };
        // SAFETY: symmetric, and `pe` is a PE.
        unsafe { shmem_long_p(slot, c_long::from(me) + 1, pe) };
    }
    // SAFETY: initialised; every PE comes here.
    unsafe { shmem_barrier_all() };
    for pe in 0..n {
        // SAFETY: `pe` is below the number of slots.
        let slot = unsafe { slots.add(pe as usize) };
        // SAFETY: this PE's own slot, which nobody writes any more.
        let heard = unsafe { slot.read() };
        if heard != c_long::from(pe) + 1 {
            fail(&format!("PE {me} heard {heard} from PE {pe}"));
        }
    }
    // SAFETY: allocated above; every PE comes here.
    unsafe { shmem_free(slots.cast::<c_void>()) };
}

/// A child has this PE's environment but is not this PE.
fn child_is_refused(me: c_int, n: c_int) {
    let program = std::env::current_exe().unwrap_or_else(|error| fail(&error.to_string()));
    let child = Command::new(program).args(["ring", &n.to_string()]).stdin(Stdio::null()).output();
    let child = child.unwrap_or_else(|error| fail(&error.to_string()));
    if child.status.success() {
        fail(&format!("a child of PE {me} became a PE"));
    }
    let said = String::from_utf8_lossy(&child.stderr);
    if said.lines().count() != 1 {
        fail(&format!("a child of PE {me} was not refused in one line: {said:?}"));
    }
}

/// The last PE dies; the others wait for it until somebody ends them.
fn die(me: c_int) {
    // SAFETY: initialised.
    if me == unsafe { shmem_n_pes() } - 1 {
        eprintln!("probe: the last PE dies");
        std::process::abort();
    }
}
