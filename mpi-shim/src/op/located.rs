//! The smallest or the largest, and where it is.

use std::cmp::Ordering;

use bytemuck::{Pod, Zeroable};

use super::{ReduceOrd, seal};
use crate::error::Result;
use crate::sys::{Operation, Session};

/// A value and where it is: by any number that says so, such as a rank or an index.
///
/// ```
/// use mpi_shim::op::{Located, MinLoc};
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let mine = Located::new(1.5 + world.rank() as f64, world.rank() as u64);
///     let least = world.all_reduce_value(mine, MinLoc)?;
///     assert_eq!((least.value(), least.location()), (1.5, 0));
///     Ok(())
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C, packed)]
pub struct Located<T>
where
    T: Pod,
{
    value: T,
    location: u64,
}

impl<T: Pod> Located<T> {
    /// A value, and where it is.
    #[must_use]
    pub const fn new(value: T, location: u64) -> Self {
        Self { value, location }
    }

    /// The value.
    #[must_use]
    pub const fn value(self) -> T {
        self.value
    }

    /// Where it is.
    #[must_use]
    pub const fn location(self) -> u64 {
        self.location
    }
}

/// The smallest, and of those that are as small the one at the least location. What is no number comes after all
/// that are.
///
/// # Specification
///
/// MPI 3.1, 5.9.4 minloc and maxloc: `MPI_MINLOC`.
#[doc(alias = "MPI_MINLOC")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinLoc;

/// The largest, and of those that are as large the one at the least location. What is no number comes after all
/// that are.
///
/// # Specification
///
/// MPI 3.1, 5.9.4 minloc and maxloc: `MPI_MAXLOC`.
#[doc(alias = "MPI_MAXLOC")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxLoc;

/// Orders values as `order` does, and behind them those that are no numbers; then by location.
fn compare<T: ReduceOrd>(
    a: Located<T>,
    b: Located<T>,
    order: fn(Ordering) -> Ordering,
) -> Ordering {
    let is_none = |value: T| value.partial_cmp(&value).is_none();
    let values = match a.value().partial_cmp(&b.value()) {
        Some(values) => order(values),
        None => is_none(a.value()).cmp(&is_none(b.value())),
    };
    values.then(a.location().cmp(&b.location()))
}

macro_rules! first_by {
    ($($name:ident: $order:expr;)*) => {$(
        impl<T: ReduceOrd> seal::Operate<Located<T>> for $name {
            fn operation<'a>(self, session: &Session) -> Result<Operation<'a, Located<T>>> {
                let first = |a, b| if compare(a, b, $order).is_le() { a } else { b };
                Operation::user(first, true, session)
            }
        }
    )*};
}

first_by! {
    MinLoc: |values| values;
    MaxLoc: Ordering::reverse;
}
