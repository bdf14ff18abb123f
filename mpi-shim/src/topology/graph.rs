//! Graphs of processes.

use std::fmt;
use std::ops::Deref;

use super::agree::{agree, numbers, word};
use super::{Neighbourhood, TopologyError};
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::sys::Ends;

/// A communicator whose processes are the nodes of a graph, with weighted edges from some to others.
///
/// It is a [`Communicator`] that knows where its process's edges come from and go to, which is what the methods
/// of [`Neighbourhood`] exchange data along: what is for the first target comes first, and so does what comes from
/// the first source.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let (me, n) = (world.rank(), world.size());
///     let ring = world.create_dist_graph_adjacent(&[(me + n - 1) % n], &[(me + 1) % n], false)?;
///     let mut from_left = [0];
///     ring.neighbour_all_to_all(&[ring.rank()], &mut from_left)?;
///     assert_eq!(from_left[0], ring.sources()[0].rank);
///     Ok(())
/// });
/// ```
pub struct Graph<'mpi> {
    communicator: Communicator<'mpi>,
    sources: Vec<Neighbour>,
    targets: Vec<Neighbour>,
    /// Whether each process was told the whole of it.
    whole: bool,
}

/// The other end of an edge: a rank, and how much the edge weighs, which is 1 for one that is made of a rank only.
///
/// ```
/// use mpi_shim::Neighbour;
///
/// assert_eq!(Neighbour::from(3), Neighbour { rank: 3, weight: 1 });
/// assert_eq!(Neighbour::from((3, 7)), Neighbour { rank: 3, weight: 7 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Neighbour {
    /// The rank.
    pub rank: usize,
    /// What the edge weighs, such as how much data goes along it.
    pub weight: u32,
}

impl From<usize> for Neighbour {
    fn from(rank: usize) -> Self {
        Self { rank, weight: 1 }
    }
}

impl From<(usize, u32)> for Neighbour {
    fn from((rank, weight): (usize, u32)) -> Self {
        Self { rank, weight }
    }
}

/// An edge between two processes.
///
/// ```
/// use mpi_shim::Edge;
///
/// assert_eq!(Edge::from((0, 1)), Edge { from: 0, to: 1, weight: 1 });
/// assert_eq!(Edge::from((0, 1, 7)), Edge { from: 0, to: 1, weight: 7 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Edge {
    /// The rank that it comes from.
    pub from: usize,
    /// The rank that it goes to.
    pub to: usize,
    /// What it weighs, such as how much data goes along it.
    pub weight: u32,
}

impl From<(usize, usize)> for Edge {
    fn from((from, to): (usize, usize)) -> Self {
        Self { from, to, weight: 1 }
    }
}

impl From<(usize, usize, u32)> for Edge {
    fn from((from, to, weight): (usize, usize, u32)) -> Self {
        Self { from, to, weight }
    }
}

