//! The root of a collective call between two groups.

/// Where the root of a collective call between two groups is, seen from this process, and what it brings along
/// there.
///
/// The processes of one group say [`Here`](Self::Here), which one of them does, or [`Nobody`](Self::Nobody), those
/// of the other say [`There`](Self::There).
///
/// ```
/// use mpi_shim::Root;
///
/// # let rank = 1;
/// // In the group that has the root:
/// let mine: Root<&[f64], &mut [f64]> = if rank == 0 { Root::Here(&[1.5]) } else { Root::Nobody };
/// // In the other:
/// let mut room = [0.0];
/// let theirs: Root<&[f64], &mut [f64]> = Root::There(0, &mut room);
/// # assert!(matches!((mine, theirs), (Root::Nobody, Root::There(0, _))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Root<H, T> {
    /// It is this process, with this. MPI's `MPI_ROOT`.
    Here(H),
    /// It is the process of this rank of the other group; this one takes part with that.
    There(usize, T),
    /// It is another process of this group; this one has nothing to do. MPI's `MPI_PROC_NULL`.
    Nobody,
}

impl<H, T> Root<H, T> {
    /// The same root, with something else there.
    pub(super) fn map_here<G>(self, here: impl FnOnce(H) -> G) -> Root<G, T> {
        match self {
            Self::Here(data) => Root::Here(here(data)),
            Self::There(rank, data) => Root::There(rank, data),
            Self::Nobody => Root::Nobody,
        }
    }

    /// The same root, with what is made of what processes bring along.
    pub(super) fn try_map<G, S, E>(
        self,
        here: impl FnOnce(H) -> Result<G, E>,
        there: impl FnOnce(T) -> Result<S, E>,
    ) -> Result<Root<G, S>, E> {
        Ok(match self {
            Self::Here(data) => Root::Here(here(data)?),
            Self::There(rank, data) => Root::There(rank, there(data)?),
            Self::Nobody => Root::Nobody,
        })
    }
}
