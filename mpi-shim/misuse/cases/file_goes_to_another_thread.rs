use mpi_shim::File;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let path = std::env::temp_dir().join("mpi_shim_file_another_thread");
        let mut options = File::options();
        options.write(true).create(true).delete_on_close(true);
        let file = options.open::<u32>(&mpi.this_process(), path)?;
        let size = std::thread::scope(|all| all.spawn(|| file.size_in_bytes()).join().unwrap())?; // wrong
        //~ let size = file.size_in_bytes()?;
        assert_eq!(size, 0);
        Ok(())
    });
}
