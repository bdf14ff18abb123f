//! Symmetric buffers: plain memory that every PE may read and write at any time.

use std::alloc::Layout;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Bound, RangeBounds};

use crate::Shmem;
use crate::element::Element;
use crate::error::Result;
use crate::memory::Kind;
use crate::part::Part;
use crate::pe::Pe;
use crate::remote::RemoteSlice;
use crate::sys::Span;

/// An array of `T` on every PE, which every PE can read and write on every PE.
///
/// Because others may write at any time, it lends no references: elements are copied in and out. Such
/// a copy may be a mixture of old and new bytes if somebody writes meanwhile; synchronise to avoid it.
///
/// Dropping it frees nothing at once; see [`Shmem::reclaim`].
pub struct SymBuf<'rt, T> {
    part: Part<'rt>,
    elements: PhantomData<[T]>,
}

/// Some consecutive elements of a [`SymBuf`], the same on every PE.
pub struct SymSlice<'a, T> {
    shmem: &'a Shmem,
    span: Span<'a>,
    len: usize,
    elements: PhantomData<&'a [T]>,
}

impl<T> Clone for SymSlice<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for SymSlice<'_, T> {}

impl Shmem {
    /// Allocates `len` zeroed elements on every PE.
    ///
    /// Collective: every PE must call it, with the same `T` (its size and alignment count) and the same
    /// `len`. On return the buffer exists everywhere. Also frees what every PE has dropped.
    ///
    /// # Errors
    ///
    /// The same on every PE, and then nothing is allocated: [`Error::Asymmetric`](crate::Error::Asymmetric)
    /// if the PEs ask for different things, [`Error::OutOfMemory`](crate::Error::OutOfMemory) if the heap
    /// is full, [`Error::TooLarge`](crate::Error::TooLarge) if no heap could hold it.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let inbox = shmem.alloc::<f64>(1024)?;
    ///     assert_eq!(inbox.read(1023), 0.0);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_align`, and zeroed as by `shmem_calloc`.
    #[doc(alias = "shmem_malloc")]
    #[doc(alias = "shmem_calloc")]
    #[doc(alias = "shmem_align")]
    pub fn alloc<T: Element>(&self, len: usize) -> Result<SymBuf<'_, T>> {
        let block = self.allocate(Kind::Plain, Layout::new::<T>(), len, &[])?;
        Ok(SymBuf { part: Part::whole(block, len), elements: PhantomData })
    }
}

impl<'rt, T: Element> SymBuf<'rt, T> {
    pub(crate) fn part(&self) -> &Part<'rt> {
        &self.part
    }

    /// All elements.
    #[must_use]
    pub fn as_slice(&self) -> SymSlice<'_, T> {
        let (shmem, span) = (self.part.shmem, self.part.span());
        SymSlice { shmem, span, len: self.len(), elements: PhantomData }
    }

    /// The number of elements on each PE.
    #[must_use]
    pub fn len(&self) -> usize {
        self.part.len()
    }

    /// Whether it has no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of the elements.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[track_caller]
    #[must_use]
    pub fn slice(&self, range: impl RangeBounds<usize>) -> SymSlice<'_, T> {
        self.as_slice().slice(range)
    }

    /// All elements on a PE, for puts and gets.
    #[must_use]
    pub fn at(&self, pe: Pe) -> RemoteSlice<'_, T> {
        self.as_slice().at(pe)
    }

    /// Copies this PE's element `i` out. As [`SymSlice::read`].
    #[track_caller]
    #[must_use]
    pub fn read(&self, i: usize) -> T {
        self.as_slice().read(i)
    }

    /// Overwrites this PE's element `i`. As [`SymSlice::write`].
    #[track_caller]
    pub fn write(&self, i: usize, value: T) {
        self.as_slice().write(i, value);
    }

    /// Copies this PE's elements out. As [`SymSlice::read_into`].
    #[track_caller]
    pub fn read_into(&self, data: &mut [T]) {
        self.as_slice().read_into(data);
    }

    /// Overwrites this PE's elements. As [`SymSlice::write_from`].
    #[track_caller]
    pub fn write_from(&self, data: &[T]) {
        self.as_slice().write_from(data);
    }

    /// A copy of this PE's elements. As [`SymSlice::to_vec`].
    #[must_use]
    pub fn to_vec(&self) -> Vec<T> {
        self.as_slice().to_vec()
    }

    /// Parts the buffer before element `mid`, into two that are for themselves in every respect: each
    /// can be in an epoch of its own, and be dropped on its own. [`join`](Self::join) undoes it.
    ///
    /// Local, and costs nothing. PEs that go on to an epoch of a part must have parted alike. The memory
    /// comes back once every PE has given up all parts.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (halo, mine) = shmem.alloc::<f64>(100)?.split_at(10);
    ///     let mut mine = mine.into_local();
    ///     halo.at(shmem.my_pe().wrapping_add(1)).put(&[1.0; 10]); // while others compute on theirs
    ///     mine.fill(2.0);
    ///     let all = halo.join(mine.into_shared());
    ///     assert_eq!((all.len(), all.read(9), all.read(10)), (100, 1.0, 2.0));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `mid` is beyond the end.
    #[track_caller]
    #[must_use = "a part that is dropped is given up"]
    pub fn split_at(self, mid: usize) -> (Self, Self) {
        let len = self.len();
        assert!(mid <= len, "cannot part {len} elements before element {mid}");
        let (left, right) = self.part.split(mid);
        (Self { part: left, elements: PhantomData }, Self { part: right, elements: PhantomData })
    }

    /// Parts the buffer into parts of the given lengths, as [`split_at`](Self::split_at) would one after
    /// the other.
    ///
    /// ```
    /// use shmem::SymBuf;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let parts = shmem.alloc::<u8>(10)?.partition([3, 0, 7]);
    ///     assert_eq!(parts.iter().map(SymBuf::len).collect::<Vec<_>>(), [3, 0, 7]);
    ///     let whole = parts.into_iter().reduce(SymBuf::join).expect("three parts");
    ///     assert_eq!(whole.len(), 10);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the lengths do not add up to the buffer's.
    #[track_caller]
    #[must_use = "a part that is dropped is given up"]
    pub fn partition(self, lens: impl IntoIterator<Item = usize>) -> Vec<Self> {
        let (whole, mut rest, mut parts) = (self.len(), self, Vec::new());
        for len in lens {
            assert!(len <= rest.len(), "the parts are longer than all {whole} elements");
            let (part, after) = rest.split_at(len);
            parts.push(part);
            rest = after;
        }
        assert!(rest.is_empty(), "the parts leave {} elements of {whole}", rest.len());
        parts
    }

    /// Puts this part and the one that follows it together again. Local.
    ///
    /// # Panics
    ///
    /// If `next` is not the part of the same buffer that begins where this one ends.
    #[track_caller]
    #[must_use = "a part that is dropped is given up"]
    pub fn join(self, next: Self) -> Self {
        let parts = format!("{self:?} and {next:?}");
        match self.part.join(next.part) {
            Some(part) => Self { part, elements: PhantomData },
            None => panic!("only a part and the next one of the same buffer join, not {parts}"),
        }
    }
}

