//! A buffer stays on the thread of its runtime.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        std::thread::scope(|threads| { // wrong
            threads.spawn(|| buf.write(0, 1)); // wrong
        }); // wrong
        //~ buf.write(0, 1);
        Ok(())
    });
}
