fn main() {
    mpi_shim::run_threaded(|mpi| -> mpi_shim::Result<()> {
        let threads = mpi.threads()?;
        mpi.scope(|s| {
            let (working, completion) = threads.request(s)?;
            std::thread::spawn(move || completion.complete()); // wrong
            //~ std::thread::scope(|all| drop(all.spawn(move || completion.complete())));
            working.wait().map(drop)
        })
    });
}
