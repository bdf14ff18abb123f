use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run_threaded(|mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let sender = &world; // wrong
        //~ let sender = mpi.threads()?.share(&world);
        std::thread::scope(|all| {
            all.spawn(|| sender.send(&[1u8], mpi_shim::Target::Nobody, 0)); // wrong
            //~ all.spawn(move || sender.send(&[1u8], mpi_shim::Target::Nobody, 0));
        });
        Ok(())
    });
}
