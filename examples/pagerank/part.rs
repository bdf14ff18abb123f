//! How a graph is distributed: each PE owns a block of consecutive vertices, and of the edges those
//! that lead to them.
//!
//! Edges by destination, because then a PE computes the new ranks of its vertices all alone from the
//! contributions of their sources; edges by source would have PEs add to each other's vertices, in an
//! order that changes from run to run.

use std::ops::Range;

use shmem::prelude::*;
use shmem_examples::partition::block;

use crate::graph::Graph;

/// What a PE has of a graph.
pub(crate) struct Part {
    /// How many vertices the whole graph has.
    pub(crate) vertices: usize,
    /// Which of them are this PE's.
    pub(crate) mine: Range<usize>,
    /// Of each of those, how many edges leave it.
    pub(crate) out_degrees: Vec<u32>,
    /// Where each one's row of sources begins, and behind the last one where it ends.
    pub(crate) rows: Vec<usize>,
    /// Sources, as numbers in the whole graph.
    pub(crate) sources: Vec<u32>,
}

impl Part {
    /// Distributes the graph that `sender` has. Collective.
    pub(crate) fn receive(shmem: &Shmem, sender: Rank, graph: Option<&Graph>) -> Self {
        let (world, n_pes) = (shmem.world(), shmem.n_pes());
        let vertices = world.broadcast_from(sender, graph.map(Graph::len));
        let block_of = |pe: Pe| block(vertices, pe.index(), n_pes);
        // Only the sender has parts to deal out.
        let parts =
            || graph.iter().flat_map(|graph| shmem.pes().map(move |pe| (graph, block_of(pe))));
        let out_degrees: Vec<_> = parts().map(|(graph, part)| graph.out_degrees(part)).collect();
        let sources: Vec<_> = parts().map(|(graph, part)| graph.sources(part)).collect();
        let rows = parts().map(|(graph, part)| {
            let rows = graph.rows(part);
            rows.iter().map(|row| row - rows[0]).collect()
        });
        let rows: Vec<Vec<usize>> = rows.collect();
        Self {
            vertices,
            mine: block_of(shmem.my_pe()),
            out_degrees: world.scatter_parts(sender, &out_degrees),
            rows: world.scatter_parts(sender, &rows),
            sources: world.scatter_parts(sender, &sources),
        }
    }
}
