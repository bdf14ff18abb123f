//! Signals on other PEs.

use std::fmt;

use crate::pe::{Pe, PeOrInScope};
use crate::sys::Word;

/// A [`Signal`](crate::Signal) on one PE.
#[derive(Clone, Copy)]
pub struct RemoteSignal<'a, P = Pe> {
    pub(crate) word: Word<'a, u64>,
    pub(crate) pe: P,
}

impl<P: PeOrInScope> RemoteSignal<'_, P> {
    /// Overwrites it. Complete at the target after [`quiet`](crate::Shmem::quiet): until then not even the PE that
    /// calls can rely on seeing it, be it its own signal.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let ready = shmem.signal()?;
    ///     ready.at(shmem.my_pe()).set(3);
    ///     shmem.quiet();
    ///     assert_eq!(ready.fetch(), 3);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_signal_set`.
    #[inline]
    #[doc(alias = "shmem_signal_set")]
    pub fn set(self, value: u64) {
        self.word.signal_set(value, self.pe);
    }

    /// Adds to it, wrapping around. Complete at the target after [`quiet`](crate::Shmem::quiet), as
    /// [`set`](Self::set).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let arrivals = shmem.signal()?;
    ///     arrivals.at(shmem.my_pe()).add(2);
    ///     arrivals.at(shmem.my_pe()).add(1);
    ///     shmem.quiet();
    ///     assert_eq!(arrivals.fetch(), 3);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_signal_add`.
    #[inline]
    #[doc(alias = "shmem_signal_add")]
    pub fn add(self, value: u64) {
        self.word.signal_add(value, self.pe);
    }
}

impl<P: fmt::Debug> fmt::Debug for RemoteSignal<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteSignal").field("pe", &self.pe).finish()
    }
}
