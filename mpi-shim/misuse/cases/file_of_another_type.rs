use mpi_shim::File;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let path = std::env::temp_dir().join("mpi_shim_file_of_another_type");
        let mut options = File::options();
        options.read(true).write(true).create(true).delete_on_close(true);
        let file = options.open::<f64>(&mpi.this_process(), path)?;
        file.at(0).read(&mut [0_f32; 4])?; // wrong
        //~ file.at(0).read(&mut [0_f64; 4])?;
        Ok(())
    });
}
