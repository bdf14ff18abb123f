//! Non-blocking operations, in a scope that ends with their completion.

mod atomics;

use std::fmt;

use crate::Shmem;
use crate::buf::SymSlice;
use crate::element::Element;
use crate::pe::Peer;
use crate::reach::{Reach, Readable, Source};
use crate::remote::RemoteSlice;
use crate::signal::{SignalOp, SignalWord};
use crate::sys::{self, Scope};

impl Shmem {
    /// Runs `body` with a scope for non-blocking operations on the default context.
    ///
    /// When this returns, or is unwound from, all that was issued in the scope is complete, as by
    /// [`quiet`](Self::quiet). Everything else goes on inside: waiting, blocking operations, collectives,
    /// further scopes.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let inbox = shmem.alloc::<f64>(512)?;
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     let (src, mut dst) = (vec![1.0; 256], vec![9.0; 256]);
    ///     shmem.scope(|s| {
    ///         s.put(inbox.slice(..256).at(right), &src);
    ///         s.get(inbox.slice(256..).at(right), &mut dst);
    ///         // Time for something else.
    ///     });
    ///     assert_eq!(dst, [0.0; 256]);
    ///     shmem.world().sync();
    ///     assert_eq!(inbox.read(255), 1.0);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory ordering: `shmem_quiet`.
    #[doc(alias = "shmem_quiet")]
    pub fn scope<'env, R>(
        &'env self,
        body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> R,
    ) -> R {
        sys::scope(self.session.stream(), body)
    }
}

impl<'scope, N: Peer> Scope<'scope, '_, N> {
    /// A remote slice, atomic word or signal by this scope's context, for its blocking operations.
    ///
    /// In a scope of the default context that changes nothing. Other contexts are used through this
    /// only.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (inbox, hits) = (shmem.alloc::<u64>(1)?, shmem.atomic(0u32)?);
    ///     let context = shmem.context()?;
    ///     context.scope(|s| {
    ///         s.on(inbox.at(shmem.my_pe())).p(0, 5);
    ///         assert_eq!(s.on(hits.at(shmem.my_pe())).fetch_inc(), 0);
    ///     });
    ///     assert_eq!(inbox.read(0), 5);
    ///     Ok(())
    /// });
    /// ```
    #[inline]
    #[must_use]
    #[track_caller]
    pub fn on<R: Reach<'scope, N>>(&self, remote: R) -> R::Reached {
        remote.reach(self)
    }

    /// Starts to copy `data` to `target`.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let inbox = shmem.alloc::<u64>(2)?;
    /// let right = inbox.at(shmem.my_pe().wrapping_add(1));
    /// shmem.scope(|s| s.put(right, &[1, 2]));
    /// assert_eq!(right.g(1), 2);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` has another length than the target.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_putmem_nbi`.
    #[doc(alias = "shmem_put_nbi")]
    #[inline]
    #[track_caller]
    pub fn put<T: Element>(&self, target: RemoteSlice<'scope, T, N>, data: &'scope [T]) {
        target.slice.exactly(data.len()).put_nbi(data, self.at(target.pe));
    }

    /// Starts to copy from `source`, shared or frozen, to `data`, which is there when the scope has ended.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let numbers = shmem.from_slice(&[1, 2, 3])?;
    /// let right = numbers.at(shmem.my_pe().wrapping_add(1));
    /// let mut copy = [0; 3];
    /// shmem.scope(|s| s.get(right, &mut copy));
    /// assert_eq!(copy, [1, 2, 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` has another length than the source.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem_nbi`.
    #[doc(alias = "shmem_get_nbi")]
    #[inline]
    #[track_caller]
    pub fn get<T: Element>(&self, source: impl Source<'scope, T, N>, data: &'scope mut [T]) {
        let Readable { slice, pe } = source.readable();
        slice.exactly(data.len()).get_nbi(data, self.at(pe));
    }

    /// Starts to copy `data` to `target`, and to change the signal of the same PE behind it: who sees
    /// the signal changed sees the data.
    ///
    /// ```
    /// use shmem::{SignalOp, Until};
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (inbox, ready) = (shmem.alloc::<u64>(2)?, shmem.signal()?);
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     shmem.scope(|s| {
    ///         s.put_signal(inbox.at(right), &[3, 4], &ready, SignalOp::Set(1));
    ///         ready.wait(Until::Eq(1));
    ///         assert_eq!(inbox.to_vec(), [3, 4]);
    ///     });
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` has another length than the target.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_putmem_signal_nbi`.
    #[doc(alias = "shmem_put_signal_nbi")]
    #[inline]
    #[track_caller]
    pub fn put_signal<T: Element>(
        &self,
        target: RemoteSlice<'scope, T, N>,
        data: &'scope [T],
        signal: impl Into<SignalWord<'scope>>,
        op: SignalOp,
    ) {
        let elements = target.slice.exactly(data.len());
        elements.put_signal_nbi(data, signal.into().word, op.to_call(), self.at(target.pe));
    }

    /// Starts to copy this PE's elements of `source` to `target`, without a private copy.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (from, to) = (shmem.ones::<u32>(4)?, shmem.zeros::<u32>(4)?);
    ///     shmem.scope(|s| s.put_from(to.at(shmem.my_pe()), from.as_slice()));
    ///     assert_eq!(to.to_vec(), [1; 4]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the lengths differ, or the target and the source have elements in common, on whichever PE.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_putmem_nbi`.
    #[doc(alias = "shmem_put_nbi")]
    #[track_caller]
    pub fn put_from<T: Element>(
        &self,
        target: RemoteSlice<'scope, T, N>,
        source: SymSlice<'scope, T>,
    ) {
        let (to, from) = target.slice.beside(source);
        to.put_from_nbi(from, self.at(target.pe));
    }

    /// Starts to copy from `source` to this PE's elements of `dest`, without a private copy.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (from, to) = (shmem.ones::<u32>(4)?, shmem.zeros::<u32>(4)?);
    ///     shmem.scope(|s| s.get_into(from.at(shmem.my_pe()), to.as_slice()));
    ///     assert_eq!(to.to_vec(), [1; 4]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the lengths differ, or the source and the destination have elements in common, on whichever PE.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem_nbi`.
    #[doc(alias = "shmem_get_nbi")]
    #[track_caller]
    pub fn get_into<T: Element>(
        &self,
        source: impl Source<'scope, T, N>,
        dest: SymSlice<'scope, T>,
    ) {
        let Readable { slice, pe } = source.readable();
        let (from, to) = slice.beside(dest);
        from.get_into_nbi(to, self.at(pe));
    }
}

impl<N: Peer> fmt::Debug for Scope<'_, '_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
