//! Local epochs: each PE has its own elements to itself.

#![allow(unsafe_code, reason = "lends symmetric memory in local epochs")]

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::Change;
use crate::SymBuf;
use crate::element::Element;

/// A buffer in a local epoch: this PE's elements are an ordinary `[T]`, and no PE can reach another's.
///
/// Made by [`SymBuf::into_local`], and made shared again by [`into_shared`](Self::into_shared). Dropping
/// it gives the buffer up; it is not shared again, and its memory comes back as that of a dropped
/// [`SymBuf`] does. One that is forgotten is never shared nor given back.
///
/// It does not leave its thread, but the slice may, for as long as it is borrowed:
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let mut squares = shmem.alloc::<u64>(1000)?.into_local();
///     let (low, high) = squares.split_at_mut(500);
///     std::thread::scope(|threads| {
///         threads.spawn(|| low.iter_mut().zip(0u64..).for_each(|(s, i)| *s = i * i));
///         high.iter_mut().zip(500u64..).for_each(|(s, i)| *s = i * i);
///     });
///     let squares = squares.into_shared();
///     assert_eq!(squares.at(shmem.pe(0)).g(30), 900);
///     Ok(())
/// });
/// ```
///
/// There is no remote access to it:
///
/// ```compile_fail
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let numbers = shmem.alloc::<u64>(10)?.into_local();
///     numbers.at(shmem.pe(0)).p(0, 1);
///     Ok(())
/// });
/// ```
pub struct SymLocal<'rt, T> {
    // Not a slice: that would be a promise to the compiler about a time when others write again.
    buf: SymBuf<'rt, T>,
}

impl<'rt, T: Element> SymBuf<'rt, T> {
    /// Begins a local epoch: each PE gets its own elements to itself.
    ///
    /// Collective over the world: every PE must call it, or [`with_local`](Self::with_local), on the same
    /// elements of the same buffer. Completes this PE's operations. On return all puts to these elements
    /// have arrived and nobody else can reach them. Costs a barrier.
    ///
    /// PEs that do different things instead end the job with an error that says what.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let numbers = shmem.alloc::<f64>(8)?;
    ///     numbers.at(shmem.my_pe().wrapping_add(1)).put(&[3.0, 1.0, 2.0, 0.0, 5.0, 7.0, 4.0, 6.0]);
    ///
    ///     let mut numbers = numbers.into_local();
    ///     numbers.sort_by(f64::total_cmp);
    ///     let numbers = numbers.into_shared();
    ///
    ///     assert_eq!(numbers.at(shmem.my_pe().wrapping_add(-1)).g(7), 7.0);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    #[must_use = "dropping it gives the buffer up"]
    pub fn into_local(self) -> SymLocal<'rt, T> {
        self.part().shmem.change(Change::ToLocal, self.part());
        SymLocal { buf: self }
    }

    /// Runs `program` in a local epoch, with this PE's elements, and gives what it returns.
    ///
    /// As [`into_local`](Self::into_local) and then [`into_shared`](SymLocal::into_shared), for buffers
    /// that cannot be moved: costs two barriers. `program` may call collectives and use other buffers, as
    /// long as every PE comes to the end.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let mut numbers = shmem.alloc::<u32>(4)?;
    ///     let sum = numbers.with_local(|mine| {
    ///         mine.fill(7);
    ///         mine.iter().sum::<u32>()
    ///     });
    ///     assert_eq!((sum, numbers.read(3)), (28, 7));
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
    pub fn with_local<R>(&mut self, program: impl FnOnce(&mut [T]) -> R) -> R {
        let shmem = self.part().shmem;
        shmem.change(Change::ToLocal, self.part());
        let result = shmem.or_end(|| {
            // SAFETY: every PE is in the local epoch of these elements and stays until all have left it;
            // this one leaves it below, after the slice. Its only handle is borrowed by this call.
            let mine = unsafe { self.part().elements().lend_mut() };
            program(mine)
        });
        shmem.change(Change::FromLocal, self.part());
        result
    }
}

impl<'rt, T: Element> SymLocal<'rt, T> {
    /// Ends the epoch: every PE can reach the elements again.
    ///
    /// Collective over the world: every PE must call it, on the same elements of the same buffer. On
    /// return what each PE has written is there for all. Costs a barrier.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut mine = shmem.alloc::<u32>(3)?.into_local();
    /// mine.fill(7);
    /// let all = mine.into_shared();
    /// assert_eq!(all.at(shmem.my_pe().wrapping_add(1)).g(2), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    #[must_use = "dropping it gives the buffer up"]
    pub fn into_shared(self) -> SymBuf<'rt, T> {
        self.buf.part().shmem.change(Change::FromLocal, self.buf.part());
        self.buf
    }
}

impl<T: Element> Deref for SymLocal<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: every PE has come to the local epoch of these elements, and the only way out on any PE
        // takes this PE's `SymLocal` by value, hence after the result. Writing takes it mutably.
        unsafe { self.buf.part().elements().lend() }
    }
}

impl<T: Element> DerefMut for SymLocal<'_, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`; and this is the only handle, mutably borrowed.
        unsafe { self.buf.part().elements().lend_mut() }
    }
}

impl<T: Element + fmt::Debug> fmt::Debug for SymLocal<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SymLocal").field(&&**self).finish()
    }
}
