use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let world = mpi.this_process();
        mpi.scope(|s| {
            world.isend(s, &[1u8], 0, 0)?;
            let message = world.mprobe(0, 0)?;
            let (first, _) = message.recv_vec::<u8>()?;
            let (first, _) = message.recv_vec::<u8>()?; // wrong
            assert_eq!(first, [1]);
            Ok(())
        })
    });
}
