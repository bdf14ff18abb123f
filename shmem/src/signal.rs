//! Signals: words that tell a PE that something has arrived.

mod remote;

use std::fmt;
use std::ops::RangeBounds;

use crate::Shmem;
use crate::array::{OneWord, WordArray};
use crate::buf::bounds;
use crate::error::Result;
use crate::memory::Kind;
use crate::pe::Peer;
use crate::sys::{WaitCalls, Word, Words};
use crate::until::Until;

pub use remote::RemoteSignal;

/// A word on every PE that any PE can set or add to, alone or behind the data of a
/// [`put_signal`](crate::RemoteSlice::put_signal), and that its own PE can wait for.
///
/// Setting and adding to one signal at the same time has no defined outcome; use one of them.
pub struct Signal<'rt> {
    word: OneWord<'rt, u64>,
}

/// An array of signals on every PE.
pub struct Signals<'rt> {
    array: WordArray<'rt, u64>,
}

/// What to do to a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignalOp {
    /// Overwrite it: `SHMEM_SIGNAL_SET`.
    Set(u64),
    /// Add to it, wrapping around: `SHMEM_SIGNAL_ADD`.
    Add(u64),
}

impl SignalOp {
    #[inline]
    pub(crate) fn to_call(self) -> (i32, u64) {
        match self {
            Self::Set(value) => Word::setting(value),
            Self::Add(value) => Word::adding(value),
        }
    }
}

impl Shmem {
    /// Allocates a signal, 0 on every PE.
    ///
    /// Collective: every PE must call it. On return the signal exists everywhere.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let ready = shmem.signal()?;
    ///     assert_eq!(ready.fetch(), 0);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_align`; signaling operations for what a signal is.
    #[doc(alias = "shmem_malloc_with_hints")]
    pub fn signal(&self) -> Result<Signal<'_>> {
        Ok(Signal { word: OneWord::allocate(self, Kind::Signals, &[])? })
    }

    /// Allocates `len` signals, 0 on every PE.
    ///
    /// Collective: every PE must call it, with the same `len`. On return the signals exist everywhere.
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// ```
    /// use shmem::{SignalOp, Until};
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let n = shmem.n_pes();
    ///     let (inbox, arrived) = (shmem.alloc::<u32>(n)?, shmem.signals(n)?);
    ///     let me = shmem.my_pe().index();
    ///     for pe in shmem.pes() {
    ///         inbox.slice(me..=me).at(pe).put_signal(&[7], arrived.word(me), SignalOp::Set(1));
    ///     }
    ///     arrived.as_slice().wait_set().wait_all(Until::Eq(1));
    ///     assert_eq!(inbox.to_vec(), vec![7; n]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_align`; signaling operations for what a signal is.
    #[doc(alias = "shmem_malloc_with_hints")]
    pub fn signals(&self, len: usize) -> Result<Signals<'_>> {
        Ok(Signals { array: WordArray::allocate(self, Kind::Signals, len, &[])? })
    }
}

impl Signals<'_> {
    /// The number of signals on each PE.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Whether there are no signals.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All signals.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> SignalSlice<'_> {
        SignalSlice { words: self.array.words() }
    }

    /// One of the signals. As [`SignalSlice::word`].
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(&self, i: usize) -> SignalWord<'_> {
        self.as_slice().word(i)
    }
}

/// Some consecutive signals of [`Signals`], the same on every PE.
#[derive(Clone, Copy)]
pub struct SignalSlice<'a> {
    pub(crate) words: Words<'a, u64>,
}

impl<'a> SignalSlice<'a> {
    /// The number of signals on each PE.
    #[inline]
    #[must_use]
    pub fn len(self) -> usize {
        self.words.len()
    }

    /// Whether there are no signals.
    #[inline]
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Some of the signals.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn slice(self, range: impl RangeBounds<usize>) -> Self {
        let (start, end) = bounds(&range, self.len());
        Self { words: self.words.part(start..end) }
    }

