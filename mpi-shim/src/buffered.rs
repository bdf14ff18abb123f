//! The memory of sends in buffered mode.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{AcqRel, Release};
use std::thread;

use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::sys;

/// Memory out of which [`bsend`](crate::Messages::bsend) sends. There is one at a time in a process.
///
/// Dropping it waits until what is in it has been sent on.
///
/// ```
/// use mpi_shim::prelude::*;
/// use mpi_shim::SendBuffer;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let (me, buffer) = (mpi.this_process(), SendBuffer::attach(mpi, 4 * (8 + SendBuffer::overhead()))?);
///     for i in 0..4 {
///         me.bsend(&[i as f64], 0, 7)?;
///     }
///     assert_eq!(me.recv_vec::<f64>(0, 7)?.0, [0.0]);
///     # for _ in 1..4 { me.recv_vec::<f64>(0, 7)?; }
///     drop(buffer);
///     Ok(())
/// });
/// ```
///
/// # Libraries
///
/// Over Open MPI 4.1, a message that there was no room for takes its place in the order of messages: those that the process
/// sends to the same one later, through the same communicator, do not arrive.
#[must_use = "there is no memory any more when this is dropped"]
pub struct SendBuffer<'mpi> {
    mpi: PhantomData<&'mpi Mpi>,
}

/// Whether the library has memory of ours.
static ATTACHED: AtomicBool = AtomicBool::new(false);

impl<'mpi> SendBuffer<'mpi> {
    /// Gives the library memory for messages of so many bytes, [`overhead`](Self::overhead) included.
    ///
    /// # Errors
    ///
    /// [`Error::BufferAttached`] if it has some; [`Error::TooLarge`] if it cannot be told of so much.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.6 buffer allocation and usage: `MPI_Buffer_attach`.
    #[doc(alias = "MPI_Buffer_attach")]
    pub fn attach(_: &'mpi Mpi, bytes: usize) -> Result<Self> {
        if ATTACHED.swap(true, AcqRel) {
            return Err(Error::BufferAttached);
        }
        let attached = sys::attach(vec![0; bytes].into_boxed_slice());
        attached.inspect_err(|_| ATTACHED.store(false, Release))?;
        Ok(Self { mpi: PhantomData })
    }

    /// How many bytes each message takes beside its own.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.6 buffer allocation and usage: `MPI_BSEND_OVERHEAD`.
    #[doc(alias = "MPI_BSEND_OVERHEAD")]
    #[must_use]
    pub fn overhead() -> usize {
        sys::buffered_overhead()
    }
}

impl Drop for SendBuffer<'_> {
    fn drop(&mut self) {
        // A panic ends the job: messages that nobody receives are not waited for.
        if !thread::panicking() && sys::detach().is_ok() {
            ATTACHED.store(false, Release);
        }
    }
}

impl fmt::Debug for SendBuffer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendBuffer").finish_non_exhaustive()
    }
}
