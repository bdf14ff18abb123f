use mpi_shim::File;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let path = std::env::temp_dir().join("mpi_shim_file_half_outlives");
        let mut options = File::options();
        options.write(true).create(true).delete_on_close(true);
        let file = options.open::<u32>(&mpi.this_process(), path)?;
        let data = [7; 4];
        let half = mpi.scope(|s| file.at(0).write_all_begin(s, &data))?; // wrong
        //~ let half = mpi.scope(|s| Ok::<_, mpi_shim::Error>(file.at(0).write_all_begin(s, &data)?.end()?.1))?;
        drop(half);
        Ok(())
    });
}
