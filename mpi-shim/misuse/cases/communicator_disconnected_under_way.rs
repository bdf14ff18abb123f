use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let ours = mpi.this_process().duplicate()?;
        let mut room = [0];
        mpi.scope(|s| {
            let coming = ours.irecv(s, &mut room, 0, 0)?;
            ours.send(&[1], 0, 0)?;
            ours.disconnect()?; // wrong
            coming.wait().map(drop)
        })?;
        assert_eq!(room, [1]);
        //~ ours.disconnect()?;
        Ok(())
    });
}
