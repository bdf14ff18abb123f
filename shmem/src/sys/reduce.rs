//! Reductions and scans of symmetric arrays.

use num_complex::Complex;

use super::{Members, Operands};

/// Declares a trait of reductions and implements it by the C routines: for each row its types.
macro_rules! reductions {
    ($(#[$meta:meta])* $calls:ident: $($call:ident)*; $($name:ident: $ty:ty),* $(,)?) => {
        $(#[$meta])*
        pub trait $calls: Copy {$(
            fn $call(team: Members, operands: Operands<'_, Self>);
        )*}

        reductions! { @types [$($name: $ty),*] $calls [$($call)*] }
    };
    (@types [$($name:ident: $ty:ty),*] $calls:ident $list:tt) => {
        $(reductions! { @calls $name: $ty; $calls $list })*
    };
    (@calls $name:ident: $ty:ty; $calls:ident [$($call:ident)*]) => { ::pastey::paste! {
        impl $calls for $ty {$(
            #[inline]
            fn $call(team: Members, operands: Operands<'_, Self>) {
                let (to, from, n) = operands.arguments();
                // SAFETY: both are allocated and aligned, of `n` elements each, and apart or the same;
                // members with other arguments end the job.
                unsafe { shmem_sys::[<shmem_ $name _ $call>](team.handle(), to, from, n) };
            }
        )*}
    } };
}

reductions! {
    /// The C routines of one type's arithmetic reductions. Out of users' reach, which seals it.
    SumCalls: sum_reduce prod_reduce sum_inscan sum_exscan;
    int8: i8, int16: i16, int32: i32, int64: i64, ptrdiff: isize,
    uint8: u8, uint16: u16, uint32: u32, uint64: u64, size: usize,
    float: f32, double: f64, complexf: Complex<f32>, complexd: Complex<f64>,
}

reductions! {
    /// The C routines of one type's ordering reductions. Out of users' reach, which seals it.
    OrderCalls: min_reduce max_reduce;
    int8: i8, int16: i16, int32: i32, int64: i64, ptrdiff: isize,
    uint8: u8, uint16: u16, uint32: u32, uint64: u64, size: usize,
    float: f32, double: f64,
}

reductions! {
    /// The C routines of one type's bitwise reductions. Out of users' reach, which seals it.
    BitsCalls: and_reduce or_reduce xor_reduce;
    int8: i8, int16: i16, int32: i32, int64: i64,
    uint8: u8, uint16: u16, uint32: u32, uint64: u64, size: usize,
}

/// Lets arrays be combined element by element. Not by order: that of arrays is another one.
macro_rules! arrays {
    ($($calls:ident: $($call:ident)*;)*) => {$(
        impl<T: $calls, const N: usize> $calls for [T; N] {$(
            #[inline]
            fn $call(team: Members, operands: Operands<'_, Self>) {
                T::$call(team, operands.flat());
            }
        )*}
    )*};
}

arrays! {
    SumCalls: sum_reduce prod_reduce sum_inscan sum_exscan;
    BitsCalls: and_reduce or_reduce xor_reduce;
}
