//! What reductions combine elements by.
//!
//! ```
//! use mpi_shim::prelude::*;
//!
//! mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
//!     let (world, mine) = (mpi.world(), [mpi.world().rank() as f64]);
//!     assert_eq!(world.all_reduce_vec(&mine, Max)?, [(world.size() - 1) as f64]);
//!     let longest = op::commuting(|a: [i64; 2], b: [i64; 2]| if a[0] < b[0] { b } else { a });
//!     assert_eq!(world.all_reduce_vec(&[[3, 1]], longest)?, [[3, 1]]);
//!     Ok(())
//! });
//! ```

mod located;

use bytemuck::Pod;
use num_complex::{Complex32, Complex64};

use crate::element::Element;
use crate::error::{Error, Result};
use crate::sys::{Operation, Predefined, Session};

pub use located::{Located, MaxLoc, MinLoc};

/// What elements of `T` can be combined by: the operations of this module, and closures by [`commuting`] and
/// [`in_order`]. Sealed.
#[diagnostic::on_unimplemented(
    message = "elements of `{T}` cannot be combined by `{Self}`",
    label = "no operation for `{T}`",
    note = "sums and products are of numbers, the smallest and largest of integers and floating-point numbers, \
            bits of integers",
    note = "`op::commuting(|a, b| …)` and `op::in_order(|a, b| …)` combine elements of any type"
)]
pub trait Op<T: Element>: seal::Operate<T> {}

impl<T: Element, O: seal::Operate<T>> Op<T> for O {}

pub(crate) mod seal {
    use super::{Operation, Result, Session};

    pub trait Operate<T>: Sized {
        /// What the library knows it by.
        #[doc(hidden)]
        fn operation<'a>(self, session: &Session) -> Result<Operation<'a, T>>
        where
            Self: 'a;
    }
}

/// A type that collectives can add up and multiply: an integer, a floating-point or a complex number. Sealed.
#[diagnostic::on_unimplemented(
    message = "processes cannot add up or multiply values of `{Self}`",
    note = "`op::commuting(|a, b| …)` and `op::in_order(|a, b| …)` combine elements of any type"
)]
pub trait Reduce: Element + numbers::Number {}

/// A type that collectives can compare: an integer or a floating-point number. Sealed.
#[diagnostic::on_unimplemented(
    message = "processes cannot compare values of `{Self}`",
    note = "`op::commuting(|a, b| …)` and `op::in_order(|a, b| …)` combine elements of any type"
)]
pub trait ReduceOrd: Reduce + Pod + PartialOrd {}

/// A type that collectives can combine bit by bit: an integer. Sealed.
#[diagnostic::on_unimplemented(
    message = "processes cannot combine the bits of values of `{Self}`",
    note = "`op::commuting(|a, b| …)` and `op::in_order(|a, b| …)` combine elements of any type"
)]
pub trait ReduceBits: ReduceOrd {}

mod numbers {
    pub trait Number {}
}

macro_rules! kinds {
    ($($ty:ty: $($kind:ident)*;)*) => {$(
        impl numbers::Number for $ty {}
        $(impl $kind for $ty {})*
    )*};
}

kinds! {
    i8: Reduce ReduceOrd ReduceBits;
    i16: Reduce ReduceOrd ReduceBits;
    i32: Reduce ReduceOrd ReduceBits;
    i64: Reduce ReduceOrd ReduceBits;
    isize: Reduce ReduceOrd ReduceBits;
    u8: Reduce ReduceOrd ReduceBits;
    u16: Reduce ReduceOrd ReduceBits;
    u32: Reduce ReduceOrd ReduceBits;
    u64: Reduce ReduceOrd ReduceBits;
    usize: Reduce ReduceOrd ReduceBits;
    f32: Reduce ReduceOrd;
    f64: Reduce ReduceOrd;
    Complex32: Reduce;
    Complex64: Reduce;
}

/// The standard's table of operations.
macro_rules! operations {
    ($($(#[doc = $doc:literal])* $name:ident: $kind:ident, $c:literal;)*) => {$(
        $(#[doc = $doc])*
        ///
        /// # Specification
        ///
        /// MPI 3.1, 5.9.2 predefined reduction operations.
        #[doc(alias = $c)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name;

        impl<T: $kind> seal::Operate<T> for $name {
            #[inline]
            fn operation<'a>(self, _: &Session) -> Result<Operation<'a, T>> {
                let operation = Operation::predefined(Predefined::$name);
                operation.ok_or_else(|| Error::lost(stringify!($name)))
            }
        }
    )*};
}

operations! {
    /// The sum. Integers wrap around.
    Sum: Reduce, "MPI_SUM";
    /// The product. Integers wrap around.
    Prod: Reduce, "MPI_PROD";
    /// The largest.
    Max: ReduceOrd, "MPI_MAX";
    /// The smallest.
    Min: ReduceOrd, "MPI_MIN";
    /// The bits that all have.
    BitAnd: ReduceBits, "MPI_BAND";
    /// The bits that some have.
    BitOr: ReduceBits, "MPI_BOR";
    /// The bits that an odd number of them have.
    BitXor: ReduceBits, "MPI_BXOR";
    /// 1 if none is 0, or else 0.
    And: ReduceBits, "MPI_LAND";
    /// 1 if some are not 0, or else 0.
    Or: ReduceBits, "MPI_LOR";
    /// 1 if an odd number of them are not 0, or else 0.
    Xor: ReduceBits, "MPI_LXOR";
}

/// A closure that combines two elements; see [`commuting`] and [`in_order`].
#[derive(Clone, Copy, Debug)]
pub struct Closure<F> {
    combine: F,
    commutes: bool,
}

/// Combines by a closure, which has to be associative, in whatever order.
///
/// The closure may run on any thread on which the library works, and cannot use MPI. A panic in it ends the job.
///
/// # Specification
///
/// MPI 3.1, 5.9.5 user-defined reduction operations: `MPI_Op_create`.
#[doc(alias = "MPI_Op_create")]
pub fn commuting<T: Element, F: Fn(T, T) -> T + Sync>(combine: F) -> Closure<F> {
    Closure { combine, commutes: true }
}

/// As [`commuting`], in the order of the ranks.
pub fn in_order<T: Element, F: Fn(T, T) -> T + Sync>(combine: F) -> Closure<F> {
    Closure { combine, commutes: false }
}

impl<T: Element, F: Fn(T, T) -> T + Sync> seal::Operate<T> for Closure<F> {
    fn operation<'a>(self, session: &Session) -> Result<Operation<'a, T>>
    where
        Self: 'a,
    {
        Operation::user(self.combine, self.commutes, session)
    }
}
