//! Topologies: communicators whose processes have neighbours.

use std::ffi::c_int;

use super::collective::same;
use super::comm::some;
use super::constants::{MPI_COMM_NULL, MPI_UNDEFINED};
use super::datatype::in_c;
use super::memory::{place, place_mut};
use super::{Comm, Info, Session, check, count};
use crate::error::{Error, Result};
use crate::topology::TopologyError;

/// What neighbourhood collectives go along.
pub(super) struct Edges {
    /// How many blocks come in, and go out.
    pub(super) sources: usize,
    pub(super) targets: usize,
    pub(super) order: Order,
}

/// In which order blocks go that two processes exchange several of.
pub(super) enum Order {
    /// There are none.
    One,
    /// That of the edges at either end.
    Edges,
    /// That of the edges of another graph; see [`Comm::pair_blocks`].
    Paired(Paired),
}

/// A graph of a grid's neighbours, and the block that goes along each edge.
pub(super) struct Paired {
    pub(super) comm: Comm,
    pub(super) sources: Vec<usize>,
    pub(super) targets: Vec<usize>,
}

/// The ranks at the other ends of edges, and the weights of these.
#[derive(Default)]
pub(crate) struct Ends {
    pub(crate) ranks: Vec<c_int>,
    pub(crate) weights: Vec<c_int>,
}

impl Ends {
    fn room(n: c_int) -> Self {
        let zeros = vec![0; count::from_c(n)];
        Self { ranks: zeros.clone(), weights: zeros }
    }

    fn of(ranks: Vec<c_int>) -> Self {
        Self { weights: vec![1; ranks.len()], ranks }
    }

    fn count(&self) -> Result<c_int> {
        same("weights", self.weights.len(), self.ranks.len())?;
        in_c(self.ranks.len())
    }
}

/// Where ints are, none of which is no place that a library gives a meaning of its own.
pub(super) fn ints(numbers: &[c_int]) -> *const c_int {
    place(numbers).cast()
}

/// As [`ints`], to be written.
fn ints_mut(numbers: &mut [c_int]) -> *mut c_int {
    place_mut(numbers).cast()
}

/// Fills in the sizes that are 0, so that their product with the others, of which `nodes` is a multiple, is `nodes`.
pub(crate) fn dims_create(nodes: usize, dims: &mut [c_int], _: &Session) -> Result<()> {
    let (nodes, n) = (in_c(nodes)?, in_c(dims.len())?);
    // SAFETY: there are as many as it is told.
    check(unsafe { mpi_sys::MPI_Dims_create(nodes, n, ints_mut(dims)) })
}

impl Comm {
    /// A grid of these sizes; there are processes enough, and sizes enough for one more array.
    pub(crate) fn cartesian(
        &self,
        dims: &[c_int],
        periodic: &[c_int],
        reorder: bool,
    ) -> Result<Option<Self>> {
        same("directions", periodic.len(), dims.len())?;
        let (n, mut raw) = (in_c(dims.len())?, MPI_COMM_NULL());
        let (dims, periodic) = (ints(dims), ints(periodic));
        // SAFETY: the handle is valid, the arrays are as long as it is told, and `raw` is a place for one.
        check(unsafe {
            mpi_sys::MPI_Cart_create(self.raw(), n, dims, periodic, reorder.into(), &raw mut raw)
        })?;
        Self::made(raw, self)?.map(Self::with_grid).transpose()
    }

    /// The part of a grid in which this process is, along the axes that are not 0.
    pub(crate) fn cartesian_part(&self, axes: &[c_int]) -> Result<Self> {
        same("axes", axes.len(), self.grid_axes()?)?;
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the handle is valid, there are as many axes as it has, and `raw` is a place for one.
        check(unsafe { mpi_sys::MPI_Cart_sub(self.raw(), ints(axes), &raw mut raw) })?;
        some(Self::made(raw, self)?).with_grid()
    }

    fn grid_axes(&self) -> Result<usize> {
        let mut axes = 0;
        // SAFETY: the handle is valid, and `axes` a place for the answer.
        check(unsafe { mpi_sys::MPI_Cartdim_get(self.raw(), &raw mut axes) })?;
        Ok(count::from_c(axes))
    }

