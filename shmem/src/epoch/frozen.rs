//! Frozen epochs: everybody reads, nobody writes.

#![allow(unsafe_code, reason = "lends symmetric memory in frozen epochs")]

use std::fmt;
use std::ops::{Deref, RangeBounds};

use super::Change;
use crate::element::Element;
use crate::pe::{Pe, PeOrInScope, Peer};
use crate::{RemoteSlice, SymBuf, SymSlice};

/// A buffer in a frozen epoch: nobody writes it, so this PE's elements are a `&[T]`, and gets give whole
/// values.
///
/// Made by [`SymBuf::freeze`], and made shared again by [`thaw`](Self::thaw). Dropping it gives the
/// buffer up, as for a [`SymBuf`]. One that is forgotten stays frozen, and is never given back.
///
/// ```compile_fail
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let numbers = shmem.alloc::<u64>(10)?.freeze();
///     numbers.at(shmem.pe(0)).p(0, 1); // there is `g`, but no `p`
///     Ok(())
/// });
/// ```
pub struct SymFrozen<'rt, T> {
    buf: SymBuf<'rt, T>,
}

/// Elements that nobody writes: some of a [`SymFrozen`], or what [`SymBuf::with_frozen`] lends.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// let mut numbers = shmem.from_slice(&[1, 2, 3])?;
/// let sum: i32 = numbers.with_frozen(|all| all.iter().sum());
/// assert_eq!(sum, 6);
/// # Ok::<(), shmem::Error>(())
/// ```
pub struct Frozen<'a, T> {
    slice: SymSlice<'a, T>,
}

/// Elements that nobody writes, on one PE: what gets come from.
pub struct RemoteFrozen<'a, T, P = Pe> {
    pub(crate) slice: RemoteSlice<'a, T, P>,
}

impl<'rt, T: Element> SymBuf<'rt, T> {
    /// Begins a frozen epoch: until it ends, all PEs can read the elements and none can write them.
    ///
    /// Collective over the world: every PE must call it, or [`with_frozen`](Self::with_frozen), on the
    /// same elements of the same buffer. Completes this PE's operations. On return all puts to these
    /// elements have arrived. Costs a barrier.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let table = shmem.alloc::<u32>(100)?;
    ///     table.write(17, 4);
    ///     let table = table.freeze();
    ///     assert_eq!(table.iter().sum::<u32>(), 4); // a slice, here
    ///     assert_eq!(table.at(shmem.pe(0)).g(17), 4); // and gets, from anywhere
    ///     let table = table.thaw();
    ///     table.write(17, 5);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    #[must_use = "dropping it gives the buffer up"]
    pub fn freeze(self) -> SymFrozen<'rt, T> {
        self.part().shmem.change(Change::ToFrozen, self.part());
        SymFrozen { buf: self }
    }

    /// Runs `program` in a frozen epoch and gives what it returns.
    ///
    /// As [`freeze`](Self::freeze) and then [`thaw`](SymFrozen::thaw), for buffers that cannot be moved:
    /// costs two barriers. `program` may call collectives and use other buffers, as long as every PE
    /// comes to the end.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let mut numbers = shmem.alloc::<u64>(2)?;
    ///     numbers.write(1, shmem.my_pe().index() as u64);
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     let (mine, theirs) = numbers.with_frozen(|numbers| (numbers[1], numbers.at(right).g(1)));
    ///     assert_eq!((mine, theirs), (shmem.my_pe().index() as u64, right.index() as u64));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// A panic that leaves `program` ends the job: the other PEs could not be told.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    pub fn with_frozen<R>(&mut self, program: impl FnOnce(Frozen<'_, T>) -> R) -> R {
        let shmem = self.part().shmem;
        shmem.change(Change::ToFrozen, self.part());
        let result = shmem.or_end(|| program(Frozen { slice: self.as_slice() }));
        shmem.change(Change::FromFrozen, self.part());
        result
    }
}

