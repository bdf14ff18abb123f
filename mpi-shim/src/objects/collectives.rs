//! Objects between all processes of a communicator.
//!
//! They go as messages between two processes, through a duplicate of the communicator that nobody else has: so none
//! of them is as long as a count in C, long arrays in them go without a copy, and a process that has nothing to send
//! sends the reason instead, for which others need not wait in vain.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::{Call, around, every, lacks, one_each, spread, whole};
use super::reductions;
use crate::error::{Error, Result};

/// Values of any type that serde knows, between all processes of a communicator. All call the same, in the same order,
/// with the same root and type.
///
/// A value goes in and comes out: what a process keeps for itself is not copied. The first call of a [`Communicator`](crate::Communicator)
/// duplicates it, and keeps the duplicate for the calls to come.
///
/// A process that has no value to send, because it cannot be written or is not there, returns that as an error, and
/// those that were to have it an [`Peer`](super::ObjectError::Peer). Processes in different calls, where they meet, get an
/// [`OtherCall`](super::ObjectError::OtherCall).
///
/// ```
/// use mpi_shim::prelude::*;
/// use std::collections::BTreeSet;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let words = (world.rank() == 0).then(|| vec!["a".to_owned(), "b".to_owned()]);
///     assert_eq!(world.broadcast_obj(words, 0)?[1], "b");
///     let ranks = world.all_reduce_obj(BTreeSet::from([world.rank()]), |mut all, more| {
///         all.extend(more);
///         all
///     })?;
///     assert!(ranks.into_iter().eq(0..world.size()));
///     Ok(())
/// });
/// ```
///
/// Sealed.
pub trait CollectiveObjects: whole::Whole {
    /// Hands the root's value to all. What others bring along is dropped.
    ///
    /// # Errors
    ///
    /// If there is no such root, or the root has no value; those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.4 broadcast: as `MPI_Bcast`.
    #[doc(alias = "bcast_obj")]
    #[doc(alias = "MPI_Bcast")]
    fn broadcast_obj<T>(&self, value: Option<T>, root: usize) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "broadcast_obj", |call| {
            let value = call.root(root)?.then(|| value.ok_or_else(|| lacks(call, 0, 1)));
            spread::<T, Self::Format>(call, value, root)
        })
    }

    /// Collects a value of each process at the root, by ranks; `None` elsewhere.
    ///
    /// # Errors
    ///
    /// If there is no such root; those of [`Objects`](super::Objects), and then the values of others have come
    /// nevertheless, and are dropped.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.5 gather: as `MPI_Gather`.
    #[doc(alias = "MPI_Gather")]
    fn gather_obj<T>(&self, mine: T, root: usize) -> Result<Option<Vec<T>>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "gather_obj", |call| {
            if !call.root(root)? {
                let (packed, written) = call.pack::<T, Self::Format>(Ok(&mine));
                return call.send(&packed, root).and(written).map(|()| None);
            }
            let mut mine = Some(mine);
            let one = |rank| match mine.take_if(|_| rank == root) {
                Some(mine) => Ok(mine),
                None => call.receive::<T, Self::Format>(rank),
            };
            every((0..call.peers()).map(one)).map(Some)
        })
    }

    /// Hands out the root's values, one to each process by its rank. What others bring along is dropped.
    ///
    /// # Errors
    ///
    /// If there is no such root; [`Values`](super::ObjectError::Values) if the root has not one value for each; those of
    /// [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.6 scatter: as `MPI_Scatter`.
    #[doc(alias = "MPI_Scatter")]
    fn scatter_obj<T>(&self, all: Option<Vec<T>>, root: usize) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "scatter_obj", |call| {
            if !call.root(root)? {
                return call.receive::<T, Self::Format>(root);
            }
            let mut own = Err(lacks(call, 0, call.peers()));
            let one = |(rank, value): (usize, Result<T>)| {
                if rank == root {
                    own = value;
                    return Ok(());
                }
                let (packed, written) = call.pack::<T, Self::Format>(value.as_ref());
                call.send(&packed, rank).and(written)
            };
            every(one_each(call, all.unwrap_or_default(), call.peers()).enumerate().map(one))?;
            own
        })
    }

    /// Collects a value of each process everywhere, by ranks.
    ///
    /// # Errors
    ///
    /// Those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.7 gather-to-all: as `MPI_Allgather`.
    #[doc(alias = "allgather_obj")]
    #[doc(alias = "MPI_Allgather")]
    fn all_gather_obj<T>(&self, mine: T) -> Result<Vec<T>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "all_gather_obj", |call| {
            let (packed, written) = call.pack::<T, Self::Format>(Ok(&mine));
            let got =
                around(call, mine, |to, from| call.exchange::<T, Self::Format>(&packed, to, from));
            written.and(got)
        })
    }

    /// Hands out every process's values, one to each by its rank, and returns what comes, by ranks too.
    ///
    /// # Errors
    ///
    /// [`Values`](super::ObjectError::Values) if there is not one value for each; those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: as `MPI_Alltoall`.
    #[doc(alias = "alltoall_obj")]
    #[doc(alias = "MPI_Alltoall")]
    fn all_to_all_obj<T>(&self, all: Vec<T>) -> Result<Vec<T>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "all_to_all_obj", |call| {
            let mut going: Vec<Option<Result<T>>> =
                one_each(call, all, call.peers()).map(Some).collect();
            let mut next = |to: usize| going[to].take().expect("one goes to each, once");
            let own = next(call.rank());
            let mut written = own.as_ref().map(drop).map_err(Error::clone);
            let got = around(call, own, |to, from| {
                let (packed, one) = call.pack::<T, Self::Format>(next(to).as_ref());
                written = std::mem::replace(&mut written, Ok(())).and(one);
                call.exchange::<T, Self::Format>(&packed, to, from).map(Ok)
            });
            written.and(got)?.into_iter().collect()
        })
    }

    /// Combines the values of all by a closure, at the root; `None` elsewhere.
    ///
    /// The closure gets values of lower ranks on the left and of higher ones on the right. It should be associative:
    /// which values are combined first is not said. If it panics, so does this call when others know, who get a
    /// [`Peer`](super::ObjectError::Peer).
    ///
    /// # Errors
    ///
    /// If there is no such root; those of [`Objects`](super::Objects), of any process, at the root.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9 global reduction operations: as `MPI_Reduce`.
    #[doc(alias = "MPI_Reduce")]
    fn reduce_obj<T>(&self, mine: T, by: impl FnMut(T, T) -> T, root: usize) -> Result<Option<T>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "reduce_obj", |call| {
            let at_root = call.root(root)?;
            let (first, sent) = reductions::to_first::<T, Self::Format>(call, mine, by);
            let result = match (call.rank() == 0, at_root) {
                (true, true) => first.map(Some),
                (true, false) => {
                    let (packed, written) = call.pack::<T, Self::Format>(first.as_ref());
                    call.send(&packed, root).and(written).map(|()| None)
                }
                (false, true) => call.receive::<T, Self::Format>(0).map(Some),
                (false, false) => first.map(|_| None),
            };
            sent.and(result)
        })
    }

    /// Combines the values of all by a closure, everywhere; as [`reduce_obj`](Self::reduce_obj).
    ///
    /// # Errors
    ///
    /// As there, on every process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9.6 all-reduce: as `MPI_Allreduce`.
    #[doc(alias = "allreduce_obj")]
    #[doc(alias = "MPI_Allreduce")]
    fn all_reduce_obj<T>(&self, mine: T, by: impl FnMut(T, T) -> T) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "all_reduce_obj", |call| {
            let (first, sent) = reductions::to_first::<T, Self::Format>(call, mine, by);
            let first = (call.rank() == 0).then_some(first);
            let result = spread::<T, Self::Format>(call, first, 0);
            sent.and(result)
        })
    }

    /// Combines the values of this process and those of lower ranks; as [`reduce_obj`](Self::reduce_obj).
    ///
    /// # Errors
    ///
    /// Those of [`Objects`](super::Objects), of this process and those of lower ranks.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.11.1 inclusive scan: as `MPI_Scan`.
    #[doc(alias = "MPI_Scan")]
    fn scan_obj<T>(&self, mine: T, by: impl FnMut(T, T) -> T) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "scan_obj", |call| {
            let (own, sent) = reductions::prefixes::<T, Self::Format>(call, mine, by);
            sent.and(own)
        })
    }

    /// Combines the values of those of lower ranks; `None` on rank 0. As [`reduce_obj`](Self::reduce_obj).
    ///
    /// # Errors
    ///
    /// Those of [`Objects`](super::Objects), of those of lower ranks.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.11.2 exclusive scan: as `MPI_Exscan`.
    #[doc(alias = "exscan_obj")]
    #[doc(alias = "MPI_Exscan")]
    fn exclusive_scan_obj<T>(&self, mine: T, by: impl FnMut(T, T) -> T) -> Result<Option<T>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "exclusive_scan_obj", |call| {
            let (own, sent) = reductions::prefixes::<T, Self::Format>(call, mine, by);
            let (below, passed) = reductions::shifted::<T, Self::Format>(call, own);
            sent.and(passed).and(below)
        })
    }
}

impl<C: whole::Whole> CollectiveObjects for C {}
