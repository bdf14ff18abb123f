use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let (me, mut room) = (mpi.this_process(), [0]);
        mpi.scope(|s| {
            let mut receive = me.recv_init(s, &mut room, 0, 0)?;
            let elements = receive.elements();
            receive.start()?;
            elements[0] = 1; // wrong
            me.send(&[1], 0, 0)?;
            receive.wait().map(drop)
        })
    });
}
