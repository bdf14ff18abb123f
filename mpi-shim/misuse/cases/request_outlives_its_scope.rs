use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let (me, mut room) = (mpi.this_process(), [0]);
        mpi.scope(|s| {
            let coming = me.irecv(s, &mut room, 0, 0)?;
            me.send(&[1], 0, 0)?;
            Ok::<_, mpi_shim::Error>(coming) // wrong
            //~ coming.wait().map(|(room, _)| room[0])
        })
        .map(drop)
    });
}
