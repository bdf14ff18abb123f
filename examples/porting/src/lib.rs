//! Step 2: two files of the C program in Rust. C calls them as before; `rod.h` and `main.c` stay as they are.
//!
//! The runtime is the one that C has initialised. It counts inits, so this library has its own.

#![allow(unsafe_code, reason = "is called by C, with C's pointers")]

use std::cell::RefCell;
use std::slice;

use shmem::prelude::*;

/// What `halo.c` has in static variables.
struct Halo {
    inbox: SymBuf<'static, f64>,
    step: usize,
    shmem: *mut Shmem,
}

thread_local! {
    static HALO: RefCell<Option<Halo>> = const { RefCell::new(None) };
}

/// `halo_begin` of `rod.h`.
#[unsafe(no_mangle)]
pub extern "C" fn halo_begin() {
    let shmem = Box::into_raw(Box::new(Shmem::init().expect("the runtime that C has started")));
    // SAFETY: just made, and freed by `halo_end`, when nothing borrows from it any more.
    let borrowed: &'static Shmem = unsafe { &*shmem };
    let inbox = borrowed.alloc(4).expect("room for four numbers");
    HALO.set(Some(Halo { inbox, step: 0, shmem }));
}

/// `halo_exchange` of `rod.h`.
///
/// # Safety
///
/// `rod` must have room for `count + 2` elements, which nobody else uses meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn halo_exchange(rod: *mut f64, count: usize) {
    // SAFETY: the caller's promise.
    let rod = unsafe { slice::from_raw_parts_mut(rod, count + 2) };
    HALO.with_borrow_mut(|halo| {
        let halo = halo.as_mut().expect("halo_begin comes first");
        // SAFETY: alive until `halo_end`.
        let shmem = unsafe { &*halo.shmem };
        halo.exchange(shmem, rod);
    });
}

impl Halo {
    fn exchange(&mut self, shmem: &Shmem, rod: &mut [f64]) {
        let last = rod.len() - 1;
        let here = self.inbox.slice(2 * (self.step % 2)..).slice(..2);
        if let Some(left) = shmem.my_pe().checked_add(-1) {
            here.at(left).p(1, rod[1]);
        }
        if let Some(right) = shmem.my_pe().checked_add(1) {
            here.at(right).p(0, rod[last - 1]);
        }
        shmem.world().barrier();
        (rod[0], rod[last]) = (here.read(0), here.read(1));
        self.step += 1;
    }
}

/// `halo_end` of `rod.h`.
#[unsafe(no_mangle)]
pub extern "C" fn halo_end() {
    let Halo { inbox, shmem, .. } = HALO.take().expect("halo_begin comes first");
    drop(inbox);
    // SAFETY: made by `halo_begin`, and the buffer that borrowed from it is gone.
    drop(unsafe { Box::from_raw(shmem) });
}

/// `relax` of `rod.h`.
///
/// # Safety
///
/// Both must have room for `count + 2` elements, which nobody else uses meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn relax(to: *mut f64, from: *const f64, count: usize) {
    // SAFETY: the caller's promise.
    let to = unsafe { slice::from_raw_parts_mut(to, count + 2) };
    // SAFETY: the caller's promise.
    let from = unsafe { slice::from_raw_parts(from, count + 2) };
    for (to, from) in to[1..=count].iter_mut().zip(from.windows(3)) {
        *to = from[1] + 0.25 * (from[0] - 2.0 * from[1] + from[2]);
    }
}
