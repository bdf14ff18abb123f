//! How a graph is distributed: each PE owns a block of consecutive vertices, and of the edges those
//! that lead to them.
//!
//! Edges by destination, because then a PE computes the new ranks of its vertices all alone from the
//! contributions of their sources; edges by source would have PEs add to each other's vertices, in an
//! order that changes from run to run.

use std::ops::Range;

use shmem::prelude::*;
use shmem_examples::partition::{block, largest_block};

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
    pub(crate) rows: Vec<u64>,
    /// Sources, as numbers in the whole graph.
    pub(crate) sources: Vec<u32>,
}

impl Part {
    /// Distributes the graph that `sender` has. Collective.
    ///
    /// The sender first tells everybody how much room is needed, then puts each PE's part where
    /// that PE finds it.
    pub(crate) fn receive(shmem: &Shmem, sender: Pe, graph: Option<&Graph>) -> shmem::Result<Self> {
        let (world, n_pes) = (shmem.world(), shmem.n_pes());
        let sizes = graph.map_or([0; 2], |graph| {
            let edges = |pe: Pe| graph.sources(block(graph.len(), pe.index(), n_pes)).len();
            [graph.len(), shmem.pes().map(edges).max().unwrap_or(0)]
        });
        let [vertices, most_edges] = world.broadcast(world.rank(sender.index()), sizes);
        let most_vertices = largest_block(vertices, n_pes);

        let out_degrees = shmem.alloc::<u32>(most_vertices)?;
        let rows = shmem.alloc::<u64>(most_vertices + 1)?;
        let sources = shmem.alloc::<u32>(most_edges)?;
        if let Some(graph) = graph {
            for pe in shmem.pes() {
                let theirs = block(vertices, pe.index(), n_pes);
                let first = graph.rows(theirs.clone())[0];
                let starts: Vec<u64> =
                    graph.rows(theirs.clone()).iter().map(|&row| (row - first) as u64).collect();
                rows.slice(..starts.len()).at(pe).put(&starts);
                let degrees = graph.out_degrees(theirs.clone());
                out_degrees.slice(..degrees.len()).at(pe).put(degrees);
                let edges = graph.sources(theirs);
                sources.slice(..edges.len()).at(pe).put(edges);
            }
        }
        world.barrier();

        let mine = block(vertices, shmem.my_pe().index(), n_pes);
        let rows = rows.slice(..=mine.len()).to_vec();
        Ok(Self {
            vertices,
            out_degrees: out_degrees.slice(..mine.len()).to_vec(),
            sources: sources.slice(..rows[mine.len()] as usize).to_vec(),
            rows,
            mine,
        })
    }

    /// Brings one value per vertex together on `collector`; nothing elsewhere. Collective.
    pub(crate) fn collect(
        &self,
        shmem: &Shmem,
        collector: Pe,
        values: &[f64],
    ) -> shmem::Result<Option<Vec<f64>>> {
        let n_pes = shmem.n_pes();
        let shared = shmem.alloc::<f64>(largest_block(self.vertices, n_pes))?;
        shared.slice(..values.len()).write_from(values);
        shmem.world().barrier();
        if shmem.my_pe() != collector {
            return Ok(None);
        }
        let mut all = vec![0.0; self.vertices];
        for pe in shmem.pes() {
            let theirs = block(self.vertices, pe.index(), n_pes);
            shared.slice(..theirs.len()).at(pe).get(&mut all[theirs]);
        }
        Ok(Some(all))
    }
}
