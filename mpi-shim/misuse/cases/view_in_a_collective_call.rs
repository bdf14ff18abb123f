fn main() {
    mpi_shim::run_threaded(|mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let view = mpi.threads()?.share(&world);
        view.barrier() // wrong
        //~ world.barrier()
    });
}