impl<'mpi> Communicator<'mpi> {
    /// A graph of which each process names its own edges: where they come from, and where they go to. Collective.
    /// With `reorder`, ranks may be others than here, such that neighbours are near to each other.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let none: [usize; 0] = [];
    ///     // All have something for the first process.
    ///     let sources: Vec<_> = (0..if world.rank() == 0 { world.size() } else { 0 }).collect();
    ///     let star = world.create_dist_graph_adjacent(&sources, &[(0, 5)], false)?;
    ///     assert_eq!((star.sources().len(), star.targets()[0].weight), (sources.len(), 5));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Rank`](crate::Error::Rank) if there is no such process; [`TopologyError::Weight`] if a weight is too
    /// large; [`TopologyError::Edges`] if an edge is named at one of its ends only; on the other processes,
    /// [`TopologyError::Elsewhere`] then. If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.4 distributed graph constructor: `MPI_Dist_graph_create_adjacent`.
    #[doc(alias = "MPI_Dist_graph_create_adjacent")]
    pub fn create_dist_graph_adjacent(
        &self,
        sources: &[impl Into<Neighbour> + Copy],
        targets: &[impl Into<Neighbour> + Copy],
        reorder: bool,
    ) -> Result<Graph<'mpi>> {
        let ends = self.ends(sources).and_then(|sources| Ok((sources, self.ends(targets)?)));
        agree(self, "orders", ends.as_ref().map(|_| vec![reorder.into()]).map_err(Clone::clone))?;
        let (sources, targets) = ends?;
        agree(self, "edges", self.both_ends(&sources, &targets).map(|()| Vec::new()))?;
        let comm = self.comm.adjacent(&sources, &targets, reorder)?;
        Graph::distributed(Communicator::new(comm, self.mpi))
    }

    /// A graph of edges that any of the processes name, each once. Collective. With `reorder`, ranks may be others than
    /// here, such that neighbours are near to each other.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let (me, n) = (world.rank(), world.size());
    ///     let ring = world.create_dist_graph(&[(me, (me + 1) % n)], false)?;
    ///     assert_eq!(ring.sources()[0].rank, (me + n - 1) % n);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Rank`](crate::Error::Rank) if there is no such process; [`TopologyError::Weight`] if a weight is too
    /// large; on the other processes, [`TopologyError::Elsewhere`] then. If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.4 distributed graph constructor: `MPI_Dist_graph_create`.
    #[doc(alias = "MPI_Dist_graph_create")]
    pub fn create_dist_graph(
        &self,
        edges: &[impl Into<Edge> + Copy],
        reorder: bool,
    ) -> Result<Graph<'mpi>> {
        let edges = edges.iter().map(|&edge| edge.into());
        let (from, to): (Vec<usize>, Vec<_>) =
            edges.map(|Edge { from, to, weight }| (from, (to, weight))).unzip();
        let ends = self.ends(&from).and_then(|from| Ok((from.ranks, self.ends(&to)?)));
        agree(self, "orders", ends.as_ref().map(|_| vec![reorder.into()]).map_err(Clone::clone))?;
        let (from, to) = ends?;
        let comm = self.comm.distributed(&from, &to, reorder)?;
        Graph::distributed(Communicator::new(comm, self.mpi))
    }

    /// A graph of which each process is told the whole: the neighbours of each of its nodes, which are the first of
    /// this communicator's processes. Edges lead both ways. Collective; `None` for processes that are left over. With
    /// `reorder`, ranks may be others than here, such that neighbours are near to each other.
    ///
    /// It takes memory and time for all edges on each process; the other graphs do not.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let last = world.size() - 1;
    ///     let neighbours = |rank| [rank - 1, rank + 1].into_iter().filter(|at| (0..=last as i32).contains(at));
    ///     let line: Vec<Vec<_>> =
    ///         (0..=last as i32).map(|rank| neighbours(rank).map(|at| at as usize).collect()).collect();
    ///     let line = world.create_graph(&line, false)?.expect("all are in it");
    ///     assert_eq!(line.targets().len(), line.sources().len());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Rank`](crate::Error::Rank) if a neighbour is none of the nodes, or there are not as many processes as
    /// nodes; [`TopologyError::Edges`] if an edge does not lead both ways; [`TopologyError::Differ`] on all
    /// processes if they are not told the same; if the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.3 graph constructor: `MPI_Graph_create`.
    #[doc(alias = "MPI_Graph_create")]
    pub fn create_graph(
        &self,
        neighbours: &[impl AsRef<[usize]>],
        reorder: bool,
    ) -> Result<Option<Graph<'mpi>>> {
        let (ends, all) = self.agreed_graph(neighbours, reorder)?;
        let Some(comm) = self.comm.graph(&ends, &all, reorder)? else { return Ok(None) };
        Graph::whole(Communicator::new(comm, self.mpi)).map(Some)
    }

    /// This process's rank in such a graph as [`create_graph`](Self::create_graph) reorders it. Collective.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.8 low-level topology functions: `MPI_Graph_map`.
    #[doc(alias = "MPI_Graph_map")]
    pub fn graph_map(&self, neighbours: &[impl AsRef<[usize]>]) -> Result<Option<usize>> {
        let (ends, all) = self.agreed_graph(neighbours, true)?;
        self.comm.graph_map(&ends, &all)
    }

    /// Where the neighbours of each node end, and all neighbours, as C has them; the same on all processes. Collective.
    fn agreed_graph(
        &self,
        neighbours: &[impl AsRef<[usize]>],
        reorder: bool,
    ) -> Result<(Vec<i32>, Vec<i32>)> {
        let lists: Vec<&[usize]> = neighbours.iter().map(AsRef::as_ref).collect();
        let lengths = lists.iter().map(|list| word(list.len()));
        let all = lists.iter().copied().flatten();
        let words = lengths.chain(all.clone().map(|&rank| word(rank)));
        agree(self, "graphs", Ok(words.chain([reorder.into()]).collect()))?;
        self.comm.peer(lists.len().saturating_sub(1))?;
        both_ways(&lists)?;
        let ends = lists.iter().scan(0, |end, list| {
            *end += list.len();
            Some(*end)
        });
        Ok((numbers(ends)?, numbers(all.copied())?))
    }

    /// The ends of edges as C has them.
    fn ends(&self, neighbours: &[impl Into<Neighbour> + Copy]) -> Result<Ends> {
        let mut ends = Ends::default();
        for &neighbour in neighbours {
            let Neighbour { rank, weight } = neighbour.into();
            let number = i32::try_from(weight)
                .map_err(|_| Error::Topology(TopologyError::Weight { weight }))?;
            ends.ranks.push(self.comm.peer(rank)?);
            ends.weights.push(number);
        }
        Ok(ends)
    }

    /// Sees that this process's edges are named at their other ends as well. Collective.
    fn both_ends(&self, sources: &Ends, targets: &Ends) -> Result<()> {
        let count = |ends: &Ends| {
            let mut edges = vec![0u64; self.size()];
            ends.ranks.iter().for_each(|&rank| edges[rank as usize] += 1);
            edges
        };
        let mut named = vec![0; self.size()];
        self.all_to_all(&count(targets), &mut named)?;
        let pairs = count(sources).into_iter().zip(named);
        match pairs.enumerate().find(|(_, (here, there))| here != there) {
            None => Ok(()),
            Some((from, (sources, targets))) => Err(Error::Topology(TopologyError::Edges {
                from,
                to: self.rank(),
                targets: targets as usize,
                sources: sources as usize,
            })),
        }
    }
}

