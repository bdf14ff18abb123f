//! Work shared out by a counter in a window: whoever is ready takes the next piece, and adds up what comes of it.

use mpi_shim::prelude::*;

/// How many pieces of work there are.
const PIECES: u64 = 1000;

/// What comes of one.
fn work(piece: u64) -> f64 {
    1.0 / ((piece + 1) * (piece + 2)) as f64
}

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        // Both are rank 0's.
        let len = if world.rank() == 0 { 1 } else { 0 };
        let counter = world.allocate_window::<u64>(len)?.passive()?.lock_all()?;
        let sum = world.allocate_window::<f64>(len)?.passive()?.lock_all()?;
        let mut taken = 0u64;
        loop {
            let piece = counter.fetch_and_op(1, 0, 0, Sum)?;
            if piece >= PIECES {
                break;
            }
            sum.accumulate(&[work(piece)], 0, 0, Sum)?;
            taken += 1;
        }
        assert_eq!(world.all_reduce_value(taken, Sum)?, PIECES);
        counter.unlock_all()?.close()?.free()?;
        let window = sum.unlock_all()?.close()?;
        if let [sum] = window.local() {
            println!("the sum is {sum}");
            assert!((sum - (1.0 - 1.0 / (PIECES + 1) as f64)).abs() < 1e-9);
        }
        window.free()
    });
}
