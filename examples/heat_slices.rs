//! Heat that spreads on a plate, as array slices, with a picture of it.
//!
//! ```text
//! cargo shmem run -n 4 --release --example heat_slices -- --steps 2000 --picture heat.png
//! ```
//!
//! The plate is cut into tiles, one for each PE of a grid. A tile is a symmetric array with a frame around it: the halo,
//! which holds the edges of the neighbours' tiles. In every step each PE puts the four edges of its tile into its
//! neighbours' halos, slice to slice, and then computes in a local epoch, in which the tile is an array like any other.
//! `heat2d` does the same by hand, with signals in place of epochs.

use std::error::Error;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use ndarray::prelude::*;
use ndarray::{SliceInfo, SliceInfoElem, Zip};
use shmem::prelude::*;
use shmem_examples::partition::{block, grid_width, largest_block};
use shmem_examples::picture;
use shmem_ndarray::prelude::*;

/// Computes how heat spreads on a plate.
#[derive(Parser)]
struct Options {
    /// Points on each side of the plate
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..))]
    side: u32,
    /// Steps of time
    #[arg(long, default_value_t = 200)]
    steps: u64,
    /// Write a picture of the plate at the end
    #[arg(long)]
    picture: Option<PathBuf>,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => simulate(shmem, &options),
            None => Ok(()),
        }
    });
}

/// How much of the difference to its neighbours a point makes up for in a step.
const RATE: f64 = 0.2;

/// How hot a point of the plate is at the beginning: a hot ring.
fn beginning(side: usize, row: usize, column: usize) -> f64 {
    let [x, y] = [column, row].map(|i| (i as f64 + 0.5) / side as f64 - 0.5);
    if (0.2..0.35).contains(&x.hypot(y)) { 1.0 } else { 0.0 }
}

/// A rectangle of a tile with its halo.
type Window = SliceInfo<[SliceInfoElem; 2], Ix2, Ix2>;

/// The sides of a tile, in this order: above, below, left, right.
const SIDES: usize = 4;
const OPPOSITE: [usize; SIDES] = [1, 0, 3, 2];

/// Which points of the plate a PE has.
struct Tile {
    rows: Range<usize>,
    columns: Range<usize>,
}

impl Tile {
    fn of(grid: &Grid<'_>, (x, y): (usize, usize), side: usize) -> Self {
        let (rows, columns) = (block(side, y, grid.y.n_ranks()), block(side, x, grid.x.n_ranks()));
        Self { rows, columns }
    }

    /// The points themselves, without the halo.
    fn inside(&self) -> Window {
        s![1..=self.rows.len(), 1..=self.columns.len()]
    }

    /// Those of the points at each side.
    fn edges(&self) -> [Window; SIDES] {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        [
            s![1..2, 1..=columns],
            s![rows..=rows, 1..=columns],
            s![1..=rows, 1..2],
            s![1..=rows, columns..=columns],
        ]
    }

    /// Those of the halo at each side.
    fn halo(&self) -> [Window; SIDES] {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        [
            s![0..1, 1..=columns],
            s![rows + 1..rows + 2, 1..=columns],
            s![1..=rows, 0..1],
            s![1..=rows, columns + 1..columns + 2],
        ]
    }

    /// Takes a step, with what is in the halo on the sides that have neighbours. Nothing gets out on the others: a point
    /// there is its own neighbour.
    fn step(&self, mut points: ArrayViewMut2<'_, f64>, has_neighbor: [bool; SIDES]) {
        for side in (0..SIDES).filter(|&side| !has_neighbor[side]) {
            let edge = points.slice(self.edges()[side]).to_owned();
            points.slice_mut(self.halo()[side]).assign(&edge);
        }
        let (rows, columns) = (self.rows.len(), self.columns.len());
        let from = |row, column| points.slice(s![row..row + rows, column..column + columns]);
        let result = Zip::from(from(1, 1))
            .and(from(0, 1))
            .and(from(2, 1))
            .and(from(1, 0))
            .and(from(1, 2))
            .map_collect(|point, above, below, left, right| {
                point + RATE * (above + below + left + right - 4.0 * point)
            });
        points.slice_mut(self.inside()).assign(&result);
    }

