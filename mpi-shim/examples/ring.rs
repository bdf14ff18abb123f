//! Passes a number once around, each process adding its own.

use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let (left, right) = ((me + n - 1) % n, (me + 1) % n);
        let mut sum = [0];
        mpi.scope(|s| {
            if me == 0 {
                world.isend(s, &[0usize], right, 0)?;
            }
            world.recv(&mut sum, left, 0)?;
            if me != 0 {
                world.send(&[sum[0] + me], right, 0)?;
            }
            Ok(())
        })?;
        if me == 0 {
            println!("the sum of all ranks is {}", sum[0]);
            assert_eq!(sum[0], n * (n - 1) / 2);
        }
        Ok(())
    });
}
