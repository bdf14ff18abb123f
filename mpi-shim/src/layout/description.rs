//! What a layout is made of.

use super::Layout;
use crate::element::Element;
use crate::error::Result;

/// What a layout is made of, as the library has it; see [`Layout::describe`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Description {
    /// One of the library's own types.
    Named {
        /// Its name, such as `MPI_DOUBLE`.
        name: String,
        /// How many bytes it has.
        bytes: usize,
    },
    /// The same as another one.
    Duplicate(Box<Self>),
    /// Some, one after the other.
    Contiguous {
        /// How many.
        count: usize,
        /// Of what.
        of: Box<Self>,
    },
    /// Blocks at the same distance.
    Strided {
        /// How many.
        blocks: usize,
        /// How many each has.
        length: usize,
        /// How many bytes behind the start of one the next one starts.
        stride: isize,
        /// Of what.
        of: Box<Self>,
    },
    /// Blocks, one after the other, wherever they are.
    Blocks(Vec<Block>),
    /// Another one, with another start and end.
    Resized {
        /// Where it starts, in bytes.
        start: isize,
        /// How many bytes behind that the next one starts.
        extent: isize,
        /// What there is.
        of: Box<Self>,
    },
    /// Made in a way that only other languages have.
    Other {
        /// The library's number for that.
        combiner: i32,
        /// Of what.
        of: Vec<Self>,
    },
}

/// A block of a [`Description::Blocks`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// Where it starts, in bytes.
    pub start: isize,
    /// How many it has.
    pub count: usize,
    /// Of what.
    pub of: Description,
}

impl<T: Element> Layout<'_, T> {
    /// What it is made of.
    ///
    /// ```
    /// use mpi_shim::{Description, Layout};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let column = Layout::<f64>::strided(mpi, 3, 1, 4)?;
    ///     let Description::Strided { blocks, length, stride, .. } = column.describe()? else {
    ///         panic!("it is strided")
    ///     };
    ///     assert_eq!((blocks, length, stride), (3, 1, 32));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.1.13 decoding a datatype: `MPI_Type_get_envelope`, `MPI_Type_get_contents`.
    #[doc(alias = "MPI_Type_get_envelope")]
    #[doc(alias = "MPI_Type_get_contents")]
    pub fn describe(&self) -> Result<Description> {
        self.datatype.describe()
    }
}
