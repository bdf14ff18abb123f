//! Reductions of symmetric arrays.

use super::span::{Span, operands};

/// The C routines of one type's reductions. Out of users' reach, which seals it.
pub trait ReduceCalls: Copy {
    fn sum(dest: Span<'_>, source: Span<'_>);
    fn min(dest: Span<'_>, source: Span<'_>);
    fn max(dest: Span<'_>, source: Span<'_>);
}

macro_rules! calls {
    ($name:ident: $ty:ty; $($call:ident)*) => { ::pastey::paste! {
        impl ReduceCalls for $ty {$(
            fn $call(dest: Span<'_>, source: Span<'_>) {
                let (to, from, n) = operands::<Self>(dest, source);
                // SAFETY: both are allocated, aligned and apart, of `n` elements each; members that
                // are in another collective end the job.
                unsafe {
                    shmem_sys::[<shmem_ $name _ $call _reduce>](
                        shmem_sys::SHMEM_TEAM_WORLD(), to, from, n,
                    )
                };
            }
        )*}
    } };
}

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => {
        $(calls! { $name: $ty; sum min max })*
    };
}

typed! {
    int8: i8, int16: i16, int32: i32, int64: i64, ptrdiff: isize,
    uint8: u8, uint16: u16, uint32: u32, uint64: u64, size: usize,
    float: f32, double: f64,
}
