//! A mutex is not to be dropped while it is locked.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let best = shmem.mutex(1u64)?;
        let guard = best.lock().expect("no PE has panicked");
        drop(best); // wrong
        assert_eq!(*guard, 1);
        Ok(())
    });
}
