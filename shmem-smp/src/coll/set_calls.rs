//! The collectives of an active set (deprecated in 1.5), as its members call them.
#![allow(unsafe_code, reason = "passes on what the caller vouches for")]

use core::ffi::{c_int, c_long};

use bytemuck::Pod;

use super::active_set::ActiveSetMeeting;
use super::ops::{Kernel, Op};
use super::record::{Record, Routine, TypeName};
use super::{Call, SymmetricHeap, barrier};
use crate::order;

/// A call on the PEs `start`, `start + 2^log_stride`, …
#[derive(Clone, Copy, Debug)]
pub struct ActiveSet {
    /// The first PE.
    pub start: c_int,
    /// Log2 of the distance between members.
    pub log_stride: c_int,
    /// How many members.
    pub size: c_int,
    /// Where they meet.
    pub psync: *mut c_long,
    /// The routine called.
    pub routine: Routine,
    /// Its type.
    pub ty: TypeName,
}

impl ActiveSet {
    /// # Safety
    ///
    /// As for [`ActiveSetMeeting::begin`].
    unsafe fn meeting(self, record: &Record) -> ActiveSetMeeting {
        let set = (self.start, self.log_stride, self.size);
        // SAFETY: the caller's promise.
        unsafe { ActiveSetMeeting::begin(record, set, self.psync) }
    }

    /// # Safety
    ///
    /// As for [`ActiveSetMeeting::begin`].
    unsafe fn begin(self) -> Call<ActiveSetMeeting, SymmetricHeap> {
        let record = Record::new(self.routine, self.ty);
        // SAFETY: the caller's promise.
        let meeting = unsafe { self.meeting(&record) };
        Call::new(meeting, SymmetricHeap, record)
    }
}

/// `shmem_barrier`: quiet on the default context, then the members meet.
///
/// # Safety
///
/// As for `sync`.
pub unsafe fn barrier(set: ActiveSet) {
    order::quiet();
    // SAFETY: the caller's promise.
    unsafe { sync(set) };
}

/// `shmem_sync`: the members meet.
///
/// # Safety
///
/// `psync` must be the same symmetric array on all members, that nothing else uses meanwhile.
pub unsafe fn sync(set: ActiveSet) {
    let record = Record::new(set.routine, set.ty);
    // SAFETY: the caller's promise.
    barrier::meet(unsafe { set.meeting(&record) }, set.routine);
}

/// Declares collectives of elements `T` that are only moved.
macro_rules! moves {
    ($(
        $(#[$meta:meta])*
        $name:ident = $algorithm:path: ($($arg:ident: $ty:ty),*)
            with ($($before:ident),*) ($($after:expr),*);
    )*) => {$(
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// As for [`sync`], and no reference forbids reading `source` or writing `dest` until the call
        /// returns.
        pub unsafe fn $name<T>(set: ActiveSet, dest: *mut T, source: *const T $(, $arg: $ty)*) {
            // SAFETY: the caller's promise.
            let call = unsafe { set.begin() };
            let elem = size_of::<T>();
            // SAFETY: the caller's promise.
            unsafe {
                $algorithm(call, dest.cast(), source.cast() $(, $before)*, elem $(, $after)*);
            }
        }
    )*};
}

moves! {
    /// Copies the root's `nelems` elements to the other members.
    broadcast = super::broadcast: (nelems: usize, root: c_int) with () (nelems, root, false);
    /// Concatenates every member's elements, as many as each has, on every member.
    collect = super::collect: (nelems: usize) with () (nelems);
    /// Concatenates `nelems` elements of every member on every member.
    fcollect = super::fcollect: (nelems: usize) with () (nelems);
    /// Sends `nelems` elements from every member to every member.
    alltoall = super::alltoall: (nelems: usize) with () (nelems);
    /// Sends `nelems` elements from every member to every member, spread by strides.
    alltoalls = super::alltoalls: (dst: isize, sst: isize, nelems: usize) with (dst, sst) (nelems);
}

/// Combines the members' elements in rank order on every member. The work array is not used.
///
/// # Safety
///
/// As for [`broadcast`].
pub unsafe fn reduce<T: Pod, O: Op<T>>(
    set: ActiveSet,
    dest: *mut T,
    source: *const T,
    nreduce: c_int,
    _work: *mut T,
) {
    // SAFETY: the caller's promise.
    let call = unsafe { set.begin() };
    let n = call.count_from_int("nreduce", nreduce);
    let kernel = const { Kernel::new::<T, O>() };
    // SAFETY: the caller's promise.
    unsafe { super::reduce(call, kernel, dest.cast(), source.cast(), n) };
}
