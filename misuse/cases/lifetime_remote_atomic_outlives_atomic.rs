//! An atomic on a PE is not to be used once the atomic is gone.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let hits = shmem.atomic(0u64)?;
        let there = hits.at(shmem.pe(0));
        drop(hits); // wrong
        assert_eq!(there.fetch(), 0);
        Ok(())
    });
}
