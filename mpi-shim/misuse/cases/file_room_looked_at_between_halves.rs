use mpi_shim::File;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let path = std::env::temp_dir().join("mpi_shim_file_room_looked_at");
        let mut options = File::options();
        options.read(true).write(true).create(true).delete_on_close(true);
        let file = options.open::<u32>(&mpi.this_process(), path)?;
        let mut room = [0; 4];
        mpi.scope(|s| {
            let half = file.at(0).read_all_begin(s, &mut room)?;
            assert_eq!(room[0], 0); // wrong
            half.end().map(drop)
        })
    });
}
