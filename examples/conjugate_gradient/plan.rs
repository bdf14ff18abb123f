//! Which elements of a vector a PE gets from whom, found out once and used for every multiplication.

use std::ops::Range;

use shmem::prelude::*;
use shmem_examples::partition::block;

/// A PE that this one exchanges elements with.
struct Neighbour {
    /// Which of this PE's elements that one needs.
    theirs_to_get: Vec<usize>,
    /// Where what comes from there stands among all that this PE needs.
    place: Range<usize>,
}

/// The exchange of elements. As the matrix is symmetric, who needs something of a PE has something that
/// this one needs.
pub(crate) struct Plan<'rt> {
    /// One per side of the exchange.
    neighbours: Vec<Neighbour>,
    exchange: Exchange<'rt, f64>,
    /// How many elements this PE needs.
    needed: usize,
}

impl<'rt> Plan<'rt> {
    /// Makes a plan for vectors of length `len` from a list of the elements that this PE needs of others, in
    /// their order. Collective.
    ///
    /// Every PE writes its list to symmetric memory and tells every other which part is for it, and which
    /// side of the exchange. Then each gets its part of its neighbours' lists.
    pub(crate) fn new(shmem: &'rt Shmem, len: usize, needed: &[u32]) -> shmem::Result<Self> {
        let (world, n_pes) = (shmem.world(), shmem.n_pes());
        let list = shmem.alloc::<u32>(world.max(needed.len()))?;
        list.slice(..needed.len()).write_from(needed);

        let mut sides = 0;
        let mut places = Vec::with_capacity(n_pes);
        for pe in shmem.pes() {
            let theirs = block(len, pe.index(), n_pes);
            let before = |end| needed.partition_point(|&element| (element as usize) < end);
            let (start, end) = (before(theirs.start), before(theirs.end));
            places.push([start, end, sides]);
            sides += usize::from(start < end);
        }
        let told = world.alltoall(&places);
        world.barrier(); // all lists are there

        let first = block(len, shmem.my_pe().index(), n_pes).start;
        let (mut neighbours, mut links) = (Vec::new(), Vec::new());
        for ((pe, [start, end, _]), [from, to, side]) in shmem.pes().zip(places).zip(told) {
            if start < end {
                let mut elements = vec![0; to - from];
                list.slice(from..to).at(pe).get(&mut elements);
                let theirs_to_get = elements.iter().map(|&i| i as usize - first).collect();
                neighbours.push(Neighbour { theirs_to_get, place: start..end });
                links.push(Some((pe, side)));
            }
        }
        links.resize(world.max(sides), None);
        let longest = neighbours.iter().map(|neighbour| neighbour.theirs_to_get.len()).max();
        let exchange = shmem.exchange(&links, world.max(longest.unwrap_or(0)))?;
        Ok(Self { neighbours, exchange, needed: needed.len() })
    }

    /// Sends the neighbours what they need of a vector, of which this PE has the elements `own`.
    pub(crate) fn send(&self, own: &[f64]) {
        for (side, neighbour) in self.neighbours.iter().enumerate() {
            let elements: Vec<f64> = neighbour.theirs_to_get.iter().map(|&i| own[i]).collect();
            self.exchange.post(side, &elements);
        }
    }

    /// The elements that this PE needs of the vector that all have sent.
    pub(crate) fn receive(&self) -> Vec<f64> {
        let mut elements = vec![0.0; self.needed];
        for (side, neighbour) in self.neighbours.iter().enumerate() {
            elements[neighbour.place.clone()].copy_from_slice(&self.exchange.take(side));
        }
        elements
    }
}
