//! The operations of reductions, as types.

use num_traits::{Bounded, Float, one, zero};
use shmem::num_complex::Complex;
use shmem::{Element, Reduce, ReduceBits, ReduceOrd, SymSlice, Team};

/// An operation that members combine elements with: [`Sum`], [`Prod`], [`Min`], [`Max`], [`And`], [`Or`] or [`Xor`].
///
/// Which types each takes is what [`Reduce`], [`ReduceOrd`] and [`ReduceBits`] say.
pub trait ReduceOp<T: Element>: Copy + sealed::Sealed {
    #[doc(hidden)]
    fn slice(team: &Team<'_>, data: &mut [T]);
    #[doc(hidden)]
    fn sym(team: &Team<'_>, dest: SymSlice<'_, T>, source: SymSlice<'_, T>);
}

/// An operation that one PE can combine elements with as well: of numbers, not of arrays of them.
pub trait ReduceOpAlong<T: Element>: ReduceOp<T> {
    #[doc(hidden)]
    fn combine(a: T, b: T) -> T;
    /// What changes nothing: the result for no elements.
    #[doc(hidden)]
    fn nothing() -> T;
}

mod sealed {
    pub trait Sealed {}
}

/// The operations: of which elements, and by which collectives of a team.
macro_rules! operations {
    ($($(#[$meta:meta])* $op:ident: $elements:ident, $slice:ident, $sym:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $op;

        impl sealed::Sealed for $op {}

        impl<T: $elements> ReduceOp<T> for $op {
            #[track_caller]
            fn slice(team: &Team<'_>, data: &mut [T]) {
                team.$slice(data);
            }

            #[track_caller]
            fn sym(team: &Team<'_>, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
                team.$sym(dest, source);
            }
        }
    )*};
}

operations! {
    /// The sum; integers wrap.
    Sum: Reduce, sum_slice, sum_reduce;
    /// The product; integers wrap.
    Prod: Reduce, prod_slice, prod_reduce;
    /// The smallest element; a NaN counts as smaller than any number.
    Min: ReduceOrd, min_slice, min_reduce;
    /// The largest element; a NaN counts as larger than any number.
    Max: ReduceOrd, max_slice, max_reduce;
    /// The bits that are set in all elements.
    And: ReduceBits, and_slice, and_reduce;
    /// The bits that are set in any element.
    Or: ReduceBits, or_slice, or_reduce;
    /// The bits that are set in an odd number of elements.
    Xor: ReduceBits, xor_slice, xor_reduce;
}

/// What the operations do to two elements of some types, and what changes nothing.
macro_rules! along {
    ([$($ty:ty),*] $list:tt) => { $(along!(@type $ty, $list);)* };
    (@type $ty:ty, { $($op:ident = $combine:expr, $nothing:expr;)* }) => {$(
        impl ReduceOpAlong<$ty> for $op {
            #[inline]
            fn combine(a: $ty, b: $ty) -> $ty {
                let combine: fn($ty, $ty) -> $ty = $combine;
                combine(a, b)
            }

            #[inline]
            fn nothing() -> $ty {
                $nothing
            }
        }
    )*};
}

along! {
    [i8, i16, i32, i64, isize, u8, u16, u32, u64, usize] {
        Sum = |a, b| a.wrapping_add(b), zero();
        Prod = |a, b| a.wrapping_mul(b), one();
        Min = |a, b| a.min(b), Bounded::max_value();
        Max = |a, b| a.max(b), Bounded::min_value();
    }
}

along! {
    [i8, i16, i32, i64, u8, u16, u32, u64, usize] {
        And = |a, b| a & b, !0;
        Or = |a, b| a | b, zero();
        Xor = |a, b| a ^ b, zero();
    }
}

along! {
    [f32, f64] {
        Sum = |a, b| a + b, zero();
        Prod = |a, b| a * b, one();
        // The first of several NaNs or of equal values, as between PEs.
        Min = |a, b| if a.is_nan() | (a <= b) { a } else { b }, Float::infinity();
        Max = |a, b| if a.is_nan() | (a >= b) { a } else { b }, Float::neg_infinity();
    }
}

along! {
    [Complex<f32>, Complex<f64>] {
        Sum = |a, b| a + b, zero();
        Prod = |a, b| a * b, one();
    }
}