    /// Its points at the beginning.
    fn beginning(&self, side: usize) -> Array2<f64> {
        Array2::from_shape_fn((self.rows.len(), self.columns.len()), |(i, j)| {
            beginning(side, self.rows.start + i, self.columns.start + j)
        })
    }
}

fn simulate(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let (world, n, side) = (shmem.world(), shmem.n_pes(), options.side as usize);
    let grid = world.grid(grid_width(n))?;
    let (across, down) = (grid.x.n_ranks(), grid.y.n_ranks());
    if side < across.max(down) {
        let least = across.max(down);
        return Err(format!("{n} PEs, {across} by {down}, need {least} points on a side").into());
    }
    let (x, y) = grid.place_of(shmem.my_pe()).expect("all PEs are in the grid");
    let tile = Tile::of(&grid, (x, y), side);
    // Tiles are of almost the same size; the largest one fits everywhere.
    let shape = (largest_block(side, down) + 2, largest_block(side, across) + 2);
    let mut points = SymArray::<f64, _>::zeros(shmem, shape)?;
    points.slice(tile.inside()).assign_from(&tile.beginning(side));
    let neighbors = [(0, -1), (0, 1), (-1, 0), (1, 0)].map(|(right, down)| {
        let place = (x.checked_add_signed(right)?, y.checked_add_signed(down)?);
        Some((grid.pe(place.0, place.1)?, Tile::of(&grid, place, side).halo()))
    });
    let has_neighbor = neighbors.each_ref().map(Option::is_some);

    let start = Instant::now();
    world.barrier();
    for _ in 0..options.steps {
        for (at, neighbor) in neighbors.iter().enumerate() {
            let Some((pe, halo)) = neighbor else { continue };
            let edge = points.slice(tile.edges()[at]);
            points.slice(halo[OPPOSITE[at]]).at(*pe).put_from(edge);
        }
        points.with_local(|points| tile.step(points, has_neighbor));
    }
    let time = start.elapsed();

    // The whole plate, on PE 0.
    let whole = SymArray::<f64, _>::zeros(shmem, (side, side))?;
    let there = whole.slice(s![tile.rows.clone(), tile.columns.clone()]);
    there.at(shmem.pe(0)).put_from(points.slice(tile.inside()));
    world.barrier();
    if shmem.my_pe().index() != 0 {
        return Ok(());
    }
    let whole = whole.to_array();
    check(&whole, options.steps)?;
    println!("{} steps on {across} by {down} PEs in {time:.1?}", options.steps);
    if let Some(path) = &options.picture {
        picture::of_heat(path, side, whole.as_slice().expect("consecutive"))?;
    }
    Ok(())
}

/// Compares a plate with what one PE computes that has all of it.
fn check(whole: &Array2<f64>, steps: u64) -> Result<(), String> {
    let side = whole.nrows();
    let plate = Tile { rows: 0..side, columns: 0..side };
    let mut alone = Array2::zeros((side + 2, side + 2));
    alone.slice_mut(plate.inside()).assign(&plate.beginning(side));
    for _ in 0..steps {
        plate.step(alone.view_mut(), [false; SIDES]);
    }
    for ((place, here), there) in whole.indexed_iter().zip(alone.slice(plate.inside())) {
        if here.to_bits() != there.to_bits() {
            return Err(format!("{place:?} has heat {here:e}; one PE alone has {there:e}"));
        }
    }
    // Nothing is lost, but for rounding.
    let (heat, left) = (plate.beginning(side).sum(), whole.sum());
    if (left - heat).abs() > 1e-9 * heat {
        return Err(format!("of heat {heat} there is {left} left"));
    }
    Ok(())
}