    /// With two edges for each axis of a grid, or a duplicate of it.
    pub(crate) fn with_grid(self) -> Result<Self> {
        let ends = 2 * self.grid_axes()?;
        Ok(self.with_edges(ends, ends, Order::One))
    }

    fn with_edges(mut self, sources: usize, targets: usize, order: Order) -> Self {
        self.edges = Some(Box::new(Edges { sources, targets, order }));
        self
    }

    /// Has the blocks of a grid, two for each axis, go along edges that are paired. Collective.
    ///
    /// Where an axis goes around after one or two steps, both neighbours are the same process, and which of its two
    /// blocks is the one to this side is what libraries do not agree on, nor the routines of each. A graph leaves no
    /// doubt: two edges between the same processes are in the same order at both ends.
    pub(crate) fn pair_blocks(&mut self, neighbours: &[Option<usize>]) -> Result<()> {
        let blocks = neighbours.len();
        same("neighbours", blocks, self.edges()?.sources)?;
        let there = |block: &usize| neighbours[*block].is_some();
        let targets: Vec<_> = (0..blocks).filter(there).collect();
        // What a process sends in one direction of an axis, the other has from the opposite one.
        let sources: Vec<_> = (0..blocks).map(|block| block ^ 1).filter(there).collect();
        let ends = |blocks: &[usize]| {
            let ranks = blocks.iter().filter_map(|&block| neighbours[block]);
            ranks.map(|rank| self.peer(rank)).collect::<Result<_>>().map(Ends::of)
        };
        let comm = self.adjacent(&ends(&sources)?, &ends(&targets)?, false)?;
        same("sources", comm.edges()?.sources, sources.len())?;
        same("targets", comm.edges()?.targets, targets.len())?;
        if let Some(edges) = &mut self.edges {
            edges.order = Order::Paired(Paired { comm, sources, targets });
        }
        Ok(())
    }

    /// A graph whose nodes' neighbours end at these places of one array. The ranks are there.
    pub(crate) fn graph(
        &self,
        ends: &[c_int],
        neighbours: &[c_int],
        reorder: bool,
    ) -> Result<Option<Self>> {
        let end = ends.last().copied().map_or(0, count::from_c);
        same("neighbours", neighbours.len(), end)?;
        let (n, mut raw) = (in_c(ends.len())?, MPI_COMM_NULL());
        let (ends, neighbours) = (ints(ends), ints(neighbours));
        // SAFETY: the handle is valid, the arrays are as long as it is told, and `raw` is a place for one.
        check(unsafe {
            mpi_sys::MPI_Graph_create(self.raw(), n, ends, neighbours, reorder.into(), &raw mut raw)
        })?;
        Self::made(raw, self)?.map(Self::with_graph).transpose()
    }

    /// This process's rank in a grid as [`cartesian`](Self::cartesian) would reorder it.
    pub(crate) fn cartesian_map(
        &self,
        dims: &[c_int],
        periodic: &[c_int],
    ) -> Result<Option<usize>> {
        same("directions", periodic.len(), dims.len())?;
        let (n, mut rank) = (in_c(dims.len())?, MPI_UNDEFINED());
        let (dims, periodic) = (ints(dims), ints(periodic));
        // SAFETY: the handle is valid, the arrays are as long as it is told, and `rank` is a place for the answer.
        check(unsafe { mpi_sys::MPI_Cart_map(self.raw(), n, dims, periodic, &raw mut rank) })?;
        Ok((rank != MPI_UNDEFINED()).then(|| count::from_c(rank)))
    }

    /// This process's rank in a graph as [`graph`](Self::graph) would reorder it.
    pub(crate) fn graph_map(&self, ends: &[c_int], neighbours: &[c_int]) -> Result<Option<usize>> {
        let end = ends.last().copied().map_or(0, count::from_c);
        same("neighbours", neighbours.len(), end)?;
        let (n, mut rank) = (in_c(ends.len())?, MPI_UNDEFINED());
        let (ends, neighbours) = (ints(ends), ints(neighbours));
        // SAFETY: as above.
        check(unsafe { mpi_sys::MPI_Graph_map(self.raw(), n, ends, neighbours, &raw mut rank) })?;
        Ok((rank != MPI_UNDEFINED()).then(|| count::from_c(rank)))
    }

