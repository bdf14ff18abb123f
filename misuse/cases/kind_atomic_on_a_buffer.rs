//! Elements of a buffer are put and got: an atomic operation would race with that.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let counts = shmem.alloc::<u64>(4)?; // wrong
        //~ let counts = shmem.atomics::<u64>(4)?;
        counts.slice(0..1).at(shmem.pe(0)).fetch_add(1); // wrong
        //~ counts.word(0).at(shmem.pe(0)).fetch_add(1);
        Ok(())
    });
}
