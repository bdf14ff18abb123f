use mpi_shim::objects::Packed;
use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let me = mpi.this_process();
        let packed = Packed::new(&"hello".to_owned())?;
        mpi.scope(|s| {
            me.isend_obj(s, &packed, 0, 0)?;
            drop(packed); // wrong
            me.recv_obj::<String>(0, 0).map(drop)
        })
    });
}
