use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let (me, mut data, mut room) = (mpi.this_process(), [1], [0]);
        mpi.scope(|s| {
            let coming = me.irecv(s, &mut room, 0, 0)?;
            let sent = me.isend(s, &data, 0, 0)?;
            data[0] = 2; // wrong
            coming.wait()?;
            sent.wait().map(drop)
        })?;
        data[0] = 2;
        assert_eq!((data, room), ([2], [1]));
        Ok(())
    });
}
