fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        mpi.scope(|s| {
            let coming = world.iduplicate(s)?;
            Ok::<_, mpi_shim::Error>(coming) // wrong
            //~ coming.wait()
        })
        .map(drop)
    });
}
