//! Communicators whose processes have neighbours.

mod agree;
mod cartesian;
mod error;
mod graph;
mod grid;
mod neighbourhood;
pub(crate) mod seal;

pub use cartesian::{Cartesian, Shift};
pub use error::TopologyError;
pub use graph::{Edge, Graph, Neighbour};
pub use neighbourhood::Neighbourhood;
