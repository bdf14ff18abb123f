use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let me = mpi.this_process();
        let (mut room, mut other) = ([0u8], [0u8]);
        mpi.scope(|s| {
            me.irecv(s, &mut room, 0, 1)?;
            me.irecv(s, &mut room, 0, 2)?; // wrong
            //~ me.irecv(s, &mut other, 0, 2)?;
            me.send(&[1u8], 0, 1)?;
            me.send(&[2u8], 0, 2)
        })?;
        other[0] = 0;
        Ok(())
    });
}