/// Sees that edges lead to nodes, and as many there as back.
fn both_ways(lists: &[&[usize]]) -> Result<()> {
    let size = lists.len();
    let mut edges: Vec<_> = Vec::new();
    for (from, list) in lists.iter().enumerate() {
        for &to in *list {
            if to >= size {
                return Err(super::error::no_rank(to, size));
            }
            edges.push((from, to));
        }
    }
    edges.sort_unstable();
    let count = |from, to| {
        let edge = (from, to);
        edges.partition_point(|&at| at <= edge) - edges.partition_point(|&at| at < edge)
    };
    for &(from, to) in &edges {
        let (targets, sources) = (count(from, to), count(to, from));
        if targets != sources {
            return Err(Error::Topology(TopologyError::Edges { from, to, targets, sources }));
        }
    }
    Ok(())
}

impl<'mpi> Graph<'mpi> {
    fn distributed(communicator: Communicator<'mpi>) -> Result<Self> {
        let (sources, targets) = communicator.comm.distributed_neighbours()?;
        let neighbours = |ends: Ends| {
            let pairs = ends.ranks.into_iter().zip(ends.weights);
            pairs
                .map(|(rank, weight)| Neighbour { rank: rank as usize, weight: weight as u32 })
                .collect()
        };
        let (sources, targets) = (neighbours(sources), neighbours(targets));
        Ok(Self { communicator, sources, targets, whole: false })
    }

    fn whole(communicator: Communicator<'mpi>) -> Result<Self> {
        let neighbours =
            communicator.comm.graph_neighbours()?.into_iter().map(|rank| (rank as usize).into());
        let sources: Vec<_> = neighbours.collect();
        Ok(Self { communicator, targets: sources.clone(), sources, whole: true })
    }

    /// Where the edges to this process come from.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.5 topology inquiry functions: `MPI_Dist_graph_neighbors`, `MPI_Graph_neighbors`.
    #[doc(alias = "MPI_Dist_graph_neighbors")]
    #[doc(alias = "MPI_Graph_neighbors")]
    #[must_use]
    pub fn sources(&self) -> &[Neighbour] {
        &self.sources
    }

    /// Where the edges from this process go to.
    ///
    /// # Specification
    ///
    /// As for [`sources`](Self::sources).
    #[must_use]
    pub fn targets(&self) -> &[Neighbour] {
        &self.targets
    }

    /// The same graph, with messages of its own. Collective.
    ///
    /// # Errors
    ///
    /// If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.4 overview of the functions: a duplicate has the topology; `MPI_Comm_dup`.
    pub fn duplicate(&self) -> Result<Self> {
        let of = |comm| self.communicator.duplicate_of(comm);
        let comm = self.communicator.comm.duplicate()?;
        if self.whole {
            Self::whole(of(comm.with_graph()?))
        } else {
            Self::distributed(of(comm.with_distributed_edges()?))
        }
    }
}

impl<'mpi> Deref for Graph<'mpi> {
    type Target = Communicator<'mpi>;

    fn deref(&self) -> &Communicator<'mpi> {
        &self.communicator
    }
}

impl Neighbourhood for Graph<'_> {}

impl fmt::Debug for Graph<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph")
            .field("sources", &self.sources)
            .field("targets", &self.targets)
            .finish_non_exhaustive()
    }
}
