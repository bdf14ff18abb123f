//! Symmetric buffers with something in them, and where they are to lie.

use std::alloc::Layout;

use num_traits::One;

use crate::Shmem;
use crate::buf::SymBuf;
use crate::element::Element;
use crate::error::Result;
use crate::memory::Kind;
use crate::part::Part;
use crate::sys::Hints;

/// Where an allocation is to lie, and what it is for.
///
/// ```
/// use shmem::Placement;
///
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let pages = shmem.alloc_in::<u8>(Placement::new().align(4096), 10_000)?;
///     assert_eq!(pages.as_slice().as_ptr().addr() % 4096, 0);
///     Ok(())
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    pub(crate) align: usize,
    pub(crate) hints: Hints,
}

impl Default for Placement {
    fn default() -> Self {
        Self { align: 1, hints: Hints::NONE }
    }
}

impl Placement {
    /// Anywhere, for anything.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let buf = shmem.alloc_in::<f64>(shmem::Placement::new(), 10)?;
    /// assert_eq!(buf.len(), 10);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// At a multiple of so many bytes, at least.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let lines = shmem.alloc_in::<f64>(shmem::Placement::new().align(64), 8)?;
    /// assert_eq!(lines.as_slice().as_ptr().addr() % 64, 0);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// Unless it is a power of two.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_align`.
    #[doc(alias = "shmem_align")]
    #[track_caller]
    #[must_use]
    pub fn align(self, align: usize) -> Self {
        assert!(align.is_power_of_two(), "an alignment is a power of two, and {align} is none");
        Self { align, ..self }
    }

    /// Other PEs will do atomic operations there: `SHMEM_MALLOC_ATOMICS_REMOTE`. A hint; atomics have it
    /// anyway.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let place = shmem::Placement::new().atomics_remote();
    /// assert_eq!(shmem.alloc_in::<u64>(place, 8)?.len(), 8);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `SHMEM_MALLOC_ATOMICS_REMOTE`.
    #[doc(alias = "SHMEM_MALLOC_ATOMICS_REMOTE")]
    #[must_use]
    pub fn atomics_remote(self) -> Self {
        Self { hints: self.hints.and(Hints::ATOMICS_REMOTE), ..self }
    }

    /// Other PEs will signal there: `SHMEM_MALLOC_SIGNAL_REMOTE`. A hint; signals have it anyway.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let place = shmem::Placement::new().signal_remote();
    /// assert_eq!(shmem.alloc_in::<u64>(place, 8)?.len(), 8);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `SHMEM_MALLOC_SIGNAL_REMOTE`.
    #[doc(alias = "SHMEM_MALLOC_SIGNAL_REMOTE")]
    #[must_use]
    pub fn signal_remote(self) -> Self {
        Self { hints: self.hints.and(Hints::SIGNAL_REMOTE), ..self }
    }

    /// The same, at a multiple of so many bytes as well.
    pub(crate) fn align_at_least(self, align: usize) -> Self {
        Self { align: self.align.max(align), ..self }
    }
}

