use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let me = mpi.this_process();
        let mut room = [0u8];
        mpi.scope(|s| {
            let coming = me.irecv(s, &mut room, 0, 0)?;
            me.send(&[1u8], 0, 0)?;
            coming.wait()?;
            coming.wait()?; // wrong
            Ok(())
        })
    });
}
