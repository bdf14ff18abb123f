//! Objects between neighbours.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::{Call, one_each};
use super::format::Postcard;
use super::packed::Packed;
use crate::error::Result;
use crate::topology::seal::{Edges, Ends};

/// Values of any type that serde knows, between neighbours in a [`Cartesian`](crate::Cartesian) or a
/// [`Graph`](crate::Graph). All processes call the same, in the same order. Values are in the order of the neighbours,
/// as in [`Neighbourhood`](crate::Neighbourhood).
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let ring = world.create_cartesian([world.size()], [true], false)?.expect("all are in it");
///     let words = ["to the left".to_owned(), "to the right".to_owned()];
///     let from = ring.neighbour_all_to_all_obj(&words)?;
///     assert_eq!(from[0].as_deref(), Some("to the right"));
///     Ok(())
/// });
/// ```
///
/// Sealed.
pub trait NeighbourObjects: Edges {
    /// Sends the same to each neighbour, and returns what comes from each; `None` for a place beyond the edge of a grid.
    ///
    /// # Errors
    ///
    /// Those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.6.1 neighborhood gather: as `MPI_Neighbor_allgather`.
    #[doc(alias = "neighbor_allgather")]
    #[doc(alias = "MPI_Neighbor_allgather")]
    fn neighbour_all_gather_obj<T>(&self, mine: &T) -> Result<Vec<Option<T>>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "neighbour_all_gather_obj", |call| {
            let ends = self.ends();
            let (packed, written) = call.pack::<T, Postcard>(Ok(mine));
            let got = along(call, &ends, ends.to.iter().map(|_| &packed));
            written.and(got)
        })
    }

    /// Sends a value to each neighbour, and returns what comes from each; `None` for a place beyond the edge of a grid,
    /// for which there is a value to send as well, which goes nowhere.
    ///
    /// # Errors
    ///
    /// [`Values`](super::ObjectError::Values) if there is not one value for each; those of [`Objects`](super::Objects).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.6.2 neighbor alltoall: as `MPI_Neighbor_alltoall`.
    #[doc(alias = "neighbor_alltoall")]
    #[doc(alias = "MPI_Neighbor_alltoall")]
    fn neighbour_all_to_all_obj<T>(&self, to: &[T]) -> Result<Vec<Option<T>>>
    where
        T: Serialize + DeserializeOwned,
    {
        Call::take_part(self.for_objects(), "neighbour_all_to_all_obj", |call| {
            let ends = self.ends();
            let (packed, written) =
                call.pack_each::<T, Postcard>(one_each(call, to, ends.to.len()));
            let got = along(call, &ends, &packed);
            written.and(got)
        })
    }
}

impl<C: Edges> NeighbourObjects for C {}

/// Sends along the edges from this process, and returns what comes along those to it.
fn along<'p, R: DeserializeOwned>(
    call: &Call<'_>,
    ends: &Ends,
    packed: impl IntoIterator<Item = &'p Packed>,
) -> Result<Vec<Option<R>>> {
    let to = ends.to.iter().zip(packed).filter_map(|(&to, packed)| Some((to?, packed)));
    // Where both neighbours of an axis are one process, what it has sent first, which is to the one before it, comes from
    // the one behind this.
    let order = (0..ends.from.len()).map(|place| place ^ usize::from(ends.paired));
    let order: Vec<_> = order.filter(|&place| ends.from[place].is_some()).collect();
    let got = call.trade::<R, Postcard>(to, order.iter().filter_map(|&place| ends.from[place]))?;
    let mut from: Vec<_> = ends.from.iter().map(|_| None).collect();
    for (place, got) in order.into_iter().zip(got) {
        from[place] = Some(got?);
    }
    Ok(from)
}
