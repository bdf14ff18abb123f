use mpi_shim::sync::Mutex;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let mut mutex = Mutex::new(&mpi.world(), 0)?;
        let first = mutex.lock()?;
        let second = mutex.lock()?; // wrong
        first.unlock()?;
        //~ let second = mutex.lock()?;
        second.unlock()?;
        mutex.free()
    });
}
