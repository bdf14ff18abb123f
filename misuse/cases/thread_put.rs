//! What can be put to stays on the thread of the runtime.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let there = buf.at(shmem.pe(0));
        std::thread::scope(|threads| { // wrong
            threads.spawn(|| there.put(&[0; 4])); // wrong
        }); // wrong
        //~ there.put(&[0; 4]);
        Ok(())
    });
}
