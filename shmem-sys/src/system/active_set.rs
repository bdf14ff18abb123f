//! Collectives of active sets (deprecated in 1.5): the library's own, by types that are as wide.
//!
//! These are not tagged: members that come to different ones, or with different arguments, are not
//! found out. `pSync` and `pWrk` are the library's, so they have the sizes and the values that its
//! constants say.

#![allow(unsafe_code, reason = "calls the library on the caller's word")]

use core::ffi::{c_int, c_long, c_void};

use shmem_core::Complex;
use shmem_core::ops::{And, Max, Min, Or, Prod, Sum, Xor};
use shmem_core::record::{Record, Routine, TypeName};

use super::{end, native};

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
    fn fail(self, what: &str) -> ! {
        end::end_job(1, &format!("{}: {what}", Record::new(self.routine, self.ty)))
    }
}

/// `shmem_barrier`: quiet on the default context, then the members meet.
///
/// # Safety
///
/// As for `sync`.
pub unsafe fn barrier(set: ActiveSet) {
    // SAFETY: the caller's promise.
    unsafe { native::shmem_barrier(set.start, set.log_stride, set.size, set.psync) };
}

/// `shmem_sync`: the members meet.
///
/// # Safety
///
/// `psync` must be the same symmetric array on all members, that nothing else uses meanwhile.
pub unsafe fn sync(set: ActiveSet) {
    // SAFETY: the caller's promise.
    unsafe { native::shmem_sync(set.start, set.log_stride, set.size, set.psync) };
}

/// Declares collectives of elements of 32 or 64 bits that are only moved.
macro_rules! moves {
    ($(
        $(#[$meta:meta])*
        $name:ident = $narrow:ident | $wide:ident ($($arg:ident: $ty:ty),*);
    )*) => {$(
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// As for [`sync`], and no reference forbids reading `source` or writing `dest` until the call
        /// returns.
        pub unsafe fn $name<T>(set: ActiveSet, dest: *mut T, source: *const T $(, $arg: $ty)*) {
            let native = const {
                match size_of::<T>() {
                    4 => native::$narrow,
                    8 => native::$wide,
                    _ => panic!("active sets have collectives of 32 and 64 bits"),
                }
            };
            let (dest, source): (*mut c_void, *const c_void) = (dest.cast(), source.cast());
            let ActiveSet { start, log_stride, size, psync, .. } = set;
            // SAFETY: the caller's promise.
            unsafe { native(dest, source $(, $arg)*, start, log_stride, size, psync) };
        }
    )*};
}

moves! {
    /// Copies the root's `nelems` elements to the other members.
    broadcast = shmem_broadcast32 | shmem_broadcast64 (nelems: usize, root: c_int);
    /// Concatenates every member's elements, as many as each has, on every member.
    collect = shmem_collect32 | shmem_collect64 (nelems: usize);
    /// Concatenates `nelems` elements of every member on every member.
    fcollect = shmem_fcollect32 | shmem_fcollect64 (nelems: usize);
    /// Sends `nelems` elements from every member to every member.
    alltoall = shmem_alltoall32 | shmem_alltoall64 (nelems: usize);
    /// Sends `nelems` elements from every member to every member, spread by strides.
    alltoalls = shmem_alltoalls32 | shmem_alltoalls64 (dst: isize, sst: isize, nelems: usize);
}

/// The C type that the library has for a type of ours.
pub trait Element: Copy {
    /// It.
    type Native;
}

/// An operation that the library has for a type.
pub trait Reduction<T: Element> {
    /// Its routine.
    const ROUTINE: ToAll<T::Native>;
}

/// The library's routine of a reduction.
pub type ToAll<T> =
    unsafe extern "C" fn(*mut T, *const T, c_int, c_int, c_int, c_int, *mut T, *mut c_long);

macro_rules! reductions {
    ($($ty:ty as $native:ty: $($op:ident = $routine:ident),*;)*) => {$(
        impl Element for $ty {
            type Native = $native;
        }
        $(impl Reduction<$ty> for $op {
            const ROUTINE: ToAll<$native> = native::$routine;
        })*
    )*};
}

macro_rules! integers {
    ($($ty:ty: $name:ident;)*) => { ::pastey::paste! { reductions! { $(
        $ty as $ty:
            And = [<shmem_ $name _and_to_all>], Or = [<shmem_ $name _or_to_all>],
            Xor = [<shmem_ $name _xor_to_all>], Min = [<shmem_ $name _min_to_all>],
            Max = [<shmem_ $name _max_to_all>], Sum = [<shmem_ $name _sum_to_all>],
            Prod = [<shmem_ $name _prod_to_all>];
    )* } } };
}

integers! { i16: short; i32: int; i64: long; }

reductions! {
    f32 as f32:
        Min = shmem_float_min_to_all, Max = shmem_float_max_to_all,
        Sum = shmem_float_sum_to_all, Prod = shmem_float_prod_to_all;
    f64 as f64:
        Min = shmem_double_min_to_all, Max = shmem_double_max_to_all,
        Sum = shmem_double_sum_to_all, Prod = shmem_double_prod_to_all;
    Complex<f32> as native::c_complexf:
        Sum = shmem_complexf_sum_to_all, Prod = shmem_complexf_prod_to_all;
    Complex<f64> as native::c_complexd:
        Sum = shmem_complexd_sum_to_all, Prod = shmem_complexd_prod_to_all;
}

/// Combines the members' elements on every member.
///
/// # Safety
///
/// As for [`broadcast`]; `work` must be a symmetric array of the library's minimum size or half as many
/// elements again as there are, and one, that nothing else uses meanwhile.
pub unsafe fn reduce<T: Element, O: Reduction<T>>(
    set: ActiveSet,
    dest: *mut T,
    source: *const T,
    nreduce: c_int,
    work: *mut T,
) {
    if nreduce < 0 {
        set.fail(&format!("nreduce is {nreduce}; it can not be negative"));
    }
    let ActiveSet { start, log_stride, size, psync, .. } = set;
    let (dest, source, work) = (dest.cast(), source.cast(), work.cast());
    // SAFETY: the caller's promise.
    unsafe { O::ROUTINE(dest, source, nreduce, start, log_stride, size, work, psync) };
}
