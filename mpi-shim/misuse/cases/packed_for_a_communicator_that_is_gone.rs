fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let ours = mpi.world().duplicate()?;
        let mut packer = mpi_shim::Packer::new(&ours);
        packer.pack(&[1u8])?;
        drop(ours); // wrong
        packer.pack(&[2u8]).map(drop)
    });
}
