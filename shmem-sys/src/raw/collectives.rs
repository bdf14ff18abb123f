//! Barriers, syncs and data collectives, over teams and over active sets.

use core::ffi::{c_int, c_long, c_void};

use shmem_core::for_each_rma_type;
use shmem_core::record::{Routine, TypeName};

use crate::engine::active_set::{self, ActiveSet};
use crate::engine::coll;
use crate::shmem_team_t;

/// A call on an active set.
pub(super) fn on_set(
    set: (c_int, c_int, c_int),
    psync: *mut c_long,
    routine: Routine,
    ty: TypeName,
) -> ActiveSet {
    let (start, log_stride, size) = set;
    ActiveSet { start, log_stride, size, psync, routine, ty }
}

routines! {
    /// Completes what was issued on the default context and waits until every PE has come.
    fn shmem_barrier_all() {
        coll::barrier_all();
    }
    /// Waits until every PE has come.
    fn shmem_sync_all() {
        coll::sync_all();
    }
    /// Waits until every member of the team has come.
    fn shmem_team_sync(team: shmem_team_t) -> c_int {
        coll::sync(team);
        0
    }
    /// Completes what was issued on the default context and waits for the active set.
    fn shmem_barrier(PE_start: c_int, logPE_stride: c_int, PE_size: c_int, pSync: *mut c_long) {
        let set = (PE_start, logPE_stride, PE_size);
        let set = on_set(set, pSync, Routine::Barrier, TypeName::none);
        // SAFETY: the caller's promise.
        unsafe { active_set::barrier(set) };
    }
    /// Waits until every member of the active set has come.
    fn shmem_sync(PE_start: c_int, logPE_stride: c_int, PE_size: c_int, pSync: *mut c_long) {
        let set = (PE_start, logPE_stride, PE_size);
        let set = on_set(set, pSync, Routine::Sync, TypeName::none);
        // SAFETY: the caller's promise.
        unsafe { active_set::sync(set) };
    }
}

/// The data collectives of a team: rows of the routines' names, the type's name, the element, the
/// pointee.
macro_rules! team_collectives {
    ($(
        $broadcast:ident $collect:ident $fcollect:ident $alltoall:ident $alltoalls:ident:
        $name:ident, $element:ty, $pointee:ty;
    )*) => { routines! { $(
        /// Copies the root's `nelems` elements to every member, the root included.
        fn $broadcast(
            team: shmem_team_t, dest: *mut $pointee, source: *const $pointee, nelems: usize,
            PE_root: c_int,
        ) -> c_int {
            // SAFETY: the caller's promise.
            unsafe { coll::broadcast::<$element>(team, TypeName::$name, dest.cast(), source.cast(), nelems, PE_root) };
            0
        }
        /// Concatenates every member's elements, as many as each has, on every member.
        fn $collect(
            team: shmem_team_t, dest: *mut $pointee, source: *const $pointee, nelems: usize,
        ) -> c_int {
            // SAFETY: the caller's promise.
            unsafe { coll::collect::<$element>(team, TypeName::$name, dest.cast(), source.cast(), nelems) };
            0
        }
        /// Concatenates `nelems` elements of every member on every member.
        fn $fcollect(
            team: shmem_team_t, dest: *mut $pointee, source: *const $pointee, nelems: usize,
        ) -> c_int {
            // SAFETY: the caller's promise.
            unsafe { coll::fcollect::<$element>(team, TypeName::$name, dest.cast(), source.cast(), nelems) };
            0
        }
        /// Sends `nelems` elements from every member to every member.
        fn $alltoall(
            team: shmem_team_t, dest: *mut $pointee, source: *const $pointee, nelems: usize,
        ) -> c_int {
            // SAFETY: the caller's promise.
            unsafe { coll::alltoall::<$element>(team, TypeName::$name, dest.cast(), source.cast(), nelems) };
            0
        }
        /// Sends `nelems` elements from every member to every member, spread by strides.
        fn $alltoalls(
            team: shmem_team_t, dest: *mut $pointee, source: *const $pointee,
            dst: isize, sst: isize, nelems: usize,
        ) -> c_int {
            // SAFETY: the caller's promise.
            unsafe { coll::alltoalls::<$element>(team, TypeName::$name, dest.cast(), source.cast(), dst, sst, nelems) };
            0
        }
    )* } };
}