    /// One of the signals.
    ///
    /// # Panics
    ///
    /// If there is no such signal.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(self, i: usize) -> SignalWord<'a> {
        SignalWord { word: self.words.word(i) }
    }
}

impl Signal<'_> {
    /// The signal, the same on every PE.
    #[inline]
    #[must_use]
    pub fn word(&self) -> SignalWord<'_> {
        SignalWord { word: self.word.word() }
    }

    /// The signal on a PE, for setting and adding.
    #[inline]
    #[must_use]
    pub fn at<N: Peer>(&self, pe: N) -> RemoteSignal<'_, N> {
        self.word().at(pe)
    }

    /// What this PE's signal is now. As [`SignalWord::fetch`].
    #[inline]
    #[must_use]
    pub fn fetch(&self) -> u64 {
        self.word().fetch()
    }

    /// Waits until this PE's signal compares as asked. As [`SignalWord::wait`].
    #[inline]
    pub fn wait(&self, until: Until<u64>) -> u64 {
        self.word().wait(until)
    }

    /// Whether this PE's signal compares as asked. As [`SignalWord::test`].
    #[inline]
    #[must_use]
    pub fn test(&self, until: Until<u64>) -> bool {
        self.word().test(until)
    }
}

/// A [`Signal`] or one of [`Signals`], the same on every PE.
#[derive(Clone, Copy)]
pub struct SignalWord<'a> {
    pub(crate) word: Word<'a, u64>,
}

impl<'a> From<&'a Signal<'_>> for SignalWord<'a> {
    #[inline]
    fn from(signal: &'a Signal<'_>) -> Self {
        signal.word()
    }
}

impl<'a> SignalWord<'a> {
    /// The signal on a PE, for setting and adding.
    #[inline]
    #[must_use]
    pub fn at<N: Peer>(self, pe: N) -> RemoteSignal<'a, N> {
        RemoteSignal { word: self.word, pe }
    }

    /// What this PE's signal is now. Local, and does not wait.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let ready = shmem.signals(2)?;
    ///     assert_eq!(ready.word(1).fetch(), 0);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_signal_fetch`.
    #[inline]
    #[doc(alias = "shmem_signal_fetch")]
    #[must_use]
    pub fn fetch(self) -> u64 {
        self.word.signal_fetch()
    }

    /// Waits until this PE's signal compares as asked, and gives the value it then had.
    ///
    /// What its sender wrote here before the signal is visible afterwards.
    ///
    /// ```
    /// use shmem::Until;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let arrivals = shmem.signal()?;
    ///     for pe in shmem.pes() {
    ///         arrivals.at(pe).add(1);
    ///     }
    ///     let n = shmem.n_pes() as u64;
    ///     assert_eq!(arrivals.wait(Until::Ge(n)), n);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_signal_wait_until`.
    #[inline]
    #[doc(alias = "shmem_signal_wait_until")]
    pub fn wait(self, until: Until<u64>) -> u64 {
        self.word.signal_wait(until.compare())
    }

    /// Whether this PE's signal compares as asked. Local, and does not wait.
    ///
    /// If it does, what its sender wrote here before the signal is visible.
    ///
    /// ```
    /// use shmem::Until;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let ready = shmem.signals(2)?;
    ///     assert!(!ready.word(1).test(Until::Ne(0)));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_test`.
    #[inline]
    #[doc(alias = "shmem_test")]
    #[must_use]
    pub fn test(self, until: Until<u64>) -> bool {
        u64::test(self.word, until.compare())
    }
}

impl fmt::Debug for Signal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signal").field("id", &self.word.id()).finish()
    }
}

impl fmt::Debug for Signals<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, len) = (self.array.id(), self.len());
        f.debug_struct("Signals").field("id", &id).field("len", &len).finish()
    }
}

impl fmt::Debug for SignalSlice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignalSlice").field("len", &self.len()).finish()
    }
}

impl fmt::Debug for SignalWord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignalWord").finish_non_exhaustive()
    }
}
