//! The dominant eigenvalue of a dense symmetric matrix, by power iteration on a grid of PEs.
//!
//! ```text
//! cargo shmem run -n 4 --release --example power_iteration -- --size 4000
//! ```
//!
//! The PEs stand in rows and columns, and each has the block of the matrix at its place. To multiply it
//! by a vector, a PE needs the vector's elements that belong to its columns, which it has in common with
//! the PEs of its grid column; the products for its rows are summed over the PEs of its grid row.
//!
//! The vector is dealt out in as many pieces as there are PEs, in the order of their numbers:
//!
//! ```text
//! 6 PEs      the product's pieces      the vector's pieces
//!  0 1               0 1                       0 3
//!  2 3               2 3                       1 4
//!  4 5               4 5                       2 5
//! ```
//!
//! A grid row has the product's pieces side by side; a grid column needs the next vector's
//! pieces one below the other. So each PE of the row sums up a piece of the product, sends it
//! to the PE that has the same piece of the vector (the transposition), and the pieces of a grid
//! column are collected on all PEs of the column.

use std::error::Error;
use std::ops::Range;

use clap::Parser;
use shmem::prelude::*;
use shmem_examples::partition::{block, grid_width, largest_block};

/// Computes the dominant eigenvalue of a dense symmetric matrix.
#[derive(Parser)]
struct Options {
    /// Rows and columns of the matrix
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    size: u32,
    /// Enough when the vector is an eigenvector but for a residual of that length
    #[arg(long, default_value_t = 1e-10)]
    tolerance: f64,
    /// Enough in any case after that many iterations
    #[arg(long, default_value_t = 500)]
    iterations: u32,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => find(shmem, &options),
            None => Ok(()),
        }
    });
}

fn find(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let known = Known::new(options.size as usize);
    let matrix = Distributed::new(shmem, &known)?;
    let Found { value, piece, iterations, residual } = matrix.iterate(options);

    // The eigenvector may have either direction.
    let world = shmem.world();
    let expected: Vec<f64> = matrix.mine.clone().map(|i| known.eigenvector(i)).collect();
    let along: f64 = piece.iter().zip(&expected).map(|(v, e)| v * e).sum();
    let sign = world.sum(along).signum();
    let off: f64 = piece.iter().zip(&expected).map(|(v, e)| (sign * v - e).powi(2)).sum();
    let off = world.sum(off).sqrt();

    // As the matrix is symmetric and the next eigenvalue at least 1 away, neither error is much larger
    // than the residual.
    let enough = options.tolerance.max(1e-12);
    let value_is_right = (value - DOMINANT).abs() <= enough;
    if !(residual <= enough && value_is_right && off <= 2.0 * enough) {
        let what =
            format!("the eigenvalue {value}, {DOMINANT} in truth; the vector is {off:.1e} off");
        return Err(format!("{what}; residual {residual:.1e} after {iterations} iterations").into());
    }
    if shmem.my_pe().index() == 0 {
        let (across, down) = (matrix.grid.x.n_ranks(), matrix.grid.y.n_ranks());
        println!("{value:.12} after {iterations} iterations on {down} rows of {across} PEs");
    }
    Ok(())
}

/// The dominant eigenvalue. All others are between -1 and 1.
const DOMINANT: f64 = 2.0;

/// A dense symmetric matrix with known eigenvalues: a diagonal one, D, reflected from both sides.
///
/// With the reflection Q = I - 2uuᵀ, where u is of length 1, it is QDQ; eigenvector `j` is column `j` of Q.
struct Known {
    /// D, whose first element is the dominant one.
    diagonal: Vec<f64>,
    u: Vec<f64>,
    /// uᵀDu.
    inner: f64,
}

impl Known {
    /// The same on all PEs.
    fn new(size: usize) -> Self {
        let mut random = fastrand::Rng::with_seed(11);
        let mut between = |from: f64, to: f64| from + (to - from) * random.f64();
        let mut diagonal: Vec<f64> = (0..size).map(|_| between(-1.0, 1.0)).collect();
        diagonal[0] = DOMINANT;
        let mut u: Vec<f64> = (0..size).map(|_| between(0.1, 1.0)).collect();
        let length = u.iter().map(|u| u * u).sum::<f64>().sqrt();
        u.iter_mut().for_each(|u| *u /= length);
        let inner = diagonal.iter().zip(&u).map(|(d, u)| d * u * u).sum();
        Self { diagonal, u, inner }
    }

    /// An element of the matrix.
    fn element(&self, row: usize, column: usize) -> f64 {
        let (d, u) = (&self.diagonal, &self.u);
        let on_diagonal = if row == column { d[row] } else { 0.0 };
        on_diagonal + u[row] * u[column] * (4.0 * self.inner - 2.0 * (d[row] + d[column]))
    }

