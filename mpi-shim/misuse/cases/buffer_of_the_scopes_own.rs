use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let me = mpi.this_process();
        let outside = [1];
        mpi.scope(|s| {
            let inside = [1];
            assert_eq!(inside, outside);
            me.isend(s, &inside, 0, 0)?; // wrong
            //~ me.isend(s, &outside, 0, 0)?;
            me.recv(&mut [0], 0, 0).map(drop)
        })
    });
}
