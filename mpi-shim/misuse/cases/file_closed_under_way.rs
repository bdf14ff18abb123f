use mpi_shim::File;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let path = std::env::temp_dir().join("mpi_shim_file_closed_under_way");
        let mut options = File::options();
        options.write(true).create(true).delete_on_close(true);
        let file = options.open::<f64>(&mpi.this_process(), path)?;
        mpi.scope(|s| {
            file.at(0).iwrite(s, &[1.5; 4])?;
            file.close() // wrong
            //~ Ok::<_, mpi_shim::Error>(())
        })
    });
}
