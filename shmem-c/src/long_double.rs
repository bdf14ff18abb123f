//! `long double`, with which Rust cannot compute and which it cannot pass by value: `long_double.c` does.
//!
//! Other routines of that type only move bytes, and come from `shmem-sys` like those of any type.

#![allow(
    unsafe_code,
    reason = "calls the C part, and gives routines the names that C programs link to"
)]

use core::ffi::{c_int, c_long};

use shmem_core::LongDouble;
use shmem_core::coll::Scan;
use shmem_core::ops::Op;
use shmem_core::record::{Routine, TypeName};
use shmem_smp::engine::{active_set, coll};
use shmem_sys::for_c::Argument;
use shmem_sys::shmem_team_t;

use crate::exports::{export, jump};

/// The bytes of a `long double`, at any address.
type Bytes = [u8; size_of::<LongDouble>()];

unsafe extern "C" {
    // The arguments are C's business: these are only jumped to.
    fn sma_longdouble_p();
    fn sma_longdouble_g();
    fn sma_ctx_longdouble_p();
    fn sma_ctx_longdouble_g();
}

export! {
    shmem_longdouble_p = sma_longdouble_p;
    shmem_longdouble_g = sma_longdouble_g;
    shmem_ctx_longdouble_p = sma_ctx_longdouble_p;
    shmem_ctx_longdouble_g = sma_ctx_longdouble_g;
}

/// Operations, and the C functions that do them.
macro_rules! operations {
    ($($op:ident = $function:ident;)*) => {$(
        struct $op;

        impl Op<Bytes> for $op {
            fn apply(mut a: Bytes, b: Bytes) -> Bytes {
                Self::combine(std::slice::from_mut(&mut a), std::slice::from_ref(&b));
                a
            }

            fn combine(acc: &mut [Bytes], with: &[Bytes]) {
                unsafe extern "C" {
                    fn $function(acc: *mut Bytes, with: *const Bytes, n: usize);
                }
                let n = acc.len().min(with.len());
                // SAFETY: both hold that many; any bytes are a value, and no alignment is asked for.
                unsafe { $function(acc.as_mut_ptr(), with.as_ptr(), n) };
            }
        }
    )*};
}

operations! {
    Sum = sma_longdouble_sum;
    Prod = sma_longdouble_prod;
    Min = sma_longdouble_min;
    Max = sma_longdouble_max;
}

/// Collectives of a team: rows of the name, its kind and what is called.
macro_rules! on_team {
    ($($name:ident: $kind:ident, $call:ident::<Bytes, $op:ident>($($first:expr)?);)*) => {
        $(
            unsafe extern "C" fn $name(
                team: shmem_team_t, dest: *mut LongDouble, source: *const LongDouble, nelems: usize,
            ) -> c_int {
                let call = coll::on_team(team, Routine::$kind, TypeName::longdouble);
                let (dest, source) = (dest.of_c().cast(), source.of_c().cast());
                // SAFETY: the caller's promise.
                unsafe { call.$call::<Bytes, $op>($($first,)? dest, source, nelems) };
                0
            }
        )*
        export! { $($name = $name;)* }
    };
}

on_team! {
    shmem_longdouble_max_reduce: MaxReduce, reduce::<Bytes, Max>();
    shmem_longdouble_min_reduce: MinReduce, reduce::<Bytes, Min>();
    shmem_longdouble_sum_reduce: SumReduce, reduce::<Bytes, Sum>();
    shmem_longdouble_prod_reduce: ProdReduce, reduce::<Bytes, Prod>();
    shmem_longdouble_sum_inscan: SumInscan, scan::<Bytes, Sum>(Scan::Inclusive);
    shmem_longdouble_sum_exscan: SumExscan, scan::<Bytes, Sum>(Scan::Exclusive);
}

/// Reductions of an active set: rows of the name, its kind and the operation.
macro_rules! to_all {
    ($($name:ident: $kind:ident, $op:ident;)*) => {
        $(
            unsafe extern "C" fn $name(
                dest: *mut LongDouble, source: *const LongDouble, nreduce: c_int,
                start: c_int, log_stride: c_int, size: c_int,
                work: *mut LongDouble, psync: *mut c_long,
            ) {
                let (routine, ty) = (Routine::$kind, TypeName::longdouble);
                let psync = psync.of_c();
                let set = active_set::ActiveSet { start, log_stride, size, psync, routine, ty };
                let (dest, source, work) = (dest.of_c(), source.of_c(), work.of_c());
                let (dest, source, work) = (dest.cast(), source.cast(), work.cast());
                // SAFETY: the caller's promise.
                unsafe { active_set::reduce::<Bytes, $op>(set, dest, source, nreduce, work) };
            }
        )*
        export! { $($name = $name;)* }
    };
}

to_all! {
    shmem_longdouble_max_to_all: MaxToAll, Max;
    shmem_longdouble_min_to_all: MinToAll, Min;
    shmem_longdouble_sum_to_all: SumToAll, Sum;
    shmem_longdouble_prod_to_all: ProdToAll, Prod;
}
