use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let words = [String::from("no elements: pointers to some")];
        mpi.world().send(&words, mpi_shim::Target::Nobody, 0)?; // wrong
        //~ mpi.world().send(words[0].as_bytes(), mpi_shim::Target::Nobody, 0)?;
        Ok(())
    });
}
