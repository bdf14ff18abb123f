//! Two fetching operations in a scope cannot deliver to one place.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let hits = shmem.atomic(0u64)?;
        let (mut first, mut second) = (0, 0);
        shmem.scope(|s| {
            s.fetch_add(hits.at(shmem.my_pe()), 1, &mut first);
            s.fetch_add(hits.at(shmem.my_pe()), 1, &mut second);
            s.fetch_add(hits.at(shmem.my_pe()), 1, &mut first); // wrong
        });
        Ok(())
    });
}
