use mpi_shim::Mpi;

fn main() {
    mpi_shim::run_threaded(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let threads = mpi.threads()?;
        let shared = threads.share(&world);
        std::thread::scope(|all| {
            all.spawn(|| world.rank()); // wrong
            //~ all.spawn(move || shared.rank());
        });
        assert_eq!(shared.rank(), 0);
        Ok(())
    });
}
