//! Heat that spreads on a plate, with a picture of it.
//!
//! ```text
//! cargo shmem run -n 4 --release --example heat2d -- --steps 2000 --picture heat.png
//! ```
//!
//! The plate is cut into tiles, one for each PE of a grid, and each tile needs the line of points around it:
//! its halo. In every step a PE sends the four lines at the edges of its tile to its neighbours, computes
//! the points within while those travel, and then, with what has come from the neighbours, its own edges.
//!
//! Rows lie in one piece and travel by `put_signal`. The points of a column lie a row apart, and travel by
//! `iput_signal`. Who sees the signal at the number of the step has the
//! line as well.
//!
//! Lines of even and odd steps have places and signals of their own. That is enough, without a barrier: a
//! neighbour sends the line of step s + 2 when it has mine of step s + 1, which I send when I am done with
//! step s.

use std::error::Error;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use shmem::prelude::*;
use shmem_examples::partition::{block, grid_width};
use shmem_examples::picture;

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

/// How hot a point of the plate is at the beginning: two hot discs.
fn beginning(side: usize, row: usize, column: usize) -> f64 {
    let (x, y) = (column as f64 / side as f64, row as f64 / side as f64);
    let disc = |cx: f64, cy: f64, r: f64| (x - cx).powi(2) + (y - cy).powi(2) < r * r;
    if disc(0.3, 0.35, 0.15) || disc(0.7, 0.6, 0.1) { 1.0 } else { 0.0 }
}

/// What a point makes of itself and those around it in a step.
fn next(point: f64, [above, below, left, right]: [f64; 4]) -> f64 {
    point + RATE * (above + below + left + right - 4.0 * point)
}

fn simulate(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let (world, n, side) = (shmem.world(), shmem.n_pes(), options.side as usize);
    let grid = world.grid(grid_width(n))?;
    let (across, down) = (grid.x.n_ranks(), grid.y.n_ranks());
    if side < across.max(down) {
        let least = across.max(down);
        return Err(format!("{n} PEs, {across} by {down}, need {least} points on a side").into());
    }
    let mut tile = Tile::new(&grid, side);
    let heat = world.sum(tile.heat());
    let start = Instant::now();
    spread(shmem, &grid, side, options.steps, &mut tile)?;
    let time = start.elapsed();

    // Nothing is lost, but for rounding.
    let left = world.sum(tile.heat());
    if (left - heat).abs() > 1e-9 * heat {
        return Err(format!("of heat {heat} there is {left} left").into());
    }
    let Some(whole) = collect(shmem, side, &tile)? else { return Ok(()) };
    let alone = alone(side, options.steps);
    if let Some(i) = (0..side * side).find(|&i| whole[i].to_bits() != alone[i].to_bits()) {
        let (row, column, here, there) = (i / side, i % side, whole[i], alone[i]);
        return Err(format!(
            "row {row}, column {column} has heat {here:e}; one PE alone has {there:e}"
        )
        .into());
    }
    let steps = options.steps;
    println!("{steps} steps on {across} by {down} PEs in {time:.1?}: the heat is still {left:.6}");
    if let Some(path) = &options.picture {
        picture::of_heat(path, side, &whole)?;
    }
    Ok(())
}

/// The part of the plate that a PE has, with its halo around it.
struct Tile {
    /// Where it is on the plate.
    rows: Range<usize>,
    columns: Range<usize>,
    /// By rows, the halo included.
    points: Vec<f64>,
}

/// Points of a tile that lie in a row or a column.
#[derive(Clone, Copy)]
struct Line {
    first: usize,
    /// How far they are apart.
    stride: usize,
    len: usize,
}

impl Line {
    fn points(self) -> impl Iterator<Item = usize> {
        (self.first..).step_by(self.stride).take(self.len)
    }
}

impl Tile {
    fn new(grid: &Grid<'_>, side: usize) -> Self {
        let of = |team: &Team<'_>| block(side, team.my_rank().index(), team.n_ranks());
        let (rows, columns) = (of(&grid.y), of(&grid.x));
        let mut tile = Self { points: Vec::new(), rows, columns };
        tile.points = vec![0.0; tile.stride() * (tile.rows.len() + 2)];
        for (i, row) in tile.rows.clone().enumerate() {
            for (j, column) in tile.columns.clone().enumerate() {
                let place = tile.at(i + 1, j + 1);
                tile.points[place] = beginning(side, row, column);
            }
        }
        tile
    }

    /// How far rows are apart.
    fn stride(&self) -> usize {
        self.columns.len() + 2
    }

    /// The place of a point, counted from the corner of the halo.
    fn at(&self, row: usize, column: usize) -> usize {
        row * self.stride() + column
    }

    fn heat(&self) -> f64 {
        let (first, len) = (self.at(1, 1), self.columns.len());
        let rows = self.points[first..].chunks(self.stride()).take(self.rows.len());
        rows.flat_map(|row| &row[..len]).sum()
    }

    /// On each side, the points at the tile's edge and those of the halo.
    fn edge_and_halo(&self) -> [(Line, Line); SIDES] {
        let (rows, columns, stride) = (self.rows.len(), self.columns.len(), self.stride());
        let row = |i| Line { first: self.at(i, 1), stride: 1, len: columns };
        let column = |j| Line { first: self.at(1, j), stride, len: rows };
        [
            (row(1), row(0)),
            (row(rows), row(rows + 1)),
            (column(1), column(0)),
            (column(columns), column(columns + 1)),
        ]
    }

