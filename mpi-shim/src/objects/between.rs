//! Objects between all processes of two groups.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::{Call, every, one_each, whole};
use crate::error::Result;
use crate::intercommunicator::Root;

/// Values of any type that serde knows, between the processes of two groups, as by the methods of
/// [`Intercommunicator`](crate::Intercommunicator). All processes of both groups call the same, in the same order. Where
/// there is a root, see [`Root`].
///
/// A process that has no value to send, or panics where it makes one, tells those who were to have it, as in
/// [`CollectiveObjects`](super::CollectiveObjects).
///
/// ```
/// use mpi_shim::Root;
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     if world.size() < 2 {
///         return Ok(());
///     }
///     let side = world.rank() % 2;
///     let ours = world.split(side as i32, 0)?.expect("there is a colour");
///     let between = ours.between(0, Some((&world, 1 - side)), 7)?;
///     let word = "from the even ones".to_owned();
///     let root = match (side, ours.rank()) {
///         (0, 0) => Root::Here(&word),
///         (0, _) => Root::Nobody,
///         _ => Root::There(0, ()),
///     };
///     assert_eq!(between.broadcast_obj(root)?, (side == 1).then_some(word));
///     Ok(())
/// });
/// ```
///
/// Sealed.
pub trait ObjectsBetween: whole::Between {
    /// Hands the root's value to all of the other group; `None` for those of the root's.
    ///
    /// # Errors
    ///
    /// If there is no such root; those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.4 broadcast: as `MPI_Bcast`.
    #[doc(alias = "bcast_obj")]
    fn broadcast_obj<T>(&self, value: Root<&T, ()>) -> Result<Option<T>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "broadcast_obj", |call| match value {
            Root::Here(value) => {
                let (packed, written) = call.pack::<T, Self::Format>(Ok(value));
                let to = (0..call.peers()).map(|peer| (peer, &packed));
                call.trade::<T, Self::Format>(to, [])?;
                written.map(|()| None)
            }
            Root::There(root, ()) => call.receive::<T, Self::Format>(call.peer(root)?).map(Some),
            Root::Nobody => Ok(None),
        })
    }

    /// Collects a value of each process of the other group at the root, by ranks; `None` for all others.
    ///
    /// # Errors
    ///
    /// If there is no such root; those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.5 gather: as `MPI_Gather`.
    fn gather_obj<T>(&self, mine: Root<(), &T>) -> Result<Option<Vec<T>>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "gather_obj", |call| match mine {
            Root::Here(()) => every(call.receive_all::<T, Self::Format>()).map(Some),
            Root::There(root, mine) => {
                let root = call.peer(root)?;
                let (packed, written) = call.pack::<T, Self::Format>(Ok(mine));
                call.send(&packed, root).and(written).map(|()| None)
            }
            Root::Nobody => Ok(None),
        })
    }

    /// Hands out the root's values, one to each process of the other group by its rank; `None` for those of the root's.
    ///
    /// # Errors
    ///
    /// If there is no such root; [`Values`](super::ObjectError::Values) if the root has not one value for each; those of
    /// [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.6 scatter: as `MPI_Scatter`.
    fn scatter_obj<T>(&self, all: Root<&[T], ()>) -> Result<Option<T>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "scatter_obj", |call| match all {
            Root::Here(all) => {
                let each = one_each(call, all, call.peers());
                let (packed, written) = call.pack_each::<T, Self::Format>(each);
                call.trade::<T, Self::Format>(packed.iter().enumerate(), [])?;
                written.map(|()| None)
            }
            Root::There(root, ()) => call.receive::<T, Self::Format>(call.peer(root)?).map(Some),
            Root::Nobody => Ok(None),
        })
    }

    /// Collects a value of each process of the other group everywhere, by ranks.
    ///
    /// # Errors
    ///
    /// Those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.7 gather-to-all: as `MPI_Allgather`.
    #[doc(alias = "allgather_obj")]
    fn all_gather_obj<T>(&self, mine: &T) -> Result<Vec<T>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "all_gather_obj", |call| {
            let (packed, written) = call.pack::<T, Self::Format>(Ok(mine));
            let to = (0..call.peers()).map(|peer| (peer, &packed));
            let got = call.trade::<T, Self::Format>(to, 0..call.peers())?;
            written.and(every(got.into_iter()))
        })
    }

    /// Hands out this process's values, one to each process of the other group by its rank, and returns what comes from
    /// each, by ranks too.
    ///
    /// # Errors
    ///
    /// [`Values`](super::ObjectError::Values) if there is not one value for each; those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: as `MPI_Alltoall`.
    #[doc(alias = "alltoall_obj")]
    fn all_to_all_obj<T>(&self, all: &[T]) -> Result<Vec<T>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "all_to_all_obj", |call| {
            let each = one_each(call, all, call.peers());
            let (packed, written) = call.pack_each::<T, Self::Format>(each);
            let got = call.trade::<T, Self::Format>(packed.iter().enumerate(), 0..call.peers())?;
            written.and(every(got.into_iter()))
        })
    }

    /// Combines the values of the other group's processes by a closure, in the order of their ranks, at the root; `None`
    /// for all others. The closure is called at the root only.
    ///
    /// # Errors
    ///
    /// As for [`gather_obj`](Self::gather_obj).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9 global reduction operations: as `MPI_Reduce`.
    fn reduce_obj<T>(&self, mine: Root<(), &T>, by: impl FnMut(T, T) -> T) -> Result<Option<T>>
    where
        T: Serialize + DeserializeOwned,
    {
        Ok(self.gather_obj(mine)?.and_then(|all| all.into_iter().reduce(by)))
    }

    /// Combines the values of the other group's processes by a closure, in the order of their ranks, everywhere.
    ///
    /// # Errors
    ///
    /// Those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9.6 all-reduce: as `MPI_Allreduce`.
    #[doc(alias = "allreduce_obj")]
    fn all_reduce_obj<T>(&self, mine: &T, by: impl FnMut(T, T) -> T) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let all = self.all_gather_obj(mine)?;
        all.into_iter().reduce(by).ok_or(crate::Error::Lost { what: "other group" })
    }
}

impl<C: whole::Between> ObjectsBetween for C {}
