//! PEs that are killed, wherever they happen to be.

use core::ffi::c_long;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::process;
use std::thread;
use std::time::Duration;

use shmem_sys::{SHMEM_CMP_EQ, SHMEM_CMP_NE};
use shmem_test::{Ended, Trial};
use shmem_tests::{Sym, barrier, me, npes, pe};

use crate::{init, wait_in_vain};

/// Who is killed, and by whom.
const VICTIM: usize = 1;
const KILLER: usize = 0;

/// Has the killer kill the victim once that has said it is ready, and then some: long enough for it
/// to be where it means to be. Returns on all PEs but the killer.
fn arrange_a_murder(at_large: &Sym<u64>) {
    if me() == VICTIM {
        // SAFETY: a symmetric word.
        unsafe {
            shmem_sys::shmem_uint64_atomic_set(
                at_large.ptr(),
                u64::from(process::id()),
                pe(KILLER),
            );
        }
    }
    if me() == KILLER {
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint64_wait_until(at_large.ptr(), SHMEM_CMP_NE, 0) };
        thread::sleep(Duration::from_millis(50));
        // SAFETY: sends a signal to a process of this job.
        let sent = unsafe { libc::kill(at_large.read(0) as libc::pid_t, libc::SIGKILL) };
        assert_eq!(sent, 0);
        // Not in a barrier: the victim may have come to it before it died.
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint64_wait_until(at_large.ptr(), SHMEM_CMP_EQ, 0) };
        unreachable!("nobody clears the word");
    }
}

fn in_a_barrier() {
    init();
    let word = Sym::filled(1, 0u64);
    arrange_a_murder(&word);
    wait_in_vain();
}

fn holding_a_lock() {
    init();
    let (word, lock) = (Sym::filled(1, 0u64), Sym::filled(1, 0 as c_long));
    if me() == VICTIM {
        // SAFETY: a symmetric long that only lock routines touch.
        unsafe { shmem_sys::shmem_set_lock(lock.ptr()) };
    }
    barrier();
    arrange_a_murder(&word);
    if me() == VICTIM {
        thread::sleep(Duration::MAX);
    }
    // SAFETY: as above.
    unsafe { shmem_sys::shmem_set_lock(lock.ptr()) };
    unreachable!("nobody has cleared the lock");
}

fn waiting_for_a_lock() {
    init();
    let (word, lock) = (Sym::filled(1, 0u64), Sym::filled(1, 0 as c_long));
    if me() == KILLER {
        // SAFETY: a symmetric long that only lock routines touch.
        unsafe { shmem_sys::shmem_set_lock(lock.ptr()) };
    }
    barrier();
    arrange_a_murder(&word);
    // SAFETY: as above.
    unsafe { shmem_sys::shmem_set_lock(lock.ptr()) };
    unreachable!("nobody has cleared the lock");
}

fn putting() {
    const LEN: usize = 100_000;
    init();
    let (word, data) = (Sym::filled(1, 0u64), Sym::filled(LEN, 0u64));
    arrange_a_murder(&word);
    let source = vec![7; LEN];
    loop {
        for target in 0..npes() {
            // SAFETY: symmetric and in bounds.
            unsafe { shmem_sys::shmem_uint64_put(data.ptr(), source.as_ptr(), LEN, pe(target)) };
        }
    }
}

fn in_a_wait() {
    init();
    let (word, never) = (Sym::filled(1, 0u64), Sym::filled(1, 0u64));
    arrange_a_murder(&word);
    // SAFETY: a symmetric word.
    unsafe { shmem_sys::shmem_uint64_wait_until(never.ptr(), SHMEM_CMP_NE, 0) };
    unreachable!("nobody has set the word");
}

/// The others compute and never ask how the job is.
fn while_others_compute() {
    init();
    let word = Sym::filled(1, 0u64);
    arrange_a_murder(&word);
    loop {
        std::hint::spin_loop();
    }
}

/// One of the PEs, whichever is the first, dies before it has initialised; the others wait for it.
fn before_init() {
    // SAFETY: has no preconditions.
    let launcher = unsafe { libc::getppid() };
    let address = SocketAddr::from_abstract_name(format!("shmem-tests-first-{launcher}"));
    match UnixListener::bind_addr(&address.expect("a short name")) {
        Ok(_first) => {
            thread::sleep(Duration::from_millis(50));
            // SAFETY: kills this process.
            unsafe { libc::raise(libc::SIGKILL) };
        }
        Err(_) => init(),
    }
    unreachable!("init without all PEs");
}

fn segmentation_fault() {
    init();
    if me() == npes() - 1 {
        // SAFETY: none: nothing is there, which is the point.
        unsafe { core::ptr::without_provenance_mut::<u64>(8).write_volatile(1) };
    }
    wait_in_vain();
}

fn abort() {
    init();
    if me() == npes() - 1 {
        process::abort();
    }
    wait_in_vain();
}

fn died_of(signal: i32) -> impl Fn(&Ended) {
    move |ended| {
        ended.expect_status(128 + signal);
        let victim =
            if signal == libc::SIGKILL { VICTIM } else { ended.outcome().stderr.len() - 1 };
        ended.expect_culprit(victim);
        ended.expect_named(victim);
    }
}

fn kill(name: &str, body: fn()) -> Trial {
    Trial::new(format!("killed::{name}"), body).npes(&[2, 4]).ends(died_of(libc::SIGKILL))
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        kill("in_a_barrier", in_a_barrier),
        kill("holding_a_lock", holding_a_lock),
        kill("waiting_for_a_lock", waiting_for_a_lock),
        kill("putting", putting),
        kill("in_a_wait", in_a_wait),
        kill("while_others_compute", while_others_compute),
        Trial::new("killed::before_init", before_init)
            .npes(&[3])
            .ends(|ended| ended.expect_status(128 + libc::SIGKILL)),
        Trial::new("segmentation_fault", segmentation_fault)
            .npes(&[1, 3])
            .ends(died_of(libc::SIGSEGV)),
        Trial::new("abort", abort).npes(&[3]).ends(died_of(libc::SIGABRT)),
    ]
}
