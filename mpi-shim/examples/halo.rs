//! Heat in a pipe, whose length and circumference are shared out among a grid of processes.
//!
//! The pipe is an array: rows are along it, hot at one end and cold at the other, and columns go around. Each process has
//! a block of it and a rim of what belongs to its neighbours, which all exchange before each step.

#![allow(clippy::reversed_empty_ranges, reason = "in `s!` a negative end counts from behind")]

use mpi_shim::prelude::*;
use mpi_shim::{Cartesian, Result};
use ndarray::{Array2, ArrayView2, Zip, s};

const LENGTH: usize = 30;
const AROUND: usize = 20;
const STEPS: usize = 200;

/// The part of `n` that belongs to process `at` of `processes` along an axis.
fn part(n: usize, at: usize, processes: usize) -> std::ops::Range<usize> {
    n * at / processes..n * (at + 1) / processes
}

/// All but the rim becomes the mean of what is around.
fn step(heat: &mut Array2<f64>) {
    let old = heat.clone();
    let around: ArrayView2<'_, f64> = old.view();
    Zip::from(heat.slice_mut(s![1..-1, 1..-1]))
        .and(around.slice(s![..-2, 1..-1]))
        .and(around.slice(s![2.., 1..-1]))
        .and(around.slice(s![1..-1, ..-2]))
        .and(around.slice(s![1..-1, 2..]))
        .for_each(|new, a, b, c, d| *new = (a + b + c + d) / 4.0);
}

/// Each neighbour's edge becomes the rim on its side.
fn exchange(grid: &Cartesian<'_, 2>, heat: &mut Array2<f64>) -> Result<()> {
    let (inner, mut before, mut behind, mut left, mut right) = heat.multi_slice_mut((
        s![1..-1, 1..-1],
        s![0, 1..-1],
        s![-1, 1..-1],
        s![1..-1, 0],
        s![1..-1, -1],
    ));
    grid.neighbour_all_to_all_each(
        &[
            &inner.slice(s![0, ..]),
            &inner.slice(s![-1, ..]),
            &inner.slice(s![.., 0]),
            &inner.slice(s![.., -1]),
        ],
        &mut [&mut before, &mut behind, &mut left, &mut right],
    )
}

/// What one process comes to that has the whole pipe.
fn alone() -> Array2<f64> {
    let mut heat = Array2::zeros([LENGTH + 2, AROUND + 2]);
    heat.row_mut(0).fill(1.0);
    for _ in 0..STEPS {
        let (first, last) = (heat.column(1).to_owned(), heat.column(AROUND).to_owned());
        heat.column_mut(0).assign(&last);
        heat.column_mut(AROUND + 1).assign(&first);
        step(&mut heat);
    }
    heat
}

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> Result<()> {
        let world = mpi.world();
        let dims = mpi.dims_create(world.size(), [0, 0])?;
        let grid = world.create_cartesian(dims, [false, true], true)?.expect("all are in it");
        let [row, column] = grid.here();
        let (rows, columns) = (part(LENGTH, row, dims[0]), part(AROUND, column, dims[1]));

        let mut heat = Array2::zeros([rows.len() + 2, columns.len() + 2]);
        if row == 0 {
            heat.row_mut(0).fill(1.0);
        }
        for _ in 0..STEPS {
            exchange(&grid, &mut heat)?;
            step(&mut heat);
        }

        let whole = alone();
        let expected = whole.slice(s![1..-1, 1..-1]);
        assert_eq!(heat.slice(s![1..-1, 1..-1]), expected.slice(s![rows, columns]));
        let total = grid.all_reduce_value(heat.slice(s![1..-1, 1..-1]).sum(), Sum)?;
        assert!((total - expected.sum()).abs() < 1e-9 * total);
        if grid.rank() == 0 {
            println!("{} by {} processes: the heat is {total:.6}", dims[0], dims[1]);
        }
        Ok(())
    });
}
