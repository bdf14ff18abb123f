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
    /// Every PE asks every other for its part of the list, and tells it which side of the exchange is for
    /// what comes from there.
    pub(crate) fn new(shmem: &'rt Shmem, len: usize, needed: &[u32]) -> shmem::Result<Self> {
        let (world, n_pes) = (shmem.world(), shmem.n_pes());
        let place = |pe: Pe| {
            let theirs = block(len, pe.index(), n_pes);
            let before = |end| needed.partition_point(|&element| (element as usize) < end);
            before(theirs.start)..before(theirs.end)
        };
        let wanted: Vec<&[u32]> = shmem.pes().map(|pe| &needed[place(pe)]).collect();
        let asked = world.alltoall_parts(&wanted);

        let mut sides = vec![0; n_pes];
        let linked: Vec<Pe> = shmem.pes().filter(|&pe| !place(pe).is_empty()).collect();
        for (side, pe) in linked.iter().enumerate() {
            sides[pe.index()] = side;
        }
        let told = world.alltoall(&sides);

        let first = block(len, shmem.my_pe().index(), n_pes).start;
        let (mut neighbours, mut links) = (Vec::new(), Vec::new());
        for pe in linked {
            let theirs_to_get =
                asked[pe.index()].iter().map(|&element| element as usize - first).collect();
            neighbours.push(Neighbour { theirs_to_get, place: place(pe) });
            links.push(Some((pe, told[pe.index()])));
        }
        links.resize(world.max(links.len()), None);
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