team_collectives! {
    shmem_broadcastmem shmem_collectmem shmem_fcollectmem shmem_alltoallmem shmem_alltoallsmem:
    mem, u8, c_void;
}

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { team_collectives! { $(
        [<shmem_ $name _broadcast>] [<shmem_ $name _collect>] [<shmem_ $name _fcollect>]
        [<shmem_ $name _alltoall>] [<shmem_ $name _alltoalls>]: $name, $ty, $ty;
    )* } } };
}
for_each_rma_type!(typed);

/// The data collectives of an active set (deprecated in 1.5), for elements of some bits.
macro_rules! set_collectives {
    ($($bits:literal: $ty:ty;)*) => { ::pastey::paste! { routines! { $(
        /// Copies the root's elements to the other members; the root's own `dest` is left alone.
        fn [<shmem_broadcast $bits>](
            dest: *mut c_void, source: *const c_void, nelems: usize, PE_root: c_int,
            PE_start: c_int, logPE_stride: c_int, PE_size: c_int, pSync: *mut c_long,
        ) {
            let set = (PE_start, logPE_stride, PE_size);
            let set = on_set(set, pSync, Routine::BroadcastSize, TypeName::[<size $bits>]);
            // SAFETY: the caller's promise.
            unsafe { active_set::broadcast::<$ty>(set, dest.cast(), source.cast(), nelems, PE_root) };
        }
        /// Concatenates every member's elements, as many as each has, on every member.
        fn [<shmem_collect $bits>](
            dest: *mut c_void, source: *const c_void, nelems: usize,
            PE_start: c_int, logPE_stride: c_int, PE_size: c_int, pSync: *mut c_long,
        ) {
            let set = (PE_start, logPE_stride, PE_size);
            let set = on_set(set, pSync, Routine::CollectSize, TypeName::[<size $bits>]);
            // SAFETY: the caller's promise.
            unsafe { active_set::collect::<$ty>(set, dest.cast(), source.cast(), nelems) };
        }
        /// Concatenates `nelems` elements of every member on every member.
        fn [<shmem_fcollect $bits>](
            dest: *mut c_void, source: *const c_void, nelems: usize,
            PE_start: c_int, logPE_stride: c_int, PE_size: c_int, pSync: *mut c_long,
        ) {
            let set = (PE_start, logPE_stride, PE_size);
            let set = on_set(set, pSync, Routine::FcollectSize, TypeName::[<size $bits>]);
            // SAFETY: the caller's promise.
            unsafe { active_set::fcollect::<$ty>(set, dest.cast(), source.cast(), nelems) };
        }
        /// Sends `nelems` elements from every member to every member.
        fn [<shmem_alltoall $bits>](
            dest: *mut c_void, source: *const c_void, nelems: usize,
            PE_start: c_int, logPE_stride: c_int, PE_size: c_int, pSync: *mut c_long,
        ) {
            let set = (PE_start, logPE_stride, PE_size);
            let set = on_set(set, pSync, Routine::AlltoallSize, TypeName::[<size $bits>]);
            // SAFETY: the caller's promise.
            unsafe { active_set::alltoall::<$ty>(set, dest.cast(), source.cast(), nelems) };
        }
        /// Sends `nelems` elements from every member to every member, spread by strides.
        fn [<shmem_alltoalls $bits>](
            dest: *mut c_void, source: *const c_void, dst: isize, sst: isize, nelems: usize,
            PE_start: c_int, logPE_stride: c_int, PE_size: c_int, pSync: *mut c_long,
        ) {
            let set = (PE_start, logPE_stride, PE_size);
            let set = on_set(set, pSync, Routine::AlltoallsSize, TypeName::[<size $bits>]);
            // SAFETY: the caller's promise.
            unsafe { active_set::alltoalls::<$ty>(set, dest.cast(), source.cast(), dst, sst, nelems) };
        }
    )* } } };
}
set_collectives! { 32: u32; 64: u64; }
