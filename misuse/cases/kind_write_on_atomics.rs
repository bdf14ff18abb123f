//! Words that others change atomically are not to be overwritten by a plain store.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let hits = shmem.atomics::<u64>(4)?;
        hits.write(0, 1); // wrong
        //~ hits.word(0).at(shmem.my_pe()).set(1);
        Ok(())
    });
}
