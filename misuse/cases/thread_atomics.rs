//! Atomics of other PEs are no atomics between threads: they stay on the thread of the runtime.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let hits = shmem.atomics::<u64>(4)?;
        let me = shmem.my_pe();
        std::thread::scope(|threads| { // wrong
            threads.spawn(|| hits.word(0).at(me).inc()); // wrong
        }); // wrong
        //~ hits.word(0).at(me).inc();
        Ok(())
    });
}
