use mpi_shim::File;
use mpi_shim::file::View;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let path = std::env::temp_dir().join("mpi_shim_file_view_changed");
        let mut options = File::options();
        options.write(true).create(true).delete_on_close(true);
        let mut file = options.open::<f64>(&mpi.this_process(), path)?;
        mpi.scope(|s| {
            let going = file.at(0).iwrite(s, &[1.5; 4])?;
            file.set_view(&View::all())?; // wrong
            going.wait().map(drop)
        })?;
        file.set_view(&View::all())
    });
}
