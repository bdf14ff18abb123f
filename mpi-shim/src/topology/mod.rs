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

        /// Through what objects go.
        #[cfg(feature = "objects")]
        #[doc(hidden)]
        fn for_objects(&self) -> crate::Result<Endpoint<'_>>;

        /// Where objects go to, and where they come from, each in its order; `None` for a place beyond an edge.
        #[cfg(feature = "objects")]
        #[doc(hidden)]
        fn ends(&self) -> Ends;
    }

    #[cfg(feature = "objects")]
    pub struct Ends {
        pub(crate) to: Vec<Option<usize>>,
        pub(crate) from: Vec<Option<usize>>,
        /// Whether places are pairs of which one is the other way: what is sent to the one comes from the other.
        pub(crate) paired: bool,
    }
}
