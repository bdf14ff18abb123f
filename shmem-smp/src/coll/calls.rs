//! The collectives of a team, as its members call them.
#![allow(unsafe_code, reason = "passes on what the caller vouches for")]

use core::ffi::c_int;

use bytemuck::Pod;

use super::ops::{Kernel, Op};
use super::record::{Record, Routine, TypeName};
use super::team_meeting::TeamMeeting;
use super::{Call, Scan, SymmetricHeap};
use crate::abi::shmem_team_t;
use crate::team;

fn begin(team: shmem_team_t, routine: Routine, ty: TypeName) -> Call<TeamMeeting, SymmetricHeap> {
    let record = Record::new(routine, ty);
    let team = team::member_of(team, &record);
    Call::new(TeamMeeting::begin(team), SymmetricHeap, record)
}

/// Declares collectives of elements `T` that are only moved.
macro_rules! moves {
    ($(
        $(#[$meta:meta])*
        $name:ident = $routine:ident, $algorithm:path: ($($arg:ident: $ty:ty),*)
            with ($($before:ident),*) ($($after:expr),*);
    )*) => {$(
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// No reference forbids reading `source` or writing `dest` until the call returns.
        pub unsafe fn $name<T>(
            team: shmem_team_t, ty: TypeName, dest: *mut T, source: *const T $(, $arg: $ty)*
        ) {
            let call = begin(team, Routine::$routine, ty);
            let elem = size_of::<T>();
            // SAFETY: the caller's promise.
            unsafe {
                $algorithm(call, dest.cast(), source.cast() $(, $before)*, elem $(, $after)*);
            }
        }
    )*};
}

moves! {
    /// Copies the root's `nelems` elements to every member.
    broadcast = Broadcast, super::broadcast: (nelems: usize, root: c_int)
        with () (nelems, root, true);
    /// Concatenates every member's elements, as many as each has, on every member.
    collect = Collect, super::collect: (nelems: usize) with () (nelems);
    /// Concatenates `nelems` elements of every member on every member.
    fcollect = Fcollect, super::fcollect: (nelems: usize) with () (nelems);
    /// Sends `nelems` elements from every member to every member.
    alltoall = Alltoall, super::alltoall: (nelems: usize) with () (nelems);
    /// Sends `nelems` elements from every member to every member, spread by strides.
    alltoalls = Alltoalls, super::alltoalls: (dst: isize, sst: isize, nelems: usize)
        with (dst, sst) (nelems);
}

/// Combines the members' elements in rank order on every member.
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub unsafe fn reduce<T: Pod, O: Op<T>>(
    team: shmem_team_t,
    (routine, ty): (Routine, TypeName),
    dest: *mut T,
    source: *const T,
    nelems: usize,
) {
    let call = begin(team, routine, ty);
    let kernel = const { Kernel::new::<T, O>() };
    // SAFETY: the caller's promise.
    unsafe { super::reduce(call, kernel, dest.cast(), source.cast(), nelems) };
}

/// Combines the elements of the members up to this one in rank order.
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub unsafe fn scan<T: Pod, O: Op<T>>(
    team: shmem_team_t,
    (routine, ty): (Routine, TypeName),
    which: Scan,
    dest: *mut T,
    source: *const T,
    nelems: usize,
) {
    let call = begin(team, routine, ty);
    let kernel = const { Kernel::new::<T, O>() };
    // SAFETY: the caller's promise.
    unsafe { super::scan(call, which, kernel, dest.cast(), source.cast(), nelems) };
}
