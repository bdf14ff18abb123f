//! Profiling interface: the control routine, and the `pshmem_` names beside the `shmem_` ones.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_int;

use pastey::paste;
use shmem_sys::{SHMEM_CMP_EQ, SHMEM_TEAM_WORLD};
use shmem_test::trials;
use shmem_tests::{Sym, Value, barrier, left, me, npes, pe, right, samples};

/// Whatever a program asks of a profiler that is not there, nothing changes.
fn pcontrol() {
    for level in [0, 1, 2, 3, -1, c_int::MAX, c_int::MIN] {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_pcontrol(level) };
        // SAFETY: initialised.
        unsafe { shmem_sys::pshmem_pcontrol(level) };
    }
    ring::<u64>(|d, s| {
        // SAFETY: symmetric.
        unsafe { shmem_sys::shmem_uint64_put(d, s, 1, pe(right())) };
    });
}

/// Moves a value around the ring by one put.
fn ring<T: Value>(put: impl Fn(*mut T, *const T)) {
    let cell = Sym::filled(1, T::sample(100));
    let value = T::sample(me());
    put(cell.ptr(), &raw const value);
    barrier();
    assert_eq!(cell.read(0), T::sample(left()));
    barrier();
}

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! {
        fn typed_rma() {
            $(ring::<$ty>(|d, s| {
                // SAFETY: symmetric.
                unsafe { shmem_sys::[<pshmem_ $name _put>](d, s, 1, pe(right())) };
            });)*
            $({
                let cells = Sym::new(&samples::<$ty>(me() * 3, 1));
                // SAFETY: symmetric.
                let theirs = unsafe { shmem_sys::[<pshmem_ $name _g>](cells.ptr(), pe(right())) };
                assert_eq!(theirs, <$ty>::sample(right() * 3));
                barrier();
            })*
        }
    }};
}

shmem_sys::for_each_rma_type!(typed);

macro_rules! atomics {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! {
        fn atomics_and_waits() {
            $({
                let cell = Sym::filled(1, 0 as $ty);
                // SAFETY: symmetric.
                unsafe { shmem_sys::[<pshmem_ $name _atomic_add>](cell.ptr(), 5, pe(right())) };
                // SAFETY: symmetric.
                unsafe { shmem_sys::[<pshmem_ $name _wait_until>](cell.ptr(), SHMEM_CMP_EQ, 5) };
                assert_eq!(cell.read(0), 5);
                barrier();
            })*
        }
    }};
}

shmem_sys::for_each_amo_standard_type!(atomics);

/// One of each chapter under its shifted name.
fn every_chapter() {
    // SAFETY: initialised.
    assert_eq!(unsafe { shmem_sys::pshmem_my_pe() }, pe(me()));
    // SAFETY: initialised.
    assert_eq!(unsafe { shmem_sys::pshmem_n_pes() }, pe(npes()));
    // SAFETY: collective.
    let block = unsafe { shmem_sys::pshmem_calloc(2, 8) }.cast::<u64>();
    assert!(!block.is_null());
    // SAFETY: symmetric.
    unsafe { shmem_sys::pshmem_uint64_p(block, me() as u64 + 1, pe(right())) };
    // SAFETY: initialised.
    unsafe { shmem_sys::pshmem_quiet() };
    // SAFETY: initialised.
    unsafe { shmem_sys::pshmem_fence() };
    // SAFETY: collective.
    unsafe { shmem_sys::pshmem_barrier_all() };
    let sum = block.wrapping_add(1);
    // SAFETY: symmetric; collective.
    unsafe { shmem_sys::pshmem_uint64_sum_reduce(SHMEM_TEAM_WORLD(), sum, block, 1) };
    // SAFETY: this PE's word.
    assert_eq!(unsafe { sum.read_volatile() }, (npes() * (npes() + 1) / 2) as u64);
    // SAFETY: collective.
    unsafe { shmem_sys::pshmem_sync_all() };
    // SAFETY: collective; used no more.
    unsafe { shmem_sys::pshmem_free(block.cast()) };
}

fn main() {
    shmem_test::run(trials![pcontrol, typed_rma, atomics_and_waits, every_chapter]);
}
