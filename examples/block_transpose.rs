//! A matrix transposed by blocks: every PE has some of its rows, and of those of the transposed matrix.
//!
//! ```text
//! cargo shmem run -n 4 --release --example block_transpose -- --rows 3000 --columns 2000
//! ```
//!
//! ```text
//!          A                 A transposed
//!      a00 a01 a02           a00' a10' a20'   on PE 0
//!      a10 a11 a12           a01' a11' a21'   on PE 1
//!      a20 a21 a22           a02' a12' a22'   on PE 2
//! ```
//!
//! Block apq of PE p goes to PE q as a slice that is turned, into a slice of the result; both are as wide as the other PE's rows
//! are many. Everybody sends at once, beginning with the next PE, and then fetches all of it back, which has to give
//! the matrix again.

use std::error::Error;
use std::time::{Duration, Instant};

use clap::Parser;
use ndarray::prelude::*;
use shmem::prelude::*;
use shmem_examples::partition::{block, largest_block};
use shmem_ndarray::prelude::*;

/// Transposes a matrix that is dealt out by rows.
#[derive(Parser)]
struct Options {
    /// Rows of the matrix
    #[arg(long, default_value_t = 900)]
    rows: usize,
    /// Columns of the matrix
    #[arg(long, default_value_t = 700)]
    columns: usize,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => transpose(shmem, &options),
            None => Ok(()),
        }
    });
}

/// The element of the matrix in a row and a column: another one everywhere.
fn element(options: &Options, row: usize, column: usize) -> f64 {
    (row * options.columns + column) as f64
}

fn transpose(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let (world, me, n) = (shmem.world(), shmem.my_pe(), shmem.n_pes());
    let rows_of = |pe: Pe| block(options.rows, pe.index(), n);
    let columns_of = |pe: Pe| block(options.columns, pe.index(), n);
    let (rows, columns) = (rows_of(me), columns_of(me));
    let mine = Array2::from_shape_fn((rows.len(), options.columns), |(i, j)| {
        element(options, rows.start + i, j)
    });
    let shape = (largest_block(options.columns, n), options.rows);
    let result = SymArray::<f64, _>::zeros(shmem, shape)?;
    let others = || (1..=n as isize).map(|distance| me.wrapping_add(distance));
    // Where this PE's rows are among those of another one of the result.
    let there = |pe: Pe| result.slice(s![..columns_of(pe).len(), rows.clone()]).at(pe);

    world.barrier();
    let start = Instant::now();
    shmem.scope(|s| {
        for pe in others() {
            s.put_view(there(pe), mine.slice(s![.., columns_of(pe)]).reversed_axes());
        }
    });
    world.barrier();
    let there_time = start.elapsed();
    check(&result.slice(s![..columns.len(), ..]).to_array(), |i, j| {
        element(options, j, columns.start + i)
    })?;

    let mut back = Array2::zeros(mine.raw_dim());
    let start = Instant::now();
    for pe in others() {
        there(pe).t().get(&mut back.slice_mut(s![.., columns_of(pe)]));
    }
    world.barrier();
    let back_time = start.elapsed();
    check(&back, |i, j| element(options, rows.start + i, j))?;

    if me.index() == 0 {
        let Options { rows, columns } = options;
        let speed = |time: Duration| (rows * columns * 8) as f64 / time.as_secs_f64() / 1e9;
        let (there, back) = (speed(there_time), speed(back_time));
        println!("{rows} by {columns} on {n} PEs: {there:.2} GB/s there, {back:.2} GB/s back");
    }
    Ok(())
}

/// Compares all elements with what they should be.
fn check(matrix: &Array2<f64>, element: impl Fn(usize, usize) -> f64) -> Result<(), String> {
    let wrong = matrix.indexed_iter().find(|((i, j), value)| **value != element(*i, *j));
    wrong.map_or(Ok(()), |((i, j), value)| {
        Err(format!("row {i}, column {j} here is {value}, and should be {}", element(i, j)))
    })
}