impl<'a, T: Element> SymSlice<'a, T> {
    /// The number of elements on each PE.
    #[must_use]
    pub fn len(self) -> usize {
        self.len
    }

    /// Whether it has no elements.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Some of the elements.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[track_caller]
    #[must_use]
    pub fn slice(self, range: impl RangeBounds<usize>) -> Self {
        let (start, end) = bounds(&range, self.len);
        let span = self.span.part(start * size_of::<T>()..end * size_of::<T>());
        Self { span, len: end - start, ..self }
    }

    /// The same elements on a PE, for puts and gets.
    #[must_use]
    pub fn at(self, pe: Pe) -> RemoteSlice<'a, T> {
        RemoteSlice::new(self, pe)
    }

    /// Copies this PE's element `i` out. Local.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[track_caller]
    #[must_use]
    pub fn read(self, i: usize) -> T {
        self.at(self.shmem.me).g(i)
    }

    /// Overwrites this PE's element `i`. Local: others see it after a barrier, or a fence and a signal.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[track_caller]
    pub fn write(self, i: usize, value: T) {
        self.at(self.shmem.me).p(i, value);
    }

    /// Copies this PE's elements out. Local.
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[track_caller]
    pub fn read_into(self, data: &mut [T]) {
        self.at(self.shmem.me).get(data);
    }

    /// Overwrites this PE's elements. Local: others see it after a barrier, or a fence and a signal.
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[track_caller]
    pub fn write_from(self, data: &[T]) {
        self.at(self.shmem.me).put(data);
    }

    /// A copy of this PE's elements. Local.
    #[must_use]
    pub fn to_vec(self) -> Vec<T> {
        let mut data = vec![T::zeroed(); self.len];
        self.read_into(&mut data);
        data
    }

    /// Where the elements lie.
    pub(crate) fn span(self) -> Span<'a> {
        self.span
    }

    /// Where element `i` lies.
    #[inline]
    #[track_caller]
    pub(crate) fn element(self, i: usize) -> Span<'a> {
        assert!(i < self.len, "there is no element {i} among {}", self.len);
        self.span.part(i * size_of::<T>()..(i + 1) * size_of::<T>())
    }

    /// Where all elements lie, if there are `len`.
    #[inline]
    #[track_caller]
    pub(crate) fn elements(self, len: usize) -> Span<'a> {
        let have = self.len;
        assert!(len == have, "{len} elements do not fit a symmetric slice of {have}");
        self.span
    }
}

/// Where a range begins and ends, if it is one of `0..len`.
#[track_caller]
fn bounds(range: &impl RangeBounds<usize>, len: usize) -> (usize, usize) {
    let start = match range.start_bound() {
        Bound::Included(&start) => Some(start),
        Bound::Excluded(&before) => before.checked_add(1),
        Bound::Unbounded => Some(0),
    };
    let end = match range.end_bound() {
        Bound::Included(&last) => last.checked_add(1),
        Bound::Excluded(&end) => Some(end),
        Bound::Unbounded => Some(len),
    };
    match (start, end) {
        (Some(start), Some(end)) if start <= end && end <= len => (start, end),
        _ => panic!(
            "the range {:?} to {:?} is not within 0..{len}",
            range.start_bound(),
            range.end_bound()
        ),
    }
}

impl<T> fmt::Debug for SymBuf<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, elements) = (self.part.id(), self.part.elements());
        f.debug_struct("SymBuf").field("id", &id).field("elements", &elements).finish()
    }
}

impl<T> fmt::Debug for SymSlice<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymSlice").field("len", &self.len).finish()
    }
}
