//! Both in one program: OpenSHMEM carries the boundary of a block, MPI sums over all of them.
//!
//! Heat spreads along a rod of which each process has a block. A process puts its outermost cells into its
//! neighbours' memory; every now and then all of them sum up the heat, which neither grows nor shrinks.

use mpi_shim::prelude::*;
use shmem::{Shmem, SignalOp, Until};

/// Cells of a block.
const CELLS: usize = 64;
const STEPS: u64 = 200;
/// After how many steps the sum is looked at.
const INTERVAL: u64 = 50;

/// What a cell of the whole rod has at the start.
fn at_start(cell: usize) -> f64 {
    (cell % 10) as f64
}

/// A block's cells one step later, between its neighbours' outermost cells.
fn step(left: f64, cells: &[f64], right: f64) -> Vec<f64> {
    let at = |i: usize| match i {
        0 => left,
        i if i > cells.len() => right,
        i => cells[i - 1],
    };
    (1..=cells.len()).map(|i| at(i) + 0.25 * (at(i - 1) - 2.0 * at(i) + at(i + 1))).collect()
}

/// The rod, by one process alone.
fn alone(n: usize) -> Vec<f64> {
    let mut rod: Vec<f64> = (0..n * CELLS).map(at_start).collect();
    for _ in 0..STEPS {
        rod = step(rod[0], &rod, rod[rod.len() - 1]);
    }
    rod
}

fn main() {
    mpi_shim::run(|mpi| -> Result<(), Box<dyn std::error::Error>> {
        let shmem: Shmem = mpi.shmem()?;
        let pes = mpi.pes(&shmem)?;
        let world = pes.communicator();
        let (me, n) = (shmem.my_pe().index(), shmem.n_pes());

        // A step's cells and the next one's: a neighbour is one step ahead at most.
        let edges = shmem.alloc::<f64>(4)?;
        let arrived = shmem.signals(2)?;
        let mut cells: Vec<f64> = (me * CELLS..(me + 1) * CELLS).map(at_start).collect();
        let before: f64 = world.all_reduce_value(cells.iter().sum(), Sum)?;
        for now in 1..=STEPS {
            let half = 2 * (now as usize % 2);
            // What goes to the left is on the right of who is there.
            let give = |to: usize, side: usize, cell: f64| {
                let place = edges.slice(half + side..half + side + 1).at(shmem.pe(to));
                place.put_signal(&[cell], arrived.word(side), SignalOp::Set(now));
            };
            if me > 0 {
                give(me - 1, 1, cells[0]);
            }
            if me + 1 < n {
                give(me + 1, 0, cells[CELLS - 1]);
            }
            let edge = |there: bool, side: usize, own: f64| {
                if !there {
                    return own;
                }
                arrived.word(side).wait(Until::Ge(now));
                edges.read(half + side)
            };
            let left = edge(me > 0, 0, cells[0]);
            let right = edge(me + 1 < n, 1, cells[CELLS - 1]);
            cells = step(left, &cells, right);
            if now % INTERVAL == 0 {
                let heat: f64 = world.all_reduce_value(cells.iter().sum(), Sum)?;
                assert!((heat - before).abs() < 1e-6 * before, "heat: {heat} after {before}");
            }
        }

        let mut rod = vec![0.0; if me == 0 { n * CELLS } else { 0 }];
        world.gather(&cells, &mut rod, 0)?;
        if me == 0 {
            assert_eq!(rod, alone(n));
            println!("{n} processes, {STEPS} steps: {before} of heat, and each cell is right");
        }
        Ok(())
    });
}
