//! A team stays on the thread of the runtime.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let world = shmem.world();
        std::thread::scope(|threads| { // wrong
            threads.spawn(|| world.barrier()); // wrong
        }); // wrong
        //~ world.barrier();
        Ok(())
    });
}
