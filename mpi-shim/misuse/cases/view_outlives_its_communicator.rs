fn main() {
    mpi_shim::run_threaded(|mpi| -> mpi_shim::Result<()> {
        let ours = mpi.world().duplicate()?;
        let view = mpi.threads()?.share(&ours);
        drop(ours); // wrong
        assert_eq!(view.size(), 1);
        Ok(())
    });
}
