//! What the memory of windows is combined by.

use crate::element::Element;
use crate::op::{
    And, BitAnd, BitOr, BitXor, Max, Min, Or, Prod, Reduce, ReduceBits, ReduceOrd, Sum, Xor,
};
use crate::sys::{Operation, Predefined};

/// What elements of a window can be combined by, one at a time: the operations of [`op`](crate::op), but no closures,
/// and [`Replace`] and [`NoOp`]. Sealed.
///
/// # Specification
///
/// MPI 3.1, 11.3.4 accumulate functions.
#[diagnostic::on_unimplemented(
    message = "elements of `{T}` in a window cannot be combined by `{Self}`",
    label = "no operation for `{T}` in a window",
    note = "the library combines numbers of its own types by its own operations there, and calls no closures"
)]
pub trait AtomicOp<T: Element>: seal::Atomic<T> {}

impl<T: Element, O: seal::Atomic<T>> AtomicOp<T> for O {}

mod seal {
    use super::Operation;

    pub trait Atomic<T> {
        #[doc(hidden)]
        fn operation(&self) -> Option<Operation<'static, T>>;
    }
}

/// The new value takes the place of what is there.
///
/// # Specification
///
/// MPI 3.1, 11.3.4 accumulate functions.
#[doc(alias = "MPI_REPLACE")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replace;

/// What is there stays, and is fetched.
///
/// # Specification
///
/// MPI 3.1, 11.3.4 accumulate functions.
#[doc(alias = "MPI_NO_OP")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoOp;

macro_rules! atomic {
    ($($name:ident: $kind:ident;)*) => {$(
        impl<T: $kind> seal::Atomic<T> for $name {
            #[inline]
            fn operation(&self) -> Option<Operation<'static, T>> {
                Operation::predefined(Predefined::$name)
            }
        }
    )*};
}

atomic! {
    Sum: Reduce;
    Prod: Reduce;
    Max: ReduceOrd;
    Min: ReduceOrd;
    BitAnd: ReduceBits;
    BitOr: ReduceBits;
    BitXor: ReduceBits;
    And: ReduceBits;
    Or: ReduceBits;
    Xor: ReduceBits;
    Replace: Reduce;
    NoOp: Reduce;
}
