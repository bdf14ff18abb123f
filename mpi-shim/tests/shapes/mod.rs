//! Grids and graphs to try things on.

use mpi_shim::prelude::*;
use mpi_shim::{Cartesian, ErrorClass, Graph, Result};

/// Every shape of a grid of `n` processes, with every choice of axes that go around.
pub(crate) fn grids(
    world: &Communicator<'_>,
    mut each: impl FnMut(&Cartesian<'_, 2>) -> Result<()>,
) -> Result<()> {
    let n = world.size();
    for rows in (1..=n).filter(|&rows| n.is_multiple_of(rows)) {
        for periodic in [[false, false], [false, true], [true, false], [true, true]] {
            for reorder in [false, true] {
                let grid = world.create_cartesian([rows, n / rows], periodic, reorder)?;
                each(&grid.expect("all are in it"))?;
            }
        }
    }
    Ok(())
}

/// A ring of all processes, by each of the constructors of graphs.
pub(crate) fn rings<'mpi>(world: &Communicator<'mpi>) -> Result<Vec<Graph<'mpi>>> {
    let (me, n) = (world.rank(), world.size());
    let (left, right) = ((me + n - 1) % n, (me + 1) % n);
    let whole: Vec<_> = (0..n).map(|at| [(at + n - 1) % n, (at + 1) % n]).collect();
    Ok(vec![
        world.create_dist_graph_adjacent(&[left, right], &[left, right], false)?,
        world.create_dist_graph(&[(me, left), (me, right)], false)?,
        world.create_graph(&whole, false)?.expect("all are in it"),
    ])
}

/// Of which kind the error of a call is that fails.
pub(crate) fn class<T: std::fmt::Debug>(result: Result<T>) -> ErrorClass {
    result.unwrap_err().class()
}
