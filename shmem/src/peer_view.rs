//! Other PEs' elements, copied by loads and stores where this process has them in its memory.

use std::fmt;

use crate::buf::SymSlice;
use crate::element::Element;
use crate::pe::Pe;
use crate::sys::Mapped;

/// The elements of a [`SymSlice`] on one PE, whose memory this process can load from and store to.
///
/// As what [`at`](SymSlice::at) gives, elements are copied in and out, and a copy may be a mixture while
/// somebody writes. But elements of up to 8 bytes are loaded and stored without the library. Stores are
/// there for that PE after [`quiet`](crate::Shmem::quiet) or a [barrier](crate::Team::barrier), as puts are.
pub struct PeerView<'a, T> {
    slice: SymSlice<'a, T>,
    there: Mapped<'a>,
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
        let there = self.span().mapped(pe)?;
        Some(PeerView { slice: self, there, pe })
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
        self.slice.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.slice.is_empty()
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
        self.there.load(i).unwrap_or_else(|| self.slice.at(self.pe).g(i))
    }

    /// Overwrites element `i`.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[inline]
    #[track_caller]
    pub fn write(self, i: usize, value: T) {
        if !self.there.store(i, value) {
            self.slice.at(self.pe).p(i, value);
        }
    }

    /// Copies the elements out.
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[track_caller]
    pub fn read_into(self, data: &mut [T]) {
        self.slice.at(self.pe).get(data);
    }

    /// Overwrites the elements.
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[track_caller]
    pub fn write_from(self, data: &[T]) {
        self.slice.at(self.pe).put(data);
    }

    /// A copy of the elements.
    #[must_use]
    pub fn to_vec(self) -> Vec<T> {
        let mut data = vec![T::zeroed(); self.len()];
        self.read_into(&mut data);
        data
    }
}

impl<T> Clone for PeerView<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for PeerView<'_, T> {}

impl<T> fmt::Debug for PeerView<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeerView").field("slice", &self.slice).field("pe", &self.pe).finish()
    }
}
