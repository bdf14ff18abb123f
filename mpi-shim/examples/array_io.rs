//! A matrix that is distributed over all processes, written as one file and read back by another distribution.
//!
//! It is written by blocks of rows and columns of a grid of processes, behind a head that says its shape, and read
//! back by rows in turn. Run it by the launcher that goes with the library, with any number of processes.

use mpi_shim::file::View;
use mpi_shim::prelude::*;
use mpi_shim::{File, Layout, Order, Result, Share};
use ndarray::{Array2, Axis};

/// Rows and columns, which need not be multiples of anything.
const SHAPE: [usize; 2] = [13, 10];

/// The part of the matrix that a process has by its shares of rows and columns.
struct Distributed {
    shares: [Share; 2],
    part: Array2<f64>,
}

impl Distributed {
    fn new(shares: [Share; 2]) -> Self {
        let part = Array2::zeros((shares[0].len(SHAPE[0]), shares[1].len(SHAPE[1])));
        Self { shares, part }
    }

    /// Which elements of the file it is.
    fn layout<'mpi>(&self, mpi: &'mpi Mpi) -> Result<Layout<'mpi, f64>> {
        Layout::distributed(mpi, SHAPE, self.shares, Order::C)
    }

    /// Each element of the part, and which one of the matrix that is.
    fn elements(&mut self) -> impl Iterator<Item = ([usize; 2], &mut f64)> {
        let columns = self.shares[1];
        let rows = self.shares[0].indices(SHAPE[0]).zip(self.part.axis_iter_mut(Axis(0)));
        rows.flat_map(move |(i, row)| {
            columns.indices(SHAPE[1]).zip(row).map(move |(j, x)| ([i, j], x))
        })
    }
}

/// What the matrix has at a place.
fn value([i, j]: [usize; 2]) -> f64 {
    (i * 100 + j) as f64
}

/// How many rows and columns of processes there are.
fn grid(n: usize) -> [usize; 2] {
    let columns = (1..=n).filter(|c| n.is_multiple_of(*c) && c * c <= n).max().unwrap_or(1);
    [n / columns, columns]
}

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let mut number = [std::process::id()];
        world.broadcast(&mut number, 0)?;
        let path = std::env::temp_dir().join(format!("array_io_{}", number[0]));

        let [down, across] = grid(n);
        let mut written =
            Distributed::new([Share::block(me / across, down), Share::block(me % across, across)]);
        for (place, x) in written.elements() {
            *x = value(place);
        }
        let head = SHAPE.map(|n| n as u64);
        let file = File::options().write(true).create(true).open::<u64>(&world, &path)?;
        file.at(0).write_all(if me == 0 { &head[..] } else { &[] })?;
        file.close()?;
        let behind = size_of_val(&head) as u64;
        let mut file = File::options().write(true).open::<f64>(&world, &path)?;
        file.set_view(&View::of(&written.layout(mpi)?).from_byte(behind))?;
        file.at(0).write_all(&written.part)?;
        file.close()?;

        let mut read = Distributed::new([Share::cyclic(1, me, n), Share::whole()]);
        let mut options = File::options();
        let file = options.read(true).open::<u64>(&world, &path)?;
        let mut shape = [0; 2];
        file.at(0).read_all(&mut shape)?;
        assert_eq!(shape, head);
        file.close()?;
        let mut file = options.delete_on_close(true).open::<f64>(&world, &path)?;
        assert_eq!(file.size_in_bytes()?, behind + (SHAPE[0] * SHAPE[1] * 8) as u64);
        file.set_view(&View::of(&read.layout(mpi)?).from_byte(behind))?;
        let count = file.at(0).read_all(&mut read.part)?;
        assert_eq!(count, read.part.len());
        file.close()?;

        let right = read.elements().filter(|(place, x)| **x == value(*place)).count();
        assert_eq!(right, count, "rank {me} has {} wrong elements", count - right);
        let all = world.all_reduce_value(right, Sum)?;
        if me == 0 {
            println!("{all} elements went from {down} x {across} blocks to {n} processes' rows");
            assert_eq!(all, SHAPE[0] * SHAPE[1]);
        }
        Ok(())
    });
}
