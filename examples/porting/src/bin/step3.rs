//! Step 3: `main` in Rust, line by line by the names that C has, and the rest in C as it was.

#![allow(unsafe_code, reason = "is C, in Rust's letters")]

use std::env;

use shmem_sys::*;

/// `rod.h`.
mod c {
    unsafe extern "C" {
        pub(crate) fn halo_begin();
        pub(crate) fn halo_end();
        pub(crate) fn halo_exchange(rod: *mut f64, count: usize);
        pub(crate) fn relax(to: *mut f64, from: *const f64, count: usize);
    }
}

/// How warm a point is in the beginning: the middle third of the rod is.
fn beginning(point: usize, points: usize) -> f64 {
    if 3 * point >= points && 3 * point < 2 * points { 1.0 } else { 0.0 }
}

fn main() {
    let mut args = env::args().skip(1).map(|arg| arg.parse().expect("a number"));
    let (count, steps) = (args.next().unwrap_or(40), args.next().unwrap_or(500));
    // SAFETY: the first call.
    unsafe { shmem_init() };
    // SAFETY: initialised.
    let me = unsafe { shmem_my_pe() } as usize;
    // SAFETY: initialised.
    let npes = unsafe { shmem_n_pes() } as usize;

    let mut now = vec![0.0; count + 2];
    let mut next = now.clone();
    for i in 0..count {
        now[i + 1] = beginning(me * count + i, npes * count);
    }

    // SAFETY: initialised, and every PE calls it.
    unsafe { c::halo_begin() };
    for _ in 0..steps {
        // SAFETY: as long as it says, and every PE calls it.
        unsafe { c::halo_exchange(now.as_mut_ptr(), count) };
        // SAFETY: as long as it says, both.
        unsafe { c::relax(next.as_mut_ptr(), now.as_ptr(), count) };
        std::mem::swap(&mut now, &mut next);
    }
    // SAFETY: matches `halo_begin`, and every PE calls it.
    unsafe { c::halo_end() };

    // SAFETY: every PE asks for as much.
    let heat: *mut f64 = unsafe { shmem_malloc(size_of::<f64>()) }.cast();
    // SAFETY: as above.
    let total: *mut f64 = unsafe { shmem_malloc(size_of::<f64>()) }.cast();
    // SAFETY: there is room for it, and nobody else reaches it yet.
    unsafe { *heat = now[1..=count].iter().sum() };
    // SAFETY: both are symmetric, and every PE calls it.
    unsafe { shmem_double_sum_reduce(SHMEM_TEAM_WORLD(), total, heat, 1) };
    if me == 0 {
        // SAFETY: written by the reduction, which is over here.
        println!("heat {:.9} after {steps} steps", unsafe { *total });
    }
    // SAFETY: from `shmem_malloc`, and not used any more.
    unsafe { shmem_free(total.cast()) };
    // SAFETY: as above.
    unsafe { shmem_free(heat.cast()) };
    // SAFETY: matches the init.
    unsafe { shmem_finalize() };
}
