//! Reductions and scans over teams, and the older reductions over active sets.

use core::ffi::{c_int, c_long};

use shmem_core::ops::{And, Max, Min, Or, Prod, Sum, Xor};
use shmem_core::record::{Routine, TypeName};

use super::collectives::on_set;
use crate::engine::active_set;
use crate::engine::coll::{self, Scan};
use crate::shmem_team_t;

/// Reductions of a team: rows of the routine's name, its kind, the operation, the type's name, the
/// type.
macro_rules! reduce {
    ($($routine:ident: $kind:ident, $op:ident, $name:ident, $ty:ty;)*) => { routines! { $(
        /// Combines the members' elements, one by one, in the order of their numbers, on every member.
        fn $routine(
            team: shmem_team_t, dest: *mut $ty, source: *const $ty, nreduce: usize,
        ) -> c_int {
            let what = (Routine::$kind, TypeName::$name);
            // SAFETY: the caller's promise.
            unsafe { coll::reduce::<$ty, $op>(team, what, dest, source, nreduce) };
            0
        }
    )* } };
}

/// Sums up to each member: rows of the routine's name, its kind, whether inclusive, the type.
macro_rules! scan {
    ($($routine:ident: $kind:ident, $scan:ident, $name:ident, $ty:ty;)*) => { routines! { $(
        /// Sums the elements of the members before this one, and this one's if inclusive.
        fn $routine(
            team: shmem_team_t, dest: *mut $ty, source: *const $ty, nelems: usize,
        ) -> c_int {
            let what = (Routine::$kind, TypeName::$name);
            // SAFETY: the caller's promise.
            unsafe { coll::scan::<$ty, Sum>(team, what, Scan::$scan, dest, source, nelems) };
            0
        }
    )* } };
}

/// Reductions of an active set (deprecated in 1.5): rows as for [`reduce`].
macro_rules! to_all {
    ($($routine:ident: $kind:ident, $op:ident, $name:ident, $ty:ty;)*) => { routines! { $(
        /// Combines the members' elements, one by one, in the order of their numbers, on every member.
        ///
        /// Whether the work array is used is up to the provider.
        fn $routine(
            dest: *mut $ty, source: *const $ty, nreduce: c_int,
            PE_start: c_int, logPE_stride: c_int, PE_size: c_int,
            pWrk: *mut $ty, pSync: *mut c_long,
        ) {
            let set = (PE_start, logPE_stride, PE_size);
            let set = on_set(set, pSync, Routine::$kind, TypeName::$name);
            // SAFETY: the caller's promise.
            unsafe { active_set::reduce::<$ty, $op>(set, dest, source, nreduce, pWrk) };
        }
    )* } };
}

macro_rules! bitwise {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { reduce! { $(
        [<shmem_ $name _and_reduce>]: AndReduce, And, $name, $ty;
        [<shmem_ $name _or_reduce>]: OrReduce, Or, $name, $ty;
        [<shmem_ $name _xor_reduce>]: XorReduce, Xor, $name, $ty;
    )* } } };
}
shmem_core::for_each_reduce_bitwise_type!(bitwise);

macro_rules! minmax {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { reduce! { $(
        [<shmem_ $name _max_reduce>]: MaxReduce, Max, $name, $ty;
        [<shmem_ $name _min_reduce>]: MinReduce, Min, $name, $ty;
    )* } } };
}
shmem_core::for_each_reduce_minmax_type!(minmax);

macro_rules! sumprod {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! {
        reduce! { $(
            [<shmem_ $name _sum_reduce>]: SumReduce, Sum, $name, $ty;
            [<shmem_ $name _prod_reduce>]: ProdReduce, Prod, $name, $ty;
        )* }
        scan! { $(
            [<shmem_ $name _sum_inscan>]: SumInscan, Inclusive, $name, $ty;
            [<shmem_ $name _sum_exscan>]: SumExscan, Exclusive, $name, $ty;
        )* }
    } };
}
shmem_core::for_each_reduce_sumprod_type!(sumprod);

macro_rules! to_all_bitwise {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { to_all! { $(
        [<shmem_ $name _and_to_all>]: AndToAll, And, $name, $ty;
        [<shmem_ $name _or_to_all>]: OrToAll, Or, $name, $ty;
        [<shmem_ $name _xor_to_all>]: XorToAll, Xor, $name, $ty;
    )* } } };
}
shmem_core::for_each_to_all_bitwise_type!(to_all_bitwise);

macro_rules! to_all_minmax {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { to_all! { $(
        [<shmem_ $name _max_to_all>]: MaxToAll, Max, $name, $ty;
        [<shmem_ $name _min_to_all>]: MinToAll, Min, $name, $ty;
    )* } } };
}
shmem_core::for_each_to_all_minmax_type!(to_all_minmax);

macro_rules! to_all_sumprod {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { to_all! { $(
        [<shmem_ $name _sum_to_all>]: SumToAll, Sum, $name, $ty;
        [<shmem_ $name _prod_to_all>]: ProdToAll, Prod, $name, $ty;
    )* } } };
}
shmem_core::for_each_to_all_sumprod_type!(to_all_sumprod);
