//! Integrates 4 / (1 + x²) from 0 to 1, each process a share of it.

use mpi_shim::prelude::*;

/// How many steps the integral is made of.
const STEPS: usize = 10_000_000;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let (world, start) = (mpi.world(), mpi.wtime());
        let width = 1.0 / STEPS as f64;
        let heights = (world.rank()..STEPS).step_by(world.size()).map(|step| {
            let x = (step as f64 + 0.5) * width;
            4.0 / (1.0 + x * x)
        });
        let pi = world.all_reduce_value(heights.sum::<f64>() * width, Sum)?;
        if world.rank() == 0 {
            println!("{pi:.12} in {:.3} s", mpi.wtime() - start);
            assert!((pi - std::f64::consts::PI).abs() < 1e-9);
        }
        Ok(())
    });
}