    /// With an edge to and from each neighbour in a graph that [`graph`](Self::graph) made, or a duplicate of it.
    pub(crate) fn with_graph(self) -> Result<Self> {
        let degree = self.graph_neighbours()?.len();
        Ok(self.with_edges(degree, degree, Order::Edges))
    }

    /// This process's neighbours in a graph that [`graph`](Self::graph) made.
    pub(crate) fn graph_neighbours(&self) -> Result<Vec<c_int>> {
        let rank = in_c(self.rank())?;
        let mut n = 0;
        // SAFETY: the handle is valid, and `n` a place for the answer.
        check(unsafe { mpi_sys::MPI_Graph_neighbors_count(self.raw(), rank, &raw mut n) })?;
        let mut ranks = vec![0; count::from_c(n)];
        let room = ints_mut(&mut ranks);
        // SAFETY: the handle is valid, and there is room for as many as it is told.
        check(unsafe { mpi_sys::MPI_Graph_neighbors(self.raw(), rank, n, room) })?;
        Ok(ranks)
    }

    /// A graph of which each process knows its own ends. The ranks are there, weights are not below 0.
    pub(crate) fn adjacent(&self, sources: &Ends, targets: &Ends, reorder: bool) -> Result<Self> {
        let (info, mut raw) = (Info::none(), MPI_COMM_NULL());
        let (ins, outs) = (sources.count()?, targets.count()?);
        // SAFETY: the handles are valid, the arrays as long as it is told, and `raw` is a place for one.
        check(unsafe {
            mpi_sys::MPI_Dist_graph_create_adjacent(
                self.raw(),
                ins,
                ints(&sources.ranks),
                ints(&sources.weights),
                outs,
                ints(&targets.ranks),
                ints(&targets.weights),
                info.raw(),
                reorder.into(),
                &raw mut raw,
            )
        })?;
        some(Self::made(raw, self)?).with_distributed_edges()
    }

    /// A graph of edges from these ranks, wherever they are told. The ranks are there, weights are not below 0.
    pub(crate) fn distributed(&self, from: &[c_int], to: &Ends, reorder: bool) -> Result<Self> {
        let (info, mut raw) = (Info::none(), MPI_COMM_NULL());
        same("edges", from.len(), to.ranks.len())?;
        let (n, ones) = (to.count()?, vec![1; from.len()]);
        // SAFETY: the handles are valid, the arrays as long as it is told, and `raw` is a place for one.
        check(unsafe {
            mpi_sys::MPI_Dist_graph_create(
                self.raw(),
                n,
                ints(from),
                ints(&ones),
                ints(&to.ranks),
                ints(&to.weights),
                info.raw(),
                reorder.into(),
                &raw mut raw,
            )
        })?;
        some(Self::made(raw, self)?).with_distributed_edges()
    }

    /// With the edges of a distributed graph, or a duplicate of it.
    pub(crate) fn with_distributed_edges(self) -> Result<Self> {
        let (ins, outs) = self.degrees()?;
        Ok(self.with_edges(count::from_c(ins), count::from_c(outs), Order::Edges))
    }

    fn degrees(&self) -> Result<(c_int, c_int)> {
        let (mut ins, mut outs, mut weighted) = (0, 0, 0);
        // SAFETY: the handle is valid, and these are places for the answers.
        check(unsafe {
            mpi_sys::MPI_Dist_graph_neighbors_count(
                self.raw(),
                &raw mut ins,
                &raw mut outs,
                &raw mut weighted,
            )
        })?;
        Ok((ins, outs))
    }

    /// The ends of a distributed graph's edges to this process, and from it.
    pub(crate) fn distributed_neighbours(&self) -> Result<(Ends, Ends)> {
        let (ins, outs) = self.degrees()?;
        let (mut sources, mut targets) = (Ends::room(ins), Ends::room(outs));
        // SAFETY: the handle is valid, and there is room for as many of each as it is told.
        check(unsafe {
            mpi_sys::MPI_Dist_graph_neighbors(
                self.raw(),
                ins,
                ints_mut(&mut sources.ranks),
                ints_mut(&mut sources.weights),
                outs,
                ints_mut(&mut targets.ranks),
                ints_mut(&mut targets.weights),
            )
        })?;
        Ok((sources, targets))
    }

    pub(super) fn edges(&self) -> Result<&Edges> {
        self.edges.as_deref().ok_or(Error::Topology(TopologyError::None))
    }
}
