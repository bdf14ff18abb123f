//! A word is not to be used once the atomics that it is one of are gone.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let hits = shmem.atomics::<u64>(4)?;
        let word = hits.word(3);
        drop(hits); // wrong
        word.at(shmem.my_pe()).inc();
        Ok(())
    });
}
