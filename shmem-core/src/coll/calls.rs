//! The collectives as methods of a call.
#![allow(unsafe_code, reason = "passes on what the caller vouches for")]

use core::ffi::c_int;

use bytemuck::Pod;

use super::{Call, Meeting, Scan, Space};
use crate::ops::{Kernel, Op};

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
        /// No reference forbids reading `source` or writing `dest` until the call returns.
        pub unsafe fn $name<T>(self, dest: *mut T, source: *const T $(, $arg: $ty)*) {
            let elem = size_of::<T>();
            // SAFETY: the caller's promise.
            unsafe {
                $algorithm(self, dest.cast(), source.cast() $(, $before)*, elem $(, $after)*);
            }
        }
    )*};
}

impl<M: Meeting, S: Space> Call<M, S> {
    moves! {
        /// Copies the root's `nelems` elements to every member.
        broadcast = super::broadcast::broadcast: (nelems: usize, root: c_int)
            with () (nelems, root, true);
        /// Copies the root's `nelems` elements to every other member.
        broadcast_to_others = super::broadcast::broadcast: (nelems: usize, root: c_int)
            with () (nelems, root, false);
        /// Concatenates every member's elements, as many as each has, on every member.
        collect = super::collect::collect: (nelems: usize) with () (nelems);
        /// Concatenates `nelems` elements of every member on every member.
        fcollect = super::collect::fcollect: (nelems: usize) with () (nelems);
        /// Sends `nelems` elements from every member to every member.
        alltoall = super::alltoall::alltoall: (nelems: usize) with () (nelems);
        /// Sends `nelems` elements from every member to every member, spread by strides.
        alltoalls = super::alltoall::alltoalls: (dst: isize, sst: isize, nelems: usize)
            with (dst, sst) (nelems);
    }

    /// Combines the members' elements in rank order on every member.
    ///
    /// # Safety
    ///
    /// No reference forbids reading `source` or writing `dest` until the call returns.
    pub unsafe fn reduce<T: Pod, O: Op<T>>(self, dest: *mut T, source: *const T, nelems: usize) {
        let kernel = const { Kernel::new::<T, O>() };
        // SAFETY: the caller's promise.
        unsafe { super::reduce::reduce(self, kernel, dest.cast(), source.cast(), nelems) };
    }

    /// Combines the elements of the members up to this one in rank order.
    ///
    /// # Safety
    ///
    /// No reference forbids reading `source` or writing `dest` until the call returns.
    pub unsafe fn scan<T: Pod, O: Op<T>>(
        self,
        which: Scan,
        dest: *mut T,
        source: *const T,
        nelems: usize,
    ) {
        let kernel = const { Kernel::new::<T, O>() };
        // SAFETY: the caller's promise.
        unsafe { super::scan::scan(self, which, kernel, dest.cast(), source.cast(), nelems) };
    }
}
