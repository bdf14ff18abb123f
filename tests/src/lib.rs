//! What the tests of the raw API share: symmetric buffers, telling values, a context whose PE
//! numbers differ from the world's.
#![allow(unsafe_code, reason = "calls the raw OpenSHMEM API")]

pub mod active_set;
mod forms;
mod reversed;
pub mod safe;
mod sym;
pub mod team;
mod value;

use core::ffi::c_int;

use shmem_test::Ended;

pub use reversed::Reversed;
pub use sym::Sym;
pub use value::{Integer, Value, samples};

/// The number of the value that a non-blocking fetch's destination has before the fetch.
pub const UNFETCHED: usize = 126;

/// This PE's number in the world.
#[must_use]
pub fn me() -> usize {
    // SAFETY: the harness has initialised.
    unsafe { shmem_sys::shmem_my_pe() as usize }
}

/// The world's size.
#[must_use]
pub fn npes() -> usize {
    // SAFETY: the harness has initialised.
    unsafe { shmem_sys::shmem_n_pes() as usize }
}

/// The PE after this one, around the ring.
#[must_use]
pub fn right() -> usize {
    (me() + 1) % npes()
}

/// The PE before this one, around the ring.
#[must_use]
pub fn left() -> usize {
    (me() + npes() - 1) % npes()
}

/// A PE's number as the routines take it.
#[must_use]
pub fn pe(number: usize) -> c_int {
    c_int::try_from(number).expect("a PE's number is an int")
}

/// How a job ends that initialises after its last finalize: well, unless a library of before OpenSHMEM 1.6
/// begins once, and says so.
pub fn expect_another_init(ended: &Ended) {
    if shmem_sys::library().is_none_or(|library| library.standard >= (1, 6)) {
        return ended.expect_status(0);
    }
    ended.expect_status(1);
    ended.expect_said(&["cannot be initialised again after its finalize"]);
}

/// `shmem_barrier_all`.
pub fn barrier() {
    // SAFETY: collective; every test's PEs come here alike.
    unsafe { shmem_sys::shmem_barrier_all() }
}

/// `shmem_quiet`.
pub fn quiet() {
    // SAFETY: initialised.
    unsafe { shmem_sys::shmem_quiet() }
}
