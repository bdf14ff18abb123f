use mpi_shim::Mpi;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let mut flags = [false; 4]; // wrong
        //~ let mut flags = [0u8; 4];
        mpi.world().broadcast(&mut flags, 0)
    });
}
