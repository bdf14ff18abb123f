//! What has neighbours.

#[cfg(feature = "objects")]
use super::Neighbour;
use super::{Cartesian, Graph};
#[cfg(feature = "objects")]
use crate::error::Result;
use crate::messages::seal::Endpoint;

pub trait Edges {
    #[doc(hidden)]
    fn endpoint(&self) -> Endpoint<'_>;

    /// Through what objects go.
    #[cfg(feature = "objects")]
    #[doc(hidden)]
    fn for_objects(&self) -> Result<Endpoint<'_>>;

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

impl<const N: usize> Edges for Cartesian<'_, N> {
    fn endpoint(&self) -> Endpoint<'_> {
        (**self).endpoint()
    }

    #[cfg(feature = "objects")]
    fn for_objects(&self) -> Result<Endpoint<'_>> {
        (**self).for_objects()
    }

    #[cfg(feature = "objects")]
    fn ends(&self) -> Ends {
        let all = self.neighbours().concat();
        Ends { to: all.clone(), from: all, paired: true }
    }
}

impl Edges for Graph<'_> {
    fn endpoint(&self) -> Endpoint<'_> {
        (**self).endpoint()
    }

    #[cfg(feature = "objects")]
    fn for_objects(&self) -> Result<Endpoint<'_>> {
        (**self).for_objects()
    }

    #[cfg(feature = "objects")]
    fn ends(&self) -> Ends {
        let ranks = |all: &[Neighbour]| all.iter().map(|one| Some(one.rank)).collect();
        Ends { to: ranks(self.targets()), from: ranks(self.sources()), paired: false }
    }
}
