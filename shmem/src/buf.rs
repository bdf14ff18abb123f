//! Symmetric buffers: plain memory that every PE may read and write at any time.

use std::fmt;
use std::ops::{Bound, RangeBounds};

use crate::Shmem;
use crate::create::Placement;
use crate::element::Element;
use crate::error::Result;
use crate::part::Part;
use crate::pe::Peer;
use crate::remote::RemoteSlice;
use crate::sys::{Elements, Place, Span};

/// An array of `T` on every PE, which every PE can read and write on every PE.
///
/// Because others may write at any time, it lends no references: elements are copied in and out. Such
/// a copy may be a mixture of old and new bytes if somebody writes meanwhile; synchronise to avoid it.
///
/// Dropping it frees nothing at once; see [`Shmem::reclaim`].
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// let inbox = shmem.alloc::<f64>(4)?;
/// inbox.at(shmem.my_pe().wrapping_add(1)).put(&[1.0; 4]);
/// shmem.world().barrier();
/// assert_eq!(inbox.to_vec(), [1.0; 4]);
/// # Ok::<(), shmem::Error>(())
/// ```
pub struct SymBuf<'rt, T> {
    part: Part<'rt, T>,
}

/// Some consecutive elements of a [`SymBuf`], the same on every PE.
pub struct SymSlice<'a, T> {
    pub(crate) elements: Elements<'a, T>,
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
        SymBuf::allocate(self, Placement::new(), len, &[])
    }
}

impl<'rt, T: Element> SymBuf<'rt, T> {
    /// The buffer that owns a part.
    #[inline]
    pub(crate) fn of(part: Part<'rt, T>) -> Self {
        Self { part }
    }

    #[inline]
    pub(crate) fn part(&self) -> &Part<'rt, T> {
        &self.part
    }

    pub(crate) fn into_part(self) -> Part<'rt, T> {
        self.part
    }

    /// The runtime that it was allocated by.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// fn doubled<'rt>(buf: &shmem::SymBuf<'rt, f64>) -> shmem::Result<shmem::SymBuf<'rt, f64>> {
    ///     buf.shmem().from_fn(buf.len(), |i| 2.0 * buf.read(i))
    /// }
    /// assert_eq!(doubled(&shmem.ones(3)?)?.to_vec(), [2.0; 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn shmem(&self) -> &'rt Shmem {
        self.part.shmem
    }

    /// All elements.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> SymSlice<'_, T> {
        SymSlice { elements: self.part.elements() }
    }

    /// The number of elements on each PE.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.part.len()
    }

    /// Whether it has no elements.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of the elements.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let buf = shmem.from_slice(&[1, 2, 3, 4])?;
    /// assert_eq!(buf.slice(1..3).to_vec(), [2, 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn slice(&self, range: impl RangeBounds<usize>) -> SymSlice<'_, T> {
        self.as_slice().slice(range)
    }

    /// All elements on a PE, for puts and gets.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let buf = shmem.full(4, shmem.my_pe().index())?;
    /// let right = shmem.my_pe().wrapping_add(1);
    /// assert_eq!(buf.at(right).g(3), right.index());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn at<N: Peer>(&self, pe: N) -> RemoteSlice<'_, T, N> {
        self.as_slice().at(pe)
    }

    /// Copies this PE's element `i` out. As [`SymSlice::read`].
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn read(&self, i: usize) -> T {
        self.as_slice().read(i)
    }

    /// Overwrites this PE's element `i`. As [`SymSlice::write`].
    #[inline]
    #[track_caller]
    pub fn write(&self, i: usize, value: T) {
        self.as_slice().write(i, value);
    }

    /// Copies this PE's elements out. As [`SymSlice::read_into`].
    #[inline]
    #[track_caller]
    pub fn read_into(&self, data: &mut [T]) {
        self.as_slice().read_into(data);
    }

    /// Overwrites this PE's elements. As [`SymSlice::write_from`].
    #[inline]
    #[track_caller]
    pub fn write_from(&self, data: &[T]) {
        self.as_slice().write_from(data);
    }

    /// A copy of this PE's elements. As [`SymSlice::to_vec`].
    #[must_use]
    pub fn to_vec(&self) -> Vec<T> {
        self.as_slice().to_vec()
    }
}

