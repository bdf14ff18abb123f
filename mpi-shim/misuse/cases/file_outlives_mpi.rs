use mpi_shim::{File, Mpi};

fn main() {
    let mpi = Mpi::init().unwrap();
    let path = std::env::temp_dir().join("mpi_shim_file_outlives_mpi");
    let mut options = File::options();
    options.write(true).create(true).delete_on_close(true);
    let file = options.open::<u8>(&mpi.this_process(), path).unwrap();
    drop(mpi); // wrong
    drop(file);
}