    /// Takes a step with the points of some rows and columns.
    fn step(&self, rows: Range<usize>, columns: Range<usize>, result: &mut [f64]) {
        let len = columns.len();
        for row in rows {
            let line = |row, column| &self.points[self.at(row, column)..][..len];
            let (above, below) = (line(row - 1, columns.start), line(row + 1, columns.start));
            let (left, right) = (line(row, columns.start - 1), line(row, columns.start + 1));
            let (points, first) = (line(row, columns.start), self.at(row, columns.start));
            for (i, result) in result[first..first + len].iter_mut().enumerate() {
                *result = next(points[i], [above[i], below[i], left[i], right[i]]);
            }
        }
    }
}

/// The sides of a tile, in this order: above, below, left, right.
const SIDES: usize = 4;
const OPPOSITE: [usize; SIDES] = [1, 0, 3, 2];

/// Takes the steps with this PE's tile.
fn spread(
    shmem: &Shmem,
    grid: &Grid<'_>,
    side: usize,
    steps: u64,
    tile: &mut Tile,
) -> shmem::Result<()> {
    let (x, y) = grid.place_of(shmem.my_pe()).expect("all PEs are in the grid");
    let beside = |right, down| grid.pe(x.checked_add_signed(right)?, y.checked_add_signed(down)?);
    let neighbors = [beside(0, -1), beside(0, 1), beside(-1, 0), beside(1, 0)];

    // Where the neighbours' lines arrive: for each side that of even steps, and that of odd ones.
    let inbox = shmem.alloc::<f64>(2 * SIDES * side)?;
    let arrived = shmem.signals(2 * SIDES)?;

    let lines = tile.edge_and_halo();
    let (last_row, last_column) = (tile.rows.len(), tile.columns.len());
    let mut result = tile.points.clone();
    for step in 1..=steps {
        let place = |at: usize, line: Line| {
            let number = 2 * at + (step % 2) as usize;
            (inbox.slice(number * side..).slice(..line.len), arrived.word(number))
        };
        shmem.scope(|s| {
            for (at, (edge, _)) in lines.into_iter().enumerate() {
                let Some(pe) = neighbors[at] else { continue };
                let (inbox, arrived) = place(OPPOSITE[at], edge);
                let points = &tile.points[edge.first..];
                if edge.stride == 1 {
                    s.put_signal(inbox.at(pe), &points[..edge.len], arrived, SignalOp::Set(step));
                } else {
                    let op = SignalOp::Set(step);
                    s.iput_signal(inbox.at(pe), 1, points, edge.stride, edge.len, arrived, op);
                }
            }
            tile.step(2..last_row, 2..last_column, &mut result);
        });

        for (at, (edge, halo)) in lines.into_iter().enumerate() {
            if neighbors[at].is_some() {
                let (inbox, arrived) = place(at, halo);
                arrived.wait(Until::Ge(step));
                let came = inbox.to_vec();
                halo.points().zip(came).for_each(|(i, point)| tile.points[i] = point);
            } else {
                // Nothing gets out at the edges of the plate: a point there is its own neighbour.
                halo.points().zip(edge.points()).for_each(|(i, j)| tile.points[i] = tile.points[j]);
            }
        }
        for (rows, columns) in [
            (1..2, 1..last_column + 1),
            (last_row..last_row + 1, 1..last_column + 1),
            (2..last_row, 1..2),
            (2..last_row, last_column..last_column + 1),
        ] {
            tile.step(rows, columns, &mut result);
        }
        std::mem::swap(&mut tile.points, &mut result);
    }
    Ok(())
}

/// The whole plate, on PE 0.
fn collect(shmem: &Shmem, side: usize, tile: &Tile) -> shmem::Result<Option<Vec<f64>>> {
    let whole = shmem.alloc::<f64>(side * side)?;
    let there = whole.slice(tile.rows.start * side + tile.columns.start..).at(shmem.pe(0));
    // Row by row, without the halo.
    let points = &tile.points[tile.at(1, 1)..];
    there.ibput(side, points, tile.stride(), tile.columns.len(), tile.rows.len());
    shmem.world().barrier();
    Ok((shmem.my_pe().index() == 0).then(|| whole.to_vec()))
}

/// What one PE computes that has the whole plate.
fn alone(side: usize, steps: u64) -> Vec<f64> {
    let mut plate: Vec<f64> =
        (0..side * side).map(|i| beginning(side, i / side, i % side)).collect();
    let last = side - 1;
    for _ in 0..steps {
        let after = |i: usize| {
            let (row, column) = (i / side, i % side);
            let at = |row: usize, column: usize| plate[row * side + column];
            let (above, below) = (row.saturating_sub(1), last.min(row + 1));
            let (left, right) = (column.saturating_sub(1), last.min(column + 1));
            let around = [at(above, column), at(below, column), at(row, left), at(row, right)];
            next(plate[i], around)
        };
        plate = (0..side * side).map(after).collect();
    }
    plate
}