    /// An element of the dominant eigenvector.
    fn eigenvector(&self, i: usize) -> f64 {
        let of_unity = if i == 0 { 1.0 } else { 0.0 };
        of_unity - 2.0 * self.u[0] * self.u[i]
    }
}

/// What a PE has of the matrix, and how it gets at the vector.
struct Distributed<'rt> {
    shmem: &'rt Shmem,
    grid: Grid<'rt>,
    /// The block of the matrix, row by row.
    block: Vec<f64>,
    /// Which rows it has, and which columns.
    rows: Range<usize>,
    columns: Range<usize>,
    /// The pieces of the product for its rows, counted from the first of them: one for each PE of the grid row.
    pieces: Vec<Range<usize>>,
    /// This PE's piece of the product: which elements.
    mine: Range<usize>,
    /// Whose piece of the vector is this PE's piece of the product.
    partner: Pe,
    /// Where this PE's piece of the vector arrives, and how often it has.
    inbox: SymBuf<'rt, f64>,
    arrived: Signal<'rt>,
    /// This PE's piece of the vector: how many elements.
    expected: usize,
}

/// What came of it.
struct Found {
    value: f64,
    /// The elements of the eigenvector that belong to this PE's piece of the product.
    piece: Vec<f64>,
    iterations: u32,
    residual: f64,
}

impl<'rt> Distributed<'rt> {
    /// Collective.
    fn new(shmem: &'rt Shmem, known: &Known) -> shmem::Result<Self> {
        let n_pes = shmem.n_pes();
        let grid = shmem.world().grid(grid_width(n_pes))?;
        let (across, down) = (grid.x.n_ranks(), grid.y.n_ranks());
        let (x, y) = (grid.x.my_rank().index(), grid.y.my_rank().index());
        let piece = |number: usize| block(known.u.len(), number, n_pes);
        let rows = piece(y * across).start..piece((y + 1) * across - 1).end;
        let columns = piece(x * down).start..piece((x + 1) * down - 1).end;
        let element = |row| columns.clone().map(move |column| known.element(row, column));

        let me = shmem.my_pe().index();
        Ok(Self {
            shmem,
            block: rows.clone().flat_map(element).collect(),
            mine: piece(me),
            partner: grid.pe(me / down, me % down).expect("the grid has no gaps"),
            pieces: (y * across..(y + 1) * across)
                .map(|number| piece(number).start - rows.start..piece(number).end - rows.start)
                .collect(),
            inbox: shmem.alloc(largest_block(known.u.len(), n_pes))?,
            arrived: shmem.signal()?,
            expected: piece(x * down + y).len(),
            rows,
            columns,
            grid,
        })
    }

    /// Multiplies a vector by the matrix until its direction does not change. Collective.
    fn iterate(&self, options: &Options) -> Found {
        let world = self.shmem.world();
        let first = 1.0 / f64::from(options.size).sqrt();
        let mut piece = vec![first; self.mine.len()];
        let (mut iterations, mut value, mut residual) = (0, 0.0, f64::INFINITY);
        while iterations < options.iterations && residual > options.tolerance {
            iterations += 1;
            let columns = self.transpose(&piece, iterations.into());
            let product = self.multiply(&columns);

            // The Rayleigh quotient, since the vector is of length 1.
            value = world.sum(piece.iter().zip(&product).map(|(v, w)| v * w).sum::<f64>());
            let off = piece.iter().zip(&product).map(|(v, w)| (w - value * v).powi(2)).sum();
            let squared = product.iter().map(|w| w * w).sum();
            let [off, length] = world.sum([off, squared]).map(f64::sqrt);
            residual = off;
            piece = product.iter().map(|w| w / length).collect();
        }
        Found { value, piece, iterations, residual }
    }

    /// From the pieces in the order of rows to those of this PE's columns. Collective.
    ///
    /// The place where a piece arrives is free for the next one. Before its sender comes to that, all PEs
    /// have met in a sum over the world, and each has read what had arrived before it went there.
    fn transpose(&self, piece: &[f64], time: u64) -> Vec<f64> {
        let there = self.inbox.slice(..piece.len()).at(self.partner);
        there.put_signal(piece, &self.arrived, SignalOp::Set(time));
        self.arrived.wait(Until::Ge(time));
        self.grid.y.collect(&self.inbox.slice(..self.expected).to_vec())
    }

    /// This PE's piece of the matrix times the vector: every PE of the grid row sums up its own.
    /// Collective over the grid's rows.
    fn multiply(&self, vector: &[f64]) -> Vec<f64> {
        let width = self.columns.len();
        let row = |i: usize| &self.block[i * width..(i + 1) * width];
        let products: Vec<f64> = (0..self.rows.len())
            .map(|i| row(i).iter().zip(vector).map(|(a, v)| a * v).sum())
            .collect();
        let pieces: Vec<_> = self.pieces.iter().map(|piece| &products[piece.clone()]).collect();
        self.grid.x.reduce_scatter(&pieces, |a, b| a + b)
    }
}
