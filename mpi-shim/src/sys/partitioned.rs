//! Messages in partitions.

use std::ops::Range;

use super::constants::MPI_INFO_NULL;
use super::datatype::{Unit, in_c};
use super::memory::place_mut;
use super::{Comm, Request, check};
use crate::element::Element;
use crate::error::{Error, Result};

/// Which end of a message.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Send,
    Receive,
}

impl Request {
    /// Prepares to send or receive in so many partitions, again and again.
    ///
    /// # Safety
    ///
    /// The memory is borrowed whenever the request is started, for a receive for this alone, until that is complete; of a
    /// send, what is not ready is not used.
    pub(crate) unsafe fn partitioned<T: Element>(
        comm: &Comm,
        end: End,
        data: &mut [T],
        partitions: usize,
        peer: usize,
        tag: i32,
    ) -> Result<Self> {
        let each = data.len().checked_div(partitions).unwrap_or_default();
        super::collective::same(
            "slice of partitions of one length",
            data.len(),
            each * partitions,
        )?;
        if partitions == 0 {
            return Err(Error::Length { what: "message in partitions", is: 0, should: 1 });
        }
        let (of, n) = (Unit::of::<T>(), in_c(partitions)?);
        let too_large = |_| Error::TooLarge { count: each };
        let each = mpi_sys::MPI_Count::try_from(of.times(each)?).map_err(too_large)?;
        let (peer, tag) = (comm.peer(peer)?, comm.tag(tag)?);
        let (at, of, raw, info) = (place_mut(data), of.raw, comm.raw(), MPI_INFO_NULL());
        Self::of_made(|request| match end {
            // SAFETY: the memory has as many partitions; nothing is read before the request is started.
            End::Send => unsafe {
                mpi_sys::MPI_Psend_init(at, n, each, of, peer, tag, raw, info, request)
            },
            // SAFETY: as above, nor written.
            End::Receive => unsafe {
                mpi_sys::MPI_Precv_init(at, n, each, of, peer, tag, raw, info, request)
            },
        })
    }

    /// Says that partitions of a send under way are ready, which were not.
    pub(crate) fn ready(&mut self, partitions: Range<usize>) -> Result<()> {
        if partitions.is_empty() {
            return Ok(());
        }
        let (first, last) = (in_c(partitions.start)?, in_c(partitions.end - 1)?);
        // SAFETY: a handle that is valid, of a send that has these partitions.
        check(unsafe { mpi_sys::MPI_Pready_range(first, last, self.raw()) })
    }

    /// Looks whether a partition of a receive has arrived.
    pub(crate) fn arrived(&mut self, partition: usize) -> Result<bool> {
        let (partition, mut arrived) = (in_c(partition)?, 0);
        // SAFETY: a handle that is valid, of a receive that has this partition, and a place for the answer.
        check(unsafe { mpi_sys::MPI_Parrived(self.raw(), partition, &raw mut arrived) })?;
        Ok(arrived != 0)
    }
}
