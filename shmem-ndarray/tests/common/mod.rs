//! What tests of collectives share: teams, and arrays of every layout.

use ndarray::prelude::*;
use shmem::{Shmem, Team};

/// Shapes of 0 to 7 axes, with lengths of 0 and 1 among them.
pub(crate) const SHAPES: &[&[usize]] = &[
    &[],
    &[3],
    &[0],
    &[2, 3],
    &[1, 4],
    &[3, 0],
    &[2, 3, 2],
    &[2, 1, 2, 3, 2],
    &[1, 2, 1, 1, 2, 1, 3],
];

/// How an array lies: in C order, in Fortran order, every second element backwards, with its axes reversed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lies {
    C,
    Fortran,
    Backwards,
    Reversed,
}

/// A member's array: no two of its elements are next to each other in order, and no two members' arrays are equal.
pub(crate) fn brought(shape: &[usize], rank: usize) -> ArrayD<i64> {
    let mut i = 0;
    ArrayD::from_shape_simple_fn(IxDyn(shape), || {
        i += 1;
        (rank as i64 + 3) * (i * 31 % 101) - 700
    })
}

/// Runs a check on all PEs, on rows and on columns of them.
pub(crate) fn over_teams(shmem: &Shmem, mut check: impl FnMut(&Team<'_>)) {
    let world = shmem.world();
    check(&world);
    let grid = world.grid(3).expect("there is room for teams");
    check(&grid.x);
    check(&grid.y);
    world.barrier();
}
