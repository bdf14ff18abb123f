//! Signals: words that tell a PE that something has arrived.

use std::alloc::Layout;
use std::fmt;

use crate::Shmem;
use crate::error::Result;
use crate::memory::{Block, Kind};
use crate::pe::Pe;
use crate::sys::{Compare, Word};

/// A word on every PE that any PE can set or add to, alone or behind the data of a
/// [`put_signal`](crate::RemoteSlice::put_signal), and that its own PE can wait for.
///
/// Setting and adding to one signal at the same time has no defined outcome; use one of them.
pub struct Signal<'rt> {
    block: Block<'rt>,
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
    pub(crate) fn to_call(self) -> (i32, u64) {
        match self {
            Self::Set(value) => Word::setting(value),
            Self::Add(value) => Word::adding(value),
        }
    }
}

/// How a word must compare with a value for a wait to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Until<T> {
    /// Equal: `SHMEM_CMP_EQ`.
    Eq(T),
    /// Not equal: `SHMEM_CMP_NE`.
    Ne(T),
    /// Greater than: `SHMEM_CMP_GT`.
    Gt(T),
    /// Greater than or equal: `SHMEM_CMP_GE`.
    Ge(T),
    /// Less than: `SHMEM_CMP_LT`.
    Lt(T),
    /// Less than or equal: `SHMEM_CMP_LE`.
    Le(T),
}

impl Until<u64> {
    fn to_call(self) -> Compare {
        match self {
            Self::Eq(value) => Compare::eq(value),
            Self::Ne(value) => Compare::ne(value),
            Self::Gt(value) => Compare::gt(value),
            Self::Ge(value) => Compare::ge(value),
            Self::Lt(value) => Compare::lt(value),
            Self::Le(value) => Compare::le(value),
        }
    }
}

impl Shmem {
    /// Allocates a signal, 0 on every PE.
    ///
    /// Collective: every PE must call it. On return the signal exists everywhere.
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
        let block = self.allocate(Kind::Signals, Layout::new::<u64>(), 1, &[])?;
        Ok(Signal { block })
    }
}

impl Signal<'_> {
    /// The signal on a PE, for setting and adding.
    #[must_use]
    pub fn at(&self, pe: Pe) -> RemoteSignal<'_> {
        RemoteSignal { word: self.word(), pe }
    }

    /// What this PE's signal is now. Local, and does not wait.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_signal_fetch`.
    #[doc(alias = "shmem_signal_fetch")]
    #[must_use]
    pub fn fetch(&self) -> u64 {
        self.word().signal_fetch()
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
    #[doc(alias = "shmem_signal_wait_until")]
    pub fn wait(&self, until: Until<u64>) -> u64 {
        self.word().signal_wait(until.to_call())
    }

    pub(crate) fn word(&self) -> Word<'_, u64> {
        self.block.span().word(0)
    }
}

/// A [`Signal`] on one PE.
#[derive(Clone, Copy)]
pub struct RemoteSignal<'a> {
    word: Word<'a, u64>,
    pe: Pe,
}

impl RemoteSignal<'_> {
    /// Overwrites it. Complete at the target after [`quiet`](Shmem::quiet).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_signal_set`.
    #[doc(alias = "shmem_signal_set")]
    pub fn set(self, value: u64) {
        self.word.signal_set(value, self.pe);
    }

    /// Adds to it, wrapping around. Complete at the target after [`quiet`](Shmem::quiet).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_signal_add`.
    #[doc(alias = "shmem_signal_add")]
    pub fn add(self, value: u64) {
        self.word.signal_add(value, self.pe);
    }
}

impl fmt::Debug for Signal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signal").field("id", &self.block.id()).finish()
    }
}

impl fmt::Debug for RemoteSignal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteSignal").field("pe", &self.pe).finish()
    }
}
