//! Values that show what was done to them.

use std::fmt::Debug;

use shmem_sys::{Complex, LongDouble};

/// An element whose samples differ in every byte, so that a transfer of the wrong width, from the
/// wrong place or to the wrong place is seen.
pub trait Value: Copy + PartialEq + Debug + 'static {
    /// The value of that number. Numbers below 128 give distinct values of every type.
    fn sample(number: usize) -> Self;
}

/// `count` samples from `first` on.
#[must_use]
pub fn samples<T: Value>(first: usize, count: usize) -> Vec<T> {
    (first..first + count).map(T::sample).collect()
}

/// Odd, so that multiplying by it maps the low byte one to one; and with no byte that repeats.
fn scatter(number: usize) -> u64 {
    (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Integers as the atomic operations and the reductions see them: they wrap.
pub trait Integer: Value + Ord {
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// The largest.
    const MAX: Self;
    /// The smallest.
    const MIN: Self;
    /// A small number.
    fn small(number: usize) -> Self;
    /// Sum modulo the type's range.
    #[must_use]
    fn plus(self, other: Self) -> Self;
    /// Product modulo the type's range.
    #[must_use]
    fn times(self, other: Self) -> Self;
    /// Bitwise and.
    #[must_use]
    fn and(self, other: Self) -> Self;
    /// Bitwise or.
    #[must_use]
    fn or(self, other: Self) -> Self;
    /// Bitwise exclusive or.
    #[must_use]
    fn xor(self, other: Self) -> Self;
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl Value for $ty {
            fn sample(number: usize) -> Self {
                scatter(number) as $ty
            }
        }

        impl Integer for $ty {
            const ZERO: Self = 0;
            const ONE: Self = 1;
            const MAX: Self = <$ty>::MAX;
            const MIN: Self = <$ty>::MIN;
            fn small(number: usize) -> Self {
                <$ty>::try_from(number).expect("a small number")
            }
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
            fn and(self, other: Self) -> Self {
                self & other
            }
            fn or(self, other: Self) -> Self {
                self | other
            }
            fn xor(self, other: Self) -> Self {
                self ^ other
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

impl Value for u128 {
    fn sample(number: usize) -> Self {
        u128::from(scatter(number)) << 64 | u128::from(scatter(number + 1000))
    }
}

impl Value for LongDouble {
    fn sample(number: usize) -> Self {
        Self(u128::sample(number).to_ne_bytes())
    }
}

impl Value for f32 {
    fn sample(number: usize) -> Self {
        (scatter(number) >> 40) as f32 + 0.5
    }
}

impl Value for f64 {
    fn sample(number: usize) -> Self {
        (scatter(number) >> 12) as f64 + 0.5
    }
}

impl<T: Value> Value for Complex<T> {
    fn sample(number: usize) -> Self {
        Self { re: T::sample(number), im: T::sample(number + 1000) }
    }
}