impl<'rt, T: Element> SymFrozen<'rt, T> {
    /// Ends the epoch: every PE can write the elements again.
    ///
    /// Collective over the world: every PE must call it, on the same elements of the same buffer. On
    /// return nobody reads them any more. Costs a barrier.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let frozen = shmem.from_slice(&[1, 2, 3])?.freeze();
    /// assert_eq!(frozen.iter().sum::<i32>(), 6);
    /// let shared = frozen.thaw();
    /// shared.write(0, 5);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    #[must_use = "dropping it gives the buffer up"]
    pub fn thaw(self) -> SymBuf<'rt, T> {
        self.buf.part().shmem.change(Change::FromFrozen, self.buf.part());
        self.buf
    }

    /// All elements.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let frozen = shmem.from_slice(&[1, 2, 3])?.freeze();
    /// let all: &[i32] = frozen.as_frozen().as_slice();
    /// assert_eq!(all, [1, 2, 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn as_frozen(&self) -> Frozen<'_, T> {
        Frozen { slice: self.buf.as_slice() }
    }

    /// Some of the elements, here and on other PEs. For those here alone, index: `&frozen[range]`.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let frozen = shmem.from_slice(&[1, 2, 3])?.freeze();
    /// assert_eq!(frozen.slice(1..)[..], [2, 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[track_caller]
    #[must_use]
    pub fn slice(&self, range: impl RangeBounds<usize>) -> Frozen<'_, T> {
        self.as_frozen().slice(range)
    }

    /// All elements on a PE, for gets.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let frozen = shmem.from_slice(&[1, 2, 3])?.freeze();
    /// assert_eq!(frozen.at(shmem.my_pe().wrapping_add(1)).g(2), 3);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn at<N: Peer>(&self, pe: N) -> RemoteFrozen<'_, T, N> {
        self.as_frozen().at(pe)
    }
}

impl<'a, T: Element> Frozen<'a, T> {
    /// Some of the elements, here and on other PEs.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[track_caller]
    #[must_use]
    pub fn slice(self, range: impl RangeBounds<usize>) -> Self {
        Self { slice: self.slice.slice(range) }
    }

    /// The same elements on a PE, for gets.
    #[must_use]
    pub fn at<N: Peer>(self, pe: N) -> RemoteFrozen<'a, T, N> {
        RemoteFrozen { slice: self.slice.at(pe) }
    }

    /// This PE's elements.
    #[must_use]
    pub fn as_slice(self) -> &'a [T] {
        // SAFETY: `'a` lies in a frozen epoch of these elements, which all PEs are in: it borrows a
        // `SymFrozen`, or ends with the closure it was lent to. Nothing in such an epoch writes them.
        unsafe { self.slice.elements.lend() }
    }
}

impl<T: Element, P> RemoteFrozen<'_, T, P> {
    /// Some of the elements there.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn slice(self, range: impl RangeBounds<usize>) -> Self {
        Self { slice: self.slice.slice(range) }
    }
}

impl<T: Element, P: PeOrInScope> RemoteFrozen<'_, T, P> {
    /// Copies the elements from there. As [`RemoteSlice::get`].
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let frozen = shmem.from_slice(&[1, 2, 3])?.freeze();
    /// let mut theirs = [0; 2];
    /// frozen.slice(1..).at(shmem.my_pe().wrapping_add(1)).get(&mut theirs);
    /// assert_eq!(theirs, [2, 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem`.
    #[doc(alias = "shmem_get")]
    #[inline]
    #[doc(alias = "sh_get")]
    #[track_caller]
    pub fn get(self, data: &mut [T]) {
        self.slice.get(data);
    }

    /// Copies element `i` from there. As [`RemoteSlice::g`].
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let frozen = shmem.from_slice(&[1, 2, 3])?.freeze();
    /// assert_eq!(frozen.at(shmem.my_pe().wrapping_add(1)).g(0), 1);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_g`.
    #[doc(alias = "shmem_g")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn g(self, i: usize) -> T {
        self.slice.g(i)
    }

    /// Copies elements that are some distance apart from there. As [`RemoteSlice::iget`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iget`.
    #[doc(alias = "shmem_iget")]
    #[track_caller]
    pub fn iget(self, data: &mut [T], to: usize, from: usize, n: usize) {
        self.slice.iget(data, to, from, n);
    }

    /// Copies blocks of elements from there. As [`RemoteSlice::ibget`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_ibget`.
    #[doc(alias = "shmem_ibget")]
    #[track_caller]
    pub fn ibget(self, data: &mut [T], to: usize, from: usize, block: usize, n: usize) {
        self.slice.ibget(data, to, from, block, n);
    }

    /// Copies the elements from there to a symmetric buffer's. As [`RemoteSlice::get_into`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem`.
    #[doc(alias = "sh_get")]
    #[track_caller]
    pub fn get_into(self, dest: SymSlice<'_, T>) {
        self.slice.get_into(dest);
    }
}

impl<T: Element> Deref for SymFrozen<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_frozen().as_slice()
    }
}

impl<T: Element> Deref for Frozen<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T> Clone for Frozen<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Frozen<'_, T> {}

impl<T, P: Copy> Clone for RemoteFrozen<'_, T, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, P: Copy> Copy for RemoteFrozen<'_, T, P> {}

impl<T: Element + fmt::Debug> fmt::Debug for SymFrozen<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SymFrozen").field(&&**self).finish()
    }
}

impl<T: Element + fmt::Debug> fmt::Debug for Frozen<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Frozen").field(&self.as_slice()).finish()
    }
}

impl<T, P: fmt::Debug> fmt::Debug for RemoteFrozen<'_, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RemoteFrozen").field(&self.slice).finish()
    }
}
