//! Puts and gets.

use std::fmt;
use std::ops::RangeBounds;

use crate::buf::SymSlice;
use crate::element::Element;
use crate::pe::{Pe, PeOrInScope};
use crate::signal::{SignalOp, SignalWord};
use crate::sys;

/// Elements of a symmetric buffer on one PE: what puts go to and gets come from.
///
/// Made by [`SymBuf::at`](crate::SymBuf::at) and [`SymSlice::at`].
///
/// A put has left the caller's memory when it returns; it is at the target, and to be seen there, after
/// [`quiet`](crate::Shmem::quiet) or a [barrier](crate::Team::barrier). A get is done when it returns.
///
/// `P` says by which context: by the default one, or by that of the [`Scope`](crate::Scope) whose
/// [`on`](crate::Scope::on) this comes from. That of a [`Rank`](crate::Rank) is for such scopes only.
pub struct RemoteSlice<'a, T, P = Pe> {
    pub(crate) slice: SymSlice<'a, T>,
    pub(crate) pe: P,
}

impl<T, P: Copy> Clone for RemoteSlice<'_, T, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, P: Copy> Copy for RemoteSlice<'_, T, P> {}

impl<'a, T, P> RemoteSlice<'a, T, P> {
    #[inline]
    pub(crate) fn new(slice: SymSlice<'a, T>, pe: P) -> Self {
        Self { slice, pe }
    }
}

impl<T: Element, P> RemoteSlice<'_, T, P> {
    /// Some of the elements there.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let numbers = shmem.from_slice(&[1, 2, 3, 4])?;
    /// assert_eq!(numbers.at(shmem.my_pe().wrapping_add(1)).slice(2..).g(0), 3);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn slice(self, range: impl RangeBounds<usize>) -> Self {
        Self { slice: self.slice.slice(range), ..self }
    }
}

impl<T: Element, P: PeOrInScope> RemoteSlice<'_, T, P> {
    /// Copies `data` there. It may be changed on return, and has arrived after
    /// [`quiet`](crate::Shmem::quiet).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let inbox = shmem.alloc::<u32>(4)?;
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     inbox.at(right).put(&[1, 2, 3, 4]);
    ///     inbox.slice(1..3).at(right).put(&[20, 30]);
    ///     shmem.world().barrier();
    ///     assert_eq!(inbox.to_vec(), [1, 20, 30, 4]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` has another length than the slice.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_putmem`.
    #[doc(alias = "shmem_put")]
    #[inline]
    #[track_caller]
    pub fn put(self, data: &[T]) {
        self.slice.exactly(data.len()).put(data, self.pe);
    }

    /// Copies the elements from there. They are here on return.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let numbers = shmem.alloc::<f32>(2)?;
    ///     numbers.write_from(&[1.5, 2.5]);
    ///     shmem.world().barrier();
    ///     let mut theirs = [0.0; 2];
    ///     numbers.at(shmem.pe(0)).get(&mut theirs);
    ///     assert_eq!(theirs, [1.5, 2.5]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` has another length than the slice.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem`.
    #[doc(alias = "shmem_get")]
    #[inline]
    #[track_caller]
    pub fn get(self, data: &mut [T]) {
        self.slice.exactly(data.len()).get(data, self.pe);
    }

    /// Copies one value there, to element `i`. Completes as [`put`](Self::put) does.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let inbox = shmem.alloc::<u64>(4)?;
    /// inbox.at(shmem.my_pe().wrapping_add(1)).p(3, 7);
    /// shmem.world().barrier();
    /// assert_eq!(inbox.read(3), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_p`.
    #[doc(alias = "shmem_p")]
    #[inline]
    #[track_caller]
    pub fn p(self, i: usize, value: T) {
        self.slice.place(i).p(value, self.pe);
    }

    /// Copies element `i` from there, and waits for it.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let numbers = shmem.full(4, shmem.my_pe().index())?;
    /// assert_eq!(numbers.at(shmem.pe(0)).g(3), 0);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_g`.
    #[doc(alias = "shmem_g")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn g(self, i: usize) -> T {
        self.slice.place(i).g(self.pe)
    }

    /// Copies `data` there, and then changes the signal of the same PE: who sees the signal changed
    /// sees the data. Only this call's data: a put before it needs a [fence](crate::Shmem::fence).
    ///
    /// ```
    /// use shmem::{SignalOp, Until};
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let inbox = shmem.alloc::<u64>(2)?;
    ///     let ready = shmem.signal()?;
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     inbox.at(right).put_signal(&[3, 4], &ready, SignalOp::Set(1));
    ///     ready.wait(Until::Eq(1));
    ///     assert_eq!(inbox.to_vec(), [3, 4]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` has another length than the slice.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_putmem_signal`.
    #[doc(alias = "shmem_put_signal")]
    #[inline]
    #[track_caller]
    pub fn put_signal<'s>(self, data: &[T], signal: impl Into<SignalWord<'s>>, op: SignalOp) {
        let elements = self.slice.exactly(data.len());
        elements.put_signal(data, signal.into().word, op.to_call(), self.pe);
    }

    /// Orders operations by the same context: at each PE, what was put before arrives before what is put
    /// after it. Completes nothing, and orders no gets.
    ///
    /// [`Shmem::fence`](crate::Shmem::fence), or [`Scope::fence`](crate::Scope::fence), for those who have
    /// neither at hand.
    ///
    /// ```
    /// use shmem::{SignalOp, Until};
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (inbox, ready) = (shmem.alloc::<u64>(4)?, shmem.signal()?);
    ///     let right = inbox.at(shmem.my_pe().wrapping_add(1));
    ///     right.iput(2, &[1, 2], 1, 2);
    ///     right.fence();
    ///     right.slice(3..).put_signal(&[3], &ready, SignalOp::Set(1));
    ///     ready.wait(Until::Eq(1));
    ///     assert_eq!(inbox.to_vec(), [1, 0, 2, 3]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory ordering: `shmem_ctx_fence`.
    #[doc(alias = "shmem_fence")]
    pub fn fence(self) {
        sys::fence(self.pe);
    }
}

impl<T, P: fmt::Debug> fmt::Debug for RemoteSlice<'_, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteSlice").field("slice", &self.slice).field("pe", &self.pe).finish()
    }
}
