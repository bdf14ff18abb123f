//! A matrix times a vector, with the matrix dealt out in blocks to a grid of PEs.
//!
//! ```text
//! cargo shmem run -n 4 --release --example matvec_2d -- --rows 4000 --columns 3000
//! ```
//!
//! The PE in row `y` and column `x` of the grid has the block of the matrix at that place. The vector comes from PE 0 and the
//! product goes there; each step is a collective on arrays, over a row or a column of the grid:
//!
//! ```text
//! scatter over the first row    v0 v1      broadcast down the columns    v0 v1
//!                               .  .                                     v0 v1
//!
//! reduce over each row          A00 v0 + A01 v1      gather down the first column    p0
//!                               A10 v0 + A11 v1                                      p1
//! ```

use std::error::Error;
use std::ops::Range;
use std::time::Instant;

use clap::Parser;
use ndarray::prelude::*;
use shmem::prelude::*;
use shmem_examples::partition::{block, grid_width, largest_block};
use shmem_ndarray::prelude::*;

/// Multiplies a vector by a dense matrix on a grid of PEs.
#[derive(Parser)]
struct Options {
    /// Rows of the matrix
    #[arg(long, default_value_t = 1000)]
    rows: usize,
    /// Columns of the matrix
    #[arg(long, default_value_t = 800)]
    columns: usize,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => multiply(shmem, &options),
            None => Ok(()),
        }
    });
}

/// An element of the matrix. Sums of products of these and the vector's elements are exact.
fn element((row, column): (usize, usize)) -> f64 {
    ((row * 31 + column * 17) % 64) as f64 - 31.0
}

fn multiply(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let matrix = Distributed::new(shmem, options)?;
    let is_root = shmem.my_pe().index() == 0;
    let vector = is_root.then(|| Array::from_shape_fn(options.columns, |j| (j % 16) as f64 - 7.0));

    shmem.world().barrier();
    let start = Instant::now();
    let product = matrix.times(vector.as_ref());
    let time = start.elapsed();

    let (Some(product), Some(vector)) = (product, vector) else { return Ok(()) };
    let whole = Array::from_shape_fn((options.rows, options.columns), element);
    if product != whole.dot(&vector) {
        return Err("the product is not that of the whole matrix".into());
    }
    let (across, down) = (matrix.grid.x.n_ranks(), matrix.grid.y.n_ranks());
    println!("{} products in {time:.1?} on {down} rows of {across} PEs", whole.len());
    Ok(())
}

/// What a PE has of the matrix.
struct Distributed<'rt> {
    grid: Grid<'rt>,
    /// Its block, in the corner of an array that is as large as the largest one.
    block: LocalArray<'rt, f64, Ix2>,
    /// Where products are summed up.
    sums: SymArray1<'rt, f64>,
    /// The block's rows and columns in the matrix.
    rows: Range<usize>,
    columns: Range<usize>,
}

impl<'rt> Distributed<'rt> {
    /// Collective.
    fn new(shmem: &'rt Shmem, options: &Options) -> shmem_ndarray::Result<Self> {
        let grid = shmem.world().grid(grid_width(shmem.n_pes()))?;
        let (across, down) = (grid.x.n_ranks(), grid.y.n_ranks());
        let rows = block(options.rows, grid.y.my_rank().index(), down);
        let columns = block(options.columns, grid.x.my_rank().index(), across);
        let most = (largest_block(options.rows, down), largest_block(options.columns, across));
        let fill = |(i, j)| element((rows.start + i, columns.start + j));
        let block = SymArray::from_shape_fn(shmem, most, fill)?.into_local();
        Ok(Self { grid, block, sums: SymArray::zeros(shmem, most.0)?, rows, columns })
    }

    /// The product, on PE 0, which brings the vector. Collective.
    fn times(&self, vector: Option<&Array1<f64>>) -> Option<Array1<f64>> {
        let Grid { x: across, y: down, .. } = &self.grid;
        let mut piece = Array1::zeros(self.columns.len());
        if down.my_rank().index() == 0 {
            let vector = vector.map(|vector| vector.view());
            piece = across.arrays().scatter(across.rank(0), vector, Axis(0));
        }
        down.arrays().broadcast(down.rank(0), &mut piece);

        let block = self.block.view();
        let block = block.slice(s![..self.rows.len(), ..self.columns.len()]);
        let sums = self.sums.slice(s![..self.rows.len()]);
        sums.assign_from(&block.dot(&piece));
        across.arrays().reduce_sym(Sum, &sums, &sums);

        let is_first = across.my_rank().index() == 0;
        is_first.then(|| down.arrays().gather(down.rank(0), &sums.to_array(), Axis(0)))?
    }
}
