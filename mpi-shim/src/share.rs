//! Which part of an array a process of several has.

use crate::element::Element;
use crate::error::{Error, Result};
use crate::layout::{Layout, bytes, element};
use crate::runtime::Mpi;
use crate::sys::{Datatype, Part};

/// Which indices of an axis one of several processes has.
///
/// ```
/// use mpi_shim::Share;
///
/// // Ten indices over three processes.
/// assert_eq!([0, 1, 2].map(|one| Share::block(one, 3).len(10)), [4, 4, 2]);
/// assert_eq!([0, 1, 2].map(|one| Share::cyclic(2, one, 3).len(10)), [4, 4, 2]);
/// assert_eq!(Share::cyclic(2, 1, 3).indices(10).collect::<Vec<_>>(), [2, 3, 8, 9]);
/// assert_eq!(Share::whole().len(10), 10);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share {
    /// How many go to a process at a time; as many as one gets in all, if that is not said.
    block: Option<usize>,
    index: usize,
    of: usize,
}

/// Which index of an array runs fastest in a file or in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// The last, as in C, and in Rust.
    #[default]
    C,
    /// The first.
    Fortran,
}

impl Share {
    /// All indices.
    #[must_use]
    pub fn whole() -> Self {
        Self::block(0, 1)
    }

    /// Those of one of several processes, of which each has one block of them: all of the same length, but for the last
    /// ones.
    ///
    /// # Panics
    ///
    /// If there is no such process among so many.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.1.4 distributed array datatype constructor: `MPI_DISTRIBUTE_BLOCK`, with
    /// `MPI_DISTRIBUTE_DFLT_DARG`.
    #[doc(alias = "MPI_DISTRIBUTE_BLOCK")]
    #[must_use]
    #[track_caller]
    pub fn block(index: usize, of: usize) -> Self {
        assert!(index < of, "there is no process {index} among {of}");
        Self { block: None, index, of }
    }

    /// Those of one of several processes, which have blocks of so many in turn.
    ///
    /// # Panics
    ///
    /// If there is no such process among so many, or the blocks are of none.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.1.4 distributed array datatype constructor: `MPI_DISTRIBUTE_CYCLIC`.
    #[doc(alias = "MPI_DISTRIBUTE_CYCLIC")]
    #[must_use]
    #[track_caller]
    pub fn cyclic(block: usize, index: usize, of: usize) -> Self {
        assert!(block > 0, "blocks have indices");
        Self { block: Some(block), ..Self::block(index, of) }
    }

    /// How many go to a process at a time.
    fn each(self, n: usize) -> usize {
        self.block.unwrap_or_else(|| n.div_ceil(self.of)).max(1)
    }

    /// How many of `n` indices these are.
    #[must_use]
    pub fn len(self, n: usize) -> usize {
        let (full, rest) = self.blocks(n);
        full * self.each(n) + rest
    }

    /// The indices, of `n`, in their order.
    pub fn indices(self, n: usize) -> impl Iterator<Item = usize> {
        let each = self.each(n);
        (0..self.len(n)).map(move |at| (at / each * self.of + self.index) * each + at % each)
    }

    /// How many whole blocks, and how many indices behind them.
    fn blocks(self, n: usize) -> (usize, usize) {
        let each = self.each(n);
        let (blocks, rest) = (n / each, n % each);
        let full = blocks / self.of + usize::from(blocks % self.of > self.index);
        (full, if blocks % self.of == self.index { rest } else { 0 })
    }

    /// Whether it has none of `n` indices.
    #[must_use]
    pub fn is_empty(self, n: usize) -> bool {
        self.len(n) == 0
    }

    /// The indices of an axis of `n`, each of which is one of a datatype, so many bytes apart.
    fn datatype(self, of: &Datatype, n: usize, stride: isize) -> Result<Datatype> {
        let ((full, rest), each) = (self.blocks(n), self.each(n));
        let bytes = |indices: usize| {
            let bytes = isize::try_from(indices).ok().and_then(|n| n.checked_mul(stride));
            bytes.ok_or(Error::TooLarge { count: indices })
        };
        let turn = bytes(each.saturating_mul(self.of))?;
        let block = Datatype::strided(of.raw(), each, 1, stride)?;
        let blocks = Datatype::strided(block.raw(), full, 1, turn)?;
        let last = Datatype::strided(of.raw(), rest, 1, stride)?;
        let first = self.index * each;
        let behind = bytes((full * self.of + self.index) * each)?;
        let mut parts = vec![Part { displacement: bytes(first)?, count: 1, of: blocks.raw() }];
        if rest > 0 {
            parts.push(Part { displacement: behind, count: 1, of: last.raw() });
        }
        Datatype::structure(if full > 0 { &parts } else { &parts[1..] })
    }
}

impl<'mpi, T: Element> Layout<'mpi, T> {
    /// The part of an array that a process has, by its share of each axis: what it has in its own memory one element
    /// behind the other, in the same order.
    ///
    /// With it, [views](crate::file::View) of a file that has the array show each process its part.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    /// use mpi_shim::{Layout, Order, Share};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let me = mpi.this_process();
    ///     let array = [0, 1, 2, 3, 4, 5, 6, 7]; // two rows of four
    ///     let shares = [Share::whole(), Share::cyclic(1, 1, 2)];
    ///     let part = Layout::distributed(mpi, [2, 4], shares, Order::C)?;
    ///     let mut room = [0; 4];
    ///     me.sendrecv(&part.of(&array)?, 0, 0, &mut room, 0, 0)?;
    ///     assert_eq!(room, [1, 3, 5, 7]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] if no slice has so many elements, or the library cannot be told of so many.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.1.4 distributed array datatype constructor: as `MPI_Type_create_darray`.
    #[doc(alias = "MPI_Type_create_darray")]
    pub fn distributed<const N: usize>(
        mpi: &'mpi Mpi,
        shape: [usize; N],
        shares: [Share; N],
        order: Order,
    ) -> Result<Self> {
        let (mut stride, mut datatype) = (1usize, element::<T>()?);
        for step in 0..N {
            let axis = if order == Order::C { N - 1 - step } else { step };
            datatype = shares[axis].datatype(&datatype, shape[axis], bytes::<T>(stride)?)?;
            let too_large = Error::TooLarge { count: shape[axis] };
            stride = stride.checked_mul(shape[axis]).ok_or(too_large)?;
        }
        Self::new(mpi, datatype, Some(stride), true)
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn every_index_has_one_process() {
        for n in 0..20 {
            for of in 1..6 {
                for block in 0..5 {
                    let share = |index| match block {
                        0 => Share::block(index, of),
                        block => Share::cyclic(block, index, of),
                    };
                    let mut all: Vec<_> = (0..of).flat_map(|one| share(one).indices(n)).collect();
                    all.sort_unstable();
                    assert!(all.into_iter().eq(0..n), "{n} over {of} by {block}");
                    let ascends = |one| share(one).indices(n).is_sorted();
                    assert!((0..of).all(ascends));
                }
            }
        }
    }
}
