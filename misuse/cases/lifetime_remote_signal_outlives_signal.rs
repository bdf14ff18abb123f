//! A signal on a PE is not to be used once the signal is gone.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let ready = shmem.signal()?;
        let there = ready.at(shmem.pe(0));
        drop(ready); // wrong
        there.set(1);
        Ok(())
    });
}
