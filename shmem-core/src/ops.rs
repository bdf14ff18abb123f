//! The operations of reductions and scans.

use bytemuck::Pod;
use num_complex::Complex;

/// An operation on elements of type `T`.
///
/// Results are combined in rank order, `((x0 op x1) op x2) …`, so that they have the same bits on
/// every PE, in every run and with every algorithm (the bits of a sum's or product's NaN excepted).
pub trait Op<T: Pod> {
    /// What two elements become; `a` comes from lower ranks.
    fn apply(a: T, b: T) -> T;

    /// Combines element by element; `with` comes from the next higher rank.
    fn combine(acc: &mut [T], with: &[T]) {
        for (a, b) in acc.iter_mut().zip(with) {
            *a = Self::apply(*a, *b);
        }
    }
}

/// The sum; integers wrap.
pub struct Sum;
/// The product; integers wrap.
pub struct Prod;
/// The minimum. A NaN on any member makes the result NaN (the lowest such rank's); of equal values,
/// such as the two zeros, the lowest rank's is kept.
pub struct Min;
/// The maximum, with NaNs and equal values as in [`Min`].
pub struct Max;
/// Bitwise and.
pub struct And;
/// Bitwise or.
pub struct Or;
/// Bitwise exclusive or.
pub struct Xor;

macro_rules! operations {
    ([$($ty:ty),*] $($op:ident = $apply:expr;)*) => {
        operations!(@types [$($ty),*] { $($op = $apply;)* });
    };
    (@types [$($ty:ty),*] $ops:tt) => {
        $(operations!(@ops $ty, $ops);)*
    };
    (@ops $ty:ty, { $($op:ident = $apply:expr;)* }) => {
        $(impl Op<$ty> for $op {
            #[inline]
            fn apply(a: $ty, b: $ty) -> $ty {
                let apply: fn($ty, $ty) -> $ty = $apply;
                apply(a, b)
            }
        })*
    };
}

operations! {
    [i8, i16, i32, i64, isize, u8, u16, u32, u64, usize]
    Sum = |a, b| a.wrapping_add(b);
    Prod = |a, b| a.wrapping_mul(b);
    Min = |a, b| a.min(b);
    Max = |a, b| a.max(b);
    And = |a, b| a & b;
    Or = |a, b| a | b;
    Xor = |a, b| a ^ b;
}

// Not `f64::min`: it drops NaNs and leaves open which of two zeros it returns.
operations! {
    [f32, f64]
    Sum = |a, b| a + b;
    Prod = |a, b| a * b;
    Min = |a, b| if a.is_nan() | (a <= b) { a } else { b };
    Max = |a, b| if a.is_nan() | (a >= b) { a } else { b };
}

operations! {
    [Complex<f32>, Complex<f64>]
    Sum = |a, b| a + b;
    Prod = |a, b| a * b;
}

/// An operation on one type, as algorithms see it, so that they are compiled once for all.
#[derive(Clone, Copy)]
pub struct Kernel {
    /// Bytes of an element.
    pub elem: usize,
    /// Combines elements given as bytes; both slices begin at multiples of eight bytes.
    pub combine: fn(acc: &mut [u8], with: &[u8]),
}

impl Kernel {
    /// The operation `O` on elements of type `T`.
    pub const fn new<T: Pod, O: Op<T>>() -> Self {
        const { assert!(align_of::<T>() <= align_of::<u64>()) };
        Self {
            elem: size_of::<T>(),
            combine: |acc, with| {
                O::combine(bytemuck::cast_slice_mut(acc), bytemuck::cast_slice(with));
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold<T: Pod, O: Op<T>>(values: &[T]) -> T {
        values[1..].iter().fold(values[0], |a, b| O::apply(a, *b))
    }

    #[test]
    fn integers_wrap() {
        assert_eq!(fold::<i8, Sum>(&[127, 1, 1]), -127);
        assert_eq!(fold::<u16, Sum>(&[65535, 3]), 2);
        assert_eq!(fold::<i32, Prod>(&[i32::MIN, -1]), i32::MIN);
        assert_eq!(fold::<u64, Prod>(&[u64::MAX, u64::MAX]), 1);
    }

    #[test]
    fn order_and_bits() {
        assert_eq!(fold::<i64, Min>(&[3, -7, 5]), -7);
        assert_eq!(fold::<u64, Min>(&[3, u64::MAX, 5]), 3);
        assert_eq!(fold::<i16, Max>(&[-3, -7, -5]), -3);
        assert_eq!(fold::<usize, Max>(&[3, usize::MAX, 5]), usize::MAX);
        assert_eq!(fold::<u8, And>(&[0b1110, 0b0111]), 0b0110);
        assert_eq!(fold::<u8, Or>(&[0b1100, 0b0101]), 0b1101);
        assert_eq!(fold::<i32, Xor>(&[0b1100, 0b0101, -1]), !0b1001);
    }

    #[test]
    fn float_minimum_and_maximum() {
        assert_eq!(fold::<f64, Min>(&[2.0, -1.0, 3.0]), -1.0);
        assert_eq!(fold::<f32, Max>(&[2.0, -1.0, 3.0]), 3.0);
        assert_eq!(fold::<f64, Max>(&[f64::NEG_INFINITY, -1.0]), -1.0);
        for nan_at in 0..3 {
            let mut values = [1.0, -2.0, 3.0];
            values[nan_at] = f64::NAN;
            assert!(fold::<f64, Min>(&values).is_nan());
            assert!(fold::<f64, Max>(&values).is_nan());
        }
        let first = f64::from_bits(f64::NAN.to_bits() | 1);
        let second = f64::from_bits(f64::NAN.to_bits() | 2);
        assert_eq!(fold::<f64, Min>(&[0.0, first, second]).to_bits(), first.to_bits());
        for values in [[0.0, -0.0], [-0.0, 0.0]] {
            assert_eq!(fold::<f64, Min>(&values).to_bits(), values[0].to_bits());
            assert_eq!(fold::<f64, Max>(&values).to_bits(), values[0].to_bits());
        }
    }

    #[test]
    fn complex() {
        let (a, b) = (Complex::new(1.0, 2.0), Complex::new(3.0, -5.0));
        assert_eq!(fold::<Complex<f64>, Sum>(&[a, b]), Complex::new(4.0, -3.0));
        assert_eq!(fold::<Complex<f64>, Prod>(&[a, b]), Complex::new(13.0, 1.0));
    }

    #[test]
    fn kernels_see_whole_elements() {
        let kernel = Kernel::new::<u32, Sum>();
        let mut acc = [1_u64 | 2 << 32, 3];
        let with = [10_u64 | 20 << 32, 30];
        (kernel.combine)(
            &mut bytemuck::cast_slice_mut(&mut acc)[..12],
            &bytemuck::cast_slice(&with)[..12],
        );
        assert_eq!((kernel.elem, acc), (4, [11 | 22 << 32, 33]));
    }
}
