//! Collectives on arrays.

mod join;
mod meeting;
mod moves;
mod ops;
mod reduce;
mod reduce_along;
mod rules;
mod sym;
mod sym_moves;
mod sym_reduce;
#[cfg(test)]
mod tests;

use std::fmt;

pub use ops::{And, Max, Min, Or, Prod, ReduceOp, ReduceOpAlong, Sum, Xor};
pub use reduce_along::Located;
use shmem::Team;

/// Gives a [`Team`] its collectives on arrays.
pub trait ArrayCollectives {
    /// The collectives on arrays.
    ///
    /// ```
    /// use ndarray::{Axis, array};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let row = array![[shmem.my_pe().index(), 7]];
    ///     let all = world.arrays().fcollect(&row, Axis(0));
    ///     assert_eq!(all.dim(), (shmem.n_pes(), 2));
    ///     Ok(())
    /// });
    /// ```
    fn arrays(&self) -> TeamArrays<'_>;
}

impl ArrayCollectives for Team<'_> {
    fn arrays(&self) -> TeamArrays<'_> {
        TeamArrays { team: self }
    }
}

/// A team's collectives on arrays. Made by [`ArrayCollectives::arrays`].
///
/// Every member must call them, in the same order. What each takes and gives, of a team of `n`:
///
/// | collective | the members' shapes | what a member gets |
/// |---|---|---|
/// | [`broadcast`](Self::broadcast) | all the same | the root's elements |
/// | [`broadcast_from`](Self::broadcast_from) | only the root brings an array | the root's shape |
/// | [`stack`](Self::stack) | all the same | the shape with a new axis of length `n` |
/// | [`fcollect`](Self::fcollect) | all the same | `n` times the length along the axis |
/// | [`collect`](Self::collect) | all the same, but for the lengths along the axis | the sum of those lengths |
/// | [`gather`](Self::gather) | as for `collect` | the root: as for `collect`; the others: nothing |
/// | [`scatter`](Self::scatter) | only the root brings an array | the root's shape with a share of the length along the axis |
/// | [`alltoall`](Self::alltoall) | all the same, but for the lengths along the second axis | a share of the first axis; along the second, the sum of what the members send |
/// | [`reduce`](Self::reduce), [`reduce_with`](Self::reduce_with), [`minloc`](Self::minloc), [`maxloc`](Self::maxloc), [`inscan`](Self::inscan), [`exscan`](Self::exscan) | all the same | the same shape |
/// | [`reduce_axis`](Self::reduce_axis), [`reduce_axis_with`](Self::reduce_axis_with), [`minloc_axis`](Self::minloc_axis), [`maxloc_axis`](Self::maxloc_axis) | all the same, but for the lengths along the axis | the shape without the axis |
///
/// The order of members is that of their ranks. A share is a part of a length that is cut as equally as can be: the first
/// `length % n` members get one more than the others.
///
/// # Private and symmetric arrays
///
/// These take private arrays, of any strides, and give new ones in C order, through the team's workspace: long ones pass in one
/// piece with `team.with_workspace(&workspace).arrays()`. Forms with `_sym` take a symmetric destination
/// and a symmetric source, which can be views. Where both are consecutive in C order, apart, and the same on every
/// member, the library's collective works on them where they lie, as [`Team`]'s own `_sym` forms. Else elements pass through
/// private copies; so the destination may overlap the source, and members may name different views. `broadcast_from`
/// has no such form: a symmetric array is one on every member, and [`broadcast_sym`](Self::broadcast_sym) takes it. What `Team` says of
/// completion holds here: on return this PE's destination is complete and its source may be written again.
///
/// Elements correspond by their indices, never by where they lie: an array in Fortran order goes with one in C order.
///
/// # Panics
///
/// On every member, at the caller's line, if the shapes do not go together; the message shows both. Members tell each other
/// operation and shape before anything else, by one small fcollect, so a mismatch is never a matter of equal counts. Not caught, it
/// ends the job, as a mismatch in any collective does.
#[derive(Clone, Copy)]
pub struct TeamArrays<'t> {
    team: &'t Team<'t>,
}

impl fmt::Debug for TeamArrays<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TeamArrays").field(self.team).finish()
    }
}
