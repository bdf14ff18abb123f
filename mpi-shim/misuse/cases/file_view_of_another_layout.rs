use mpi_shim::file::View;
use mpi_shim::{File, Layout};

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let path = std::env::temp_dir().join("mpi_shim_file_view_of_another");
        let mut options = File::options();
        options.write(true).create(true).delete_on_close(true);
        let mut file = options.open::<u32>(&mpi.this_process(), path)?;
        let layout = Layout::<u64>::strided(mpi, 2, 1, 3)?; // wrong
        //~ let layout = Layout::<u32>::strided(mpi, 2, 1, 3)?;
        file.set_view(&View::of(&layout))
    });
}