/// Buffers with something in them.
///
/// All are collective as [`alloc`](Shmem::alloc) is, fail as it does, and bring the contents with the
/// allocation: on return every PE's part is as that PE asked for, on every PE.
impl Shmem {
    /// Allocates `len` zeroed elements. The same as [`alloc`](Self::alloc).
    ///
    /// Collective, as [`alloc`](Self::alloc).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// assert_eq!(shmem.zeros::<f64>(3)?.to_vec(), [0.0; 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: as `shmem_calloc`.
    #[doc(alias = "shmem_calloc")]
    pub fn zeros<T: Element>(&self, len: usize) -> Result<SymBuf<'_, T>> {
        self.alloc(len)
    }

    /// Allocates `len` zeroed elements where they are asked to lie.
    ///
    /// Collective, as [`alloc`](Self::alloc).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let place = shmem::Placement::new().align(4096).atomics_remote();
    /// assert_eq!(shmem.alloc_in::<u64>(place, 3)?.to_vec(), [0; 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc); the PEs must ask for the same place, too.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_align`, `shmem_malloc_with_hints`. Of an alignment beyond 16
    /// bytes and hints, the alignment is heard.
    #[doc(alias = "shmem_align")]
    #[doc(alias = "shmem_malloc_with_hints")]
    pub fn alloc_in<T: Element>(&self, place: Placement, len: usize) -> Result<SymBuf<'_, T>> {
        SymBuf::allocate(self, place, len, &[])
    }

    /// Allocates `len` elements of 1.
    ///
    /// Collective, as [`alloc`](Self::alloc).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// assert_eq!(shmem.ones::<f64>(3)?.to_vec(), [1.0; 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: as `shmem_calloc`.
    #[doc(alias = "shmem_calloc")]
    pub fn ones<T: Element + One>(&self, len: usize) -> Result<SymBuf<'_, T>> {
        self.full(len, T::one())
    }

    /// Allocates `len` elements of `value`; each PE brings its own.
    ///
    /// Collective, as [`alloc`](Self::alloc).
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let ranks = shmem.full(3, shmem.my_pe().index())?;
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     assert_eq!(ranks.at(right).g(2), right.index());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: as `shmem_calloc`.
    #[doc(alias = "shmem_calloc")]
    pub fn full<T: Element>(&self, len: usize, value: T) -> Result<SymBuf<'_, T>> {
        self.from_fn(len, |_| value)
    }

    /// Allocates as many elements as `data` has, and copies it there. PEs bring data of equal lengths.
    ///
    /// Collective, as [`alloc`](Self::alloc).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let rows = shmem.from_slice(&[[1.0, 2.0], [3.0, 4.0]])?;
    /// assert_eq!(rows.at(shmem.my_pe().wrapping_add(1)).g(1), [3.0, 4.0]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: as `shmem_calloc`.
    #[doc(alias = "shmem_calloc")]
    pub fn from_slice<T: Element>(&self, data: &[T]) -> Result<SymBuf<'_, T>> {
        SymBuf::allocate(self, Placement::new(), data.len(), bytemuck::cast_slice(data))
    }

    /// Allocates `len` elements, each as `f` makes it of its index.
    ///
    /// Collective, as [`alloc`](Self::alloc).
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let squares = shmem.from_fn(4, |i| i * i)?;
    ///     assert_eq!(squares.to_vec(), [0, 1, 4, 9]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: as `shmem_calloc`.
    #[doc(alias = "shmem_calloc")]
    pub fn from_fn<T: Element>(
        &self,
        len: usize,
        f: impl FnMut(usize) -> T,
    ) -> Result<SymBuf<'_, T>> {
        // A length that no heap holds is an error, not a failure to make the contents.
        let fits = Layout::array::<T>(len).is_ok();
        let data: Vec<T> = if fits { (0..len).map(f).collect() } else { Vec::new() };
        SymBuf::allocate(self, Placement::new(), len, bytemuck::cast_slice(&data))
    }
}

impl<'rt, T: Element> SymBuf<'rt, T> {
    /// Takes a block for `len` elements, whose first bytes on this PE are `first`.
    pub(crate) fn allocate(
        shmem: &'rt Shmem,
        place: Placement,
        len: usize,
        first: &[u8],
    ) -> Result<Self> {
        let block = shmem.allocate_in(place, 0, Kind::Plain, Layout::new::<T>(), len, first)?;
        Ok(Self::of(Part::whole(block, len)))
    }

    /// Allocates as many zeroed elements as this has.
    ///
    /// Collective, as [`Shmem::alloc`].
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let source = shmem.from_slice(&[1.0, 2.0])?;
    /// let dest = source.like()?;
    /// assert_eq!(dest.to_vec(), [0.0, 0.0]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Shmem::alloc`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: as `shmem_calloc`.
    #[doc(alias = "shmem_calloc")]
    pub fn like(&self) -> Result<SymBuf<'rt, T>> {
        self.part().shmem.alloc(self.len())
    }

    /// Changes the number of elements; new ones are zeroed.
    ///
    /// Collective: every PE must call it, with the same `len`. Completes what was put here before. On
    /// return the buffer has moved everywhere; when it fails it is as it was.
    ///
    /// # Errors
    ///
    /// As for [`Shmem::alloc`]. There has to be room for both, the old and the new.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let mut list = shmem.from_slice(&[1, 2, 3])?;
    ///     list.resize(5)?;
    ///     assert_eq!(list.to_vec(), [1, 2, 3, 0, 0]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: what `shmem_realloc` is for.
    #[doc(alias = "shmem_realloc")]
    pub fn resize(&mut self, len: usize) -> Result<()> {
        let shmem = self.part().shmem;
        shmem.world().barrier();
        let kept = self.slice(..len.min(self.len())).to_vec();
        *self = SymBuf::allocate(shmem, Placement::new(), len, bytemuck::cast_slice(&kept))?;
        Ok(())
    }

    /// Gives the memory back now. The same as dropping it and [`Shmem::reclaim`].
    ///
    /// Collective: every PE must call it.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let scratch = shmem.alloc::<f64>(1000)?;
    /// scratch.free();
    /// assert_eq!(shmem.reclaim(), 0); // it is gone already
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_free`.
    #[doc(alias = "shmem_free")]
    pub fn free(self) {
        let shmem = self.part().shmem;
        drop(self);
        shmem.reclaim();
    }
}
