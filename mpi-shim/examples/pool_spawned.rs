//! A manager starts its workers, and they are this program as well.

use std::error::Error;

use mpi_shim::pool::{MpiPool, Tasks};
use mpi_shim::{ErrorClass, Spawn};

/// The area under a part of the curve whose whole is π.
fn area((part, parts): (u32, u32)) -> f64 {
    const STEPS: u32 = 10_000;
    let width = 1.0 / f64::from(parts * STEPS);
    let middle = |step| (f64::from(part * STEPS + step) + 0.5) * width;
    (0..STEPS).map(|step| 4.0 * width / (1.0 + middle(step).powi(2))).sum()
}

fn main() {
    mpi_shim::run(|mpi| -> Result<(), Box<dyn Error>> {
        let mut tasks = Tasks::new();
        let area = tasks.add("area", area);
        if let Some(parent) = mpi.parent()? {
            MpiPool::serve(&parent, &tasks)?;
            return Ok(parent.disconnect()?);
        }
        let program = Spawn::new(std::env::current_exe()?).processes(2);
        let workers = match mpi.world().spawn(&program, 0) {
            Err(error) if error.class() == ErrorClass::Other => {
                println!("this library cannot start processes here");
                return Ok(());
            }
            workers => workers?,
        };
        MpiPool::lead(&workers, &tasks, |pool| -> mpi_shim::Result<()> {
            let parts = pool.map(area, (0..20).map(|part| (part, 20)))?;
            let pi = parts.sum::<mpi_shim::Result<f64>>()?;
            println!("π is about {pi}, say {} workers", pool.workers());
            assert!((pi - std::f64::consts::PI).abs() < 1e-9);
            Ok(())
        })?;
        Ok(workers.disconnect()?)
    });
}
