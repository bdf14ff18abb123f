use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let mut room = [0u8; 4];
        mpi.world().recv(&room, Source::Nobody, 0)?; // wrong
        //~ mpi.world().recv(&mut room, Source::Nobody, 0)?;
        room[0] = 1;
        Ok(())
    });
}
