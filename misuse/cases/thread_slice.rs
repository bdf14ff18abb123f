//! A slice of a buffer stays on the thread of the runtime.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let slice = buf.slice(1..);
        std::thread::scope(|threads| { // wrong
            threads.spawn(|| slice.write(0, 1)); // wrong
        }); // wrong
        //~ slice.write(0, 1);
        Ok(())
    });
}
