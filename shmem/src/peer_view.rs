//! Other PEs' elements, copied by loads and stores where this process has them in its memory.

use std::fmt;

use crate::buf::{SymSlice, does_not_fit, no_element};
use crate::element::Element;
use crate::pe::Pe;
use crate::sys::Mapped;

/// The elements of a [`SymSlice`] on one PE, whose memory this process can load from and store to.
///
/// As what [`at`](SymSlice::at) gives, elements are copied in and out, and a copy may be a mixture while
/// somebody writes. But the library is not called. What is stored is there for that PE after [`quiet`](crate::Shmem::quiet) or a [barrier](crate::Team::barrier), as puts are.
pub struct PeerView<'a, T> {
    there: Mapped<'a, T>,
    pe: Pe,
}

impl<'a, T: Element> SymSlice<'a, T> {
    /// The same elements on a PE by load and store; `None` where this process does not have them in its
    /// memory.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let numbers = shmem.from_slice(&[1, 2, 3])?;
    ///     for pe in shmem.pes() {
    ///         let theirs = numbers.as_slice().view_of(pe);
    ///         let sum = match theirs {
    ///             Some(theirs) => (0..3).map(|i| theirs.read(i)).sum(),
    ///             None => (0..3).map(|i| numbers.at(pe).g(i)).sum::<i32>(),
    ///         };
    ///         assert_eq!(sum, 6);
    ///     }
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and query: `shmem_ptr`.
    #[doc(alias = "shmem_ptr")]
    #[must_use]
    pub fn view_of(self, pe: Pe) -> Option<PeerView<'a, T>> {
        Some(PeerView { there: self.elements.mapped(pe)?, pe })
    }
}

impl<T: Element> PeerView<'_, T> {
    /// The PE.
    #[must_use]
    pub fn pe(self) -> Pe {
        self.pe
    }

    /// The number of elements.
    #[must_use]
    pub fn len(self) -> usize {
        self.there.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Copies element `i` out.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn read(self, i: usize) -> T {
        self.there.read(i).unwrap_or_else(|| no_element(i, self.len()))
    }

    /// Overwrites element `i`.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[inline]
    #[track_caller]
    pub fn write(self, i: usize, value: T) {
        if !self.there.write(i, value) {
            no_element(i, self.len());
        }
    }

    /// Copies the elements out.
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[track_caller]
    pub fn read_into(self, data: &mut [T]) {
        self.fits(data.len());
        self.there.read_into(data);
    }

    /// Overwrites the elements.
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[track_caller]
    pub fn write_from(self, data: &[T]) {
        self.fits(data.len());
        self.there.write_from(data);
    }

    /// A copy of the elements.
    #[must_use]
    pub fn to_vec(self) -> Vec<T> {
        let mut data = vec![T::zeroed(); self.len()];
        self.read_into(&mut data);
        data
    }
}

impl<T: Element> PeerView<'_, T> {
    #[track_caller]
    fn fits(self, len: usize) {
        if len != self.len() {
            does_not_fit(len, self.len());
        }
    }
}

impl<T> Clone for PeerView<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for PeerView<'_, T> {}

impl<T: Element> fmt::Debug for PeerView<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeerView").field("len", &self.len()).field("pe", &self.pe).finish()
    }
}