impl<'a, T: Element> SymSlice<'a, T> {
    /// The number of elements on each PE.
    #[inline]
    #[must_use]
    pub fn len(self) -> usize {
        self.elements.len()
    }

    /// Whether it has no elements.
    #[inline]
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Some of the elements.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn slice(self, range: impl RangeBounds<usize>) -> Self {
        let (start, end) = bounds(&range, self.len());
        Self { elements: self.elements.part(start..end) }
    }

    /// The same elements on a PE, for puts and gets.
    #[inline]
    #[must_use]
    pub fn at<N: Peer>(self, pe: N) -> RemoteSlice<'a, T, N> {
        RemoteSlice::new(self, pe)
    }

    /// Copies this PE's element `i` out. Local.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let buf = shmem.from_slice(&[1, 2, 3])?;
    /// assert_eq!(buf.read(2) + buf.slice(1..).read(0), 5);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn read(self, i: usize) -> T {
        self.place(i).read()
    }

    /// Overwrites this PE's element `i`. Local: others see it after a barrier, or a fence and a signal.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let buf = shmem.zeros::<i32>(3)?;
    /// buf.write(1, 5);
    /// assert_eq!(buf.to_vec(), [0, 5, 0]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[inline]
    #[track_caller]
    pub fn write(self, i: usize, value: T) {
        self.place(i).write(value);
    }

    /// Copies this PE's elements out. Local.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut copy = [0; 2];
    /// shmem.from_slice(&[1, 2, 3])?.slice(1..).read_into(&mut copy);
    /// assert_eq!(copy, [2, 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[inline]
    #[track_caller]
    pub fn read_into(self, data: &mut [T]) {
        self.exactly(data.len()).read_into(data);
    }

    /// Overwrites this PE's elements. Local: others see it after a barrier, or a fence and a signal.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let buf = shmem.zeros::<i32>(3)?;
    /// buf.slice(..2).write_from(&[1, 2]);
    /// assert_eq!(buf.to_vec(), [1, 2, 0]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[inline]
    #[track_caller]
    pub fn write_from(self, data: &[T]) {
        self.exactly(data.len()).write_from(data);
    }

    /// A copy of this PE's elements. Local.
    #[must_use]
    pub fn to_vec(self) -> Vec<T> {
        let mut data = vec![T::zeroed(); self.len()];
        self.read_into(&mut data);
        data
    }

    /// Where element `i` lies.
    #[inline]
    #[track_caller]
    pub(crate) fn place(self, i: usize) -> Place<'a, T> {
        self.elements.place(i).unwrap_or_else(|| no_element(i, self.len()))
    }

    /// All elements, if there are `len`.
    #[inline]
    #[track_caller]
    pub(crate) fn exactly(self, len: usize) -> Elements<'a, T> {
        if len != self.len() {
            does_not_fit(len, self.len());
        }
        self.elements
    }

    /// Where all elements lie, if there are `len`.
    #[inline]
    #[track_caller]
    pub(crate) fn elements(self, len: usize) -> Span<'a> {
        self.exactly(len).span()
    }

    /// Where all elements lie.
    #[inline]
    pub(crate) fn span(self) -> Span<'a> {
        self.elements.span()
    }
}

// Apart and by value, so that what leads here costs its callers a comparison and no more.

#[cold]
#[inline(never)]
#[track_caller]
pub(crate) fn no_element(i: usize, len: usize) -> ! {
    panic!("there is no element {i} among {len}")
}

#[cold]
#[inline(never)]
#[track_caller]
pub(crate) fn does_not_fit(len: usize, have: usize) -> ! {
    panic!("{len} elements do not fit a symmetric slice of {have}")
}

/// Where a range begins and ends, if it is one of `0..len`.
#[track_caller]
pub(crate) fn bounds(range: &impl RangeBounds<usize>, len: usize) -> (usize, usize) {
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
        let (id, elements) = (self.part.id(), self.part.range());
        f.debug_struct("SymBuf").field("id", &id).field("elements", &elements).finish()
    }
}

impl<T> fmt::Debug for SymSlice<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymSlice").field("len", &self.elements.len()).finish()
    }
}
