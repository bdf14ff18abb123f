//! What can be wrong with a topology.

use crate::error::{Error, ErrorClass};

/// Why a communicator cannot have a topology, or a neighbour is not there.
///
/// ```
/// use mpi_shim::{Error, TopologyError};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let error = mpi.world().create_cartesian([0, 1], [false; 2], false).unwrap_err();
///     assert!(matches!(error, Error::Topology(TopologyError::Grid { .. })));
///     Ok(())
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TopologyError {
    /// A communicator cannot have such a grid.
    #[error(
        "there is no grid of {dims:?} processes: each axis has one at least, and all together no more than the \
         {size} of the communicator"
    )]
    Grid {
        /// The sizes that were asked for.
        dims: Vec<usize>,
        /// How many processes there are.
        size: usize,
    },

    /// So many processes are no grid of these sizes.
    #[error(
        "{nodes} processes are no grid of {dims:?}: their number is no multiple of what is given"
    )]
    Dims {
        /// How many processes there are.
        nodes: usize,
        /// The sizes that were given, and 0 for those to be found.
        dims: Vec<usize>,
    },

    /// There is no such axis.
    #[error("there is no axis {axis} among {axes}")]
    Axis {
        /// The axis that was named.
        axis: usize,
        /// How many there are.
        axes: usize,
    },

    /// Axes are not named from the first on, each once.
    #[error("axes {axes:?} are not in their order, each once")]
    Order {
        /// The axes that were named.
        axes: Vec<usize>,
    },

    /// An edge between two processes is one at one of its ends only.
    #[error(
        "rank {from} names {targets} edges to rank {to}, which names {sources} from there: all edges are named at \
         both ends"
    )]
    Edges {
        /// Where the edges come from.
        from: usize,
        /// Where they go to.
        to: usize,
        /// How many are named where they come from.
        targets: usize,
        /// How many are named where they go to.
        sources: usize,
    },

    /// There is no such weight of an edge.
    #[error("an edge cannot weigh {weight}: at most {}", i32::MAX)]
    Weight {
        /// The weight that was given.
        weight: u32,
    },

    /// Processes say different things where all have to say the same.
    #[error("the {what} differ between processes, which have to call with the same")]
    Differ {
        /// What is different.
        what: &'static str,
    },

    /// Another process's call cannot be done, so that this one's is not either.
    #[error("another process of the communicator has an error in this call")]
    Elsewhere,

    /// A communicator has no topology.
    #[error("the communicator has no topology")]
    None,
}

impl TopologyError {
    pub(crate) fn class(&self) -> ErrorClass {
        match self {
            Self::Grid { .. } | Self::Dims { .. } | Self::Axis { .. } | Self::Order { .. } => {
                ErrorClass::Dims
            }
            Self::Edges { .. } | Self::None => ErrorClass::Topology,
            Self::Weight { .. } => ErrorClass::Arg,
            Self::Differ { .. } => ErrorClass::NotSame,
            Self::Elsewhere => ErrorClass::Other,
        }
    }
}

/// The error of a rank that is none.
pub(super) fn no_rank(rank: usize, size: usize) -> Error {
    Error::Rank { rank, size }
}
