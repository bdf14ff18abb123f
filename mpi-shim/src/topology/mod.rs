//! Communicators whose processes have neighbours.

mod agree;
mod cartesian;
mod error;
mod graph;
mod grid;
mod neighbourhood;

pub use cartesian::{Cartesian, Shift};
pub use error::TopologyError;
pub use graph::{Edge, Graph, Neighbour};
pub use neighbourhood::Neighbourhood;

/// What has neighbours.
pub(crate) mod seal {
    use crate::messages::seal::Endpoint;

    pub trait Edges {
        #[doc(hidden)]
        fn endpoint(&self) -> Endpoint<'_>;
    }
}
