//! PageRank by power iteration.
//!
//! In each iteration a PE writes down what each of its vertices contributes to each vertex that it
//! points to, `rank / out-degree`, in a symmetric buffer; gets from every other PE what its own vertices
//! need; and adds that up. What it needs of a PE it gets in one piece, from the first vertex that
//! anything here points back to up to the last one: a few long copies are faster than many single words,
//! even though some of the words may go unused.
//!
//! # The same numbers on any number of PEs
//!
//! A vertex's contributions are added in the order of its row, wherever the row lies. The two sums over
//! all vertices, the rank of those without edges and the residual, are added as integers, multiples of
//! 2⁻⁶²: integer addition has the same result in any order. So the ranks do not depend on the number
//! of PEs, not even in their last bit.

use std::ops::Range;

use shmem::prelude::*;
use shmem_examples::partition::{block, largest_block};

use crate::part::Part;

/// When to stop, and how likely an edge is followed.
pub(crate) struct Settings {
    /// The probability of following an edge.
    pub(crate) damping: f64,
    /// Enough when the ranks change by less than this, summed up.
    pub(crate) tolerance: f64,
    /// Enough in any case after that many iterations.
    pub(crate) iterations: usize,
}

/// What came of it.
pub(crate) struct Outcome {
    /// The ranks of this PE's vertices.
    pub(crate) ranks: Vec<f64>,
    /// How many iterations there were.
    pub(crate) iterations: usize,
    /// How much the last one changed.
    pub(crate) residual: f64,
    /// Whether that is within the tolerance.
    pub(crate) converged: bool,
}

/// Iterates until the tolerance or the number of iterations is reached. Collective; `each` is called
/// after every iteration with its number and its residual.
pub(crate) fn iterate(
    shmem: &Shmem,
    part: &Part,
    settings: &Settings,
    mut each: impl FnMut(usize, f64),
) -> shmem::Result<Outcome> {
    let (n, d) = (part.vertices as f64, settings.damping);
    let world = shmem.world();
    let mut exchange = Exchange::new(shmem, part)?;
    let mut ranks = vec![1.0 / n; part.mine.len()];
    let mut dangling = from_fixed(world.sum(part.dangling(&ranks)));
    let (mut iterations, mut residual) = (0, f64::INFINITY);

    while iterations < settings.iterations && residual > settings.tolerance {
        let contributions = exchange.all(shmem, part, &ranks);
        let everybody_gets = (1.0 - d) / n + d * dangling / n;
        let mut change = 0;
        for (rank, row) in ranks.iter_mut().zip(part.rows.windows(2)) {
            let sources = &part.sources[row[0]..row[1]];
            let linked: f64 = sources.iter().map(|&source| contributions[source as usize]).sum();
            let new = everybody_gets + d * linked;
            change += to_fixed((new - *rank).abs());
            *rank = new;
        }
        // Everybody has got its contributions when this is through, so the next may be written.
        [residual, dangling] = world.sum([change, part.dangling(&ranks)]).map(from_fixed);
        iterations += 1;
        each(iterations, residual);
    }
    Ok(Outcome { ranks, iterations, residual, converged: residual <= settings.tolerance })
}

impl Part {
    /// The rank of this PE's vertices that no edge leaves, as a fixed-point number.
    fn dangling(&self, ranks: &[f64]) -> u64 {
        let stuck = ranks.iter().zip(&self.out_degrees).filter(|&(_, &degree)| degree == 0);
        stuck.map(|(&rank, _)| to_fixed(rank)).sum()
    }
}

/// The exchange of contributions.
struct Exchange<'rt> {
    /// What this PE's vertices contribute, for the others to get.
    shared: SymBuf<'rt, f64>,
    /// Which contributions to get from whom.
    needed: Vec<(Pe, Range<usize>)>,
    /// By vertex of the whole graph; only what is needed here is kept up to date.
    contributions: Vec<f64>,
}

impl<'rt> Exchange<'rt> {
    fn new(shmem: &'rt Shmem, part: &Part) -> shmem::Result<Self> {
        let n_pes = shmem.n_pes();
        let mut sources = part.sources.clone();
        sources.sort_unstable();
        // Everybody begins with its right neighbour, so that not all get from the same PE at once.
        let others = (0..n_pes).map(|i| shmem.my_pe().wrapping_add(1 + i as isize));
        let needed = others.filter_map(|pe| {
            let theirs = block(part.vertices, pe.index(), n_pes);
            let from = sources.partition_point(|&source| (source as usize) < theirs.start);
            let to = sources.partition_point(|&source| (source as usize) < theirs.end);
            let (first, last) = (sources[from..to].first()?, sources[from..to].last()?);
            Some((pe, *first as usize..*last as usize + 1))
        });
        Ok(Self {
            needed: needed.collect(),
            shared: shmem.alloc(largest_block(part.vertices, n_pes))?,
            contributions: vec![0.0; part.vertices],
        })
    }

    /// The contributions of all vertices that this PE's edges come from. Collective.
    fn all(&mut self, shmem: &Shmem, part: &Part, ranks: &[f64]) -> &[f64] {
        let mine: Vec<f64> = ranks
            .iter()
            .zip(&part.out_degrees)
            .map(|(&rank, &degree)| if degree == 0 { 0.0 } else { rank / f64::from(degree) })
            .collect();
        self.shared.slice(..mine.len()).write_from(&mine);
        shmem.world().barrier();
        for (pe, vertices) in &self.needed {
            let first = block(part.vertices, pe.index(), shmem.n_pes()).start;
            let theirs = self.shared.slice(vertices.start - first..vertices.end - first);
            theirs.at(*pe).get(&mut self.contributions[vertices.clone()]);
        }
        &self.contributions
    }
}

/// What a fixed-point number is a multiple of. Sums of ranks and of their changes are at most 2,
/// which leaves a bit to spare.
const UNIT: f64 = 1.0 / (1u64 << 62) as f64;

fn to_fixed(value: f64) -> u64 {
    (value / UNIT).round() as u64
}

fn from_fixed(value: u64) -> f64 {
    value as f64 * UNIT
}
