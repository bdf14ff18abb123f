//! Collective calls in two halves.

#![allow(unsafe_code, reason = "gives back what was lent to an operation")]

use std::fmt;
use std::marker::PhantomData;

use super::access::elements;
use crate::element::Element;
use crate::error::Result;
use crate::lent::Lend;
use crate::scope::Table;

/// A collective call in its first half, and what it uses: data that is written, or room for what is read.
///
/// Dropping it makes the other half, whose error is returned by the scope then; forgotten, it ends with its
/// [`Scope`](crate::Scope).
///
/// ```
/// use mpi_shim::File;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let (world, path) = (mpi.world(), std::env::temp_dir().join("mpi_shim_split"));
///     let mut options = File::options();
///     options.read(true).write(true).create(true).delete_on_close(true);
///     let file = options.open(&world, &path)?;
///     let data = [world.rank() as u64; 3];
///     mpi.scope(|s| {
///         let half = file.at(3 * world.rank()).write_all_begin(s, &data)?;
///         // Time for something else.
///         let (data, n) = half.end()?;
///         assert_eq!((data.len(), n), (3, 3));
///         Ok(())
///     })?;
///     file.close()
/// });
/// ```
pub struct Split<'scope, T: Element, D: Lend> {
    table: &'scope Table<'scope>,
    /// Where it is, until it is ended.
    slot: Option<usize>,
    lent: D::Pointer,
    data: PhantomData<(D, fn(T))>,
}

impl<'scope, T: Element, D: Lend> Split<'scope, T, D> {
    /// The split call in this place of a table, that has `lent`.
    pub(super) fn new(table: &'scope Table<'scope>, slot: usize, lent: D::Pointer) -> Self {
        Self { table, slot: Some(slot), lent, data: PhantomData }
    }

    /// The other half, with how many elements were read or written. Collective.
    ///
    /// # Errors
    ///
    /// What became of it; [`FileError::PartialElement`](crate::FileError::PartialElement) if the file ends within an element.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4.5 split collective data access routines: `MPI_File_read_at_all_end`, `MPI_File_write_all_end`
    /// and so on.
    #[doc(alias = "MPI_File_read_all_end")]
    #[doc(alias = "MPI_File_read_at_all_end")]
    #[doc(alias = "MPI_File_read_ordered_end")]
    #[doc(alias = "MPI_File_write_all_end")]
    #[doc(alias = "MPI_File_write_at_all_end")]
    #[doc(alias = "MPI_File_write_ordered_end")]
    pub fn end(mut self) -> Result<(D, usize)> {
        let ended = self.slot.take().map(|slot| self.table.end_split(slot));
        // SAFETY: it was lent to this call, which has ended; nobody else has the pointer.
        let data = unsafe { D::give_back(self.lent) };
        let n = ended.map_or(Ok(0), |status| elements::<T>(status?))?;
        Ok((data, n))
    }
}

impl<T: Element, D: Lend> Drop for Split<'_, T, D> {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.slot.take().map(|slot| self.table.end_split(slot)) {
            self.table.lose(error);
        }
    }
}

impl<T: Element, D: Lend> fmt::Debug for Split<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Split").finish_non_exhaustive()
    }
}
