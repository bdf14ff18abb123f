use mpi_shim::pool::{MpiPool, Tasks};

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let mut tasks = Tasks::new();
        let square = tasks.add("square", |x: u64| x * x);
        MpiPool::run(&mpi.world(), &tasks, |pool| -> mpi_shim::Result<()> {
            pool.submit(square, "seven")?; // wrong
            //~ pool.submit(square, 7)?;
            Ok(())
        })?;
        Ok(())
    });
}
