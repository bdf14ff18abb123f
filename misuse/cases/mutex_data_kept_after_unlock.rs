//! The value of a mutex is not to be used once it is unlocked.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let best = shmem.mutex(1u64)?;
        let mut guard = best.lock().expect("no PE has panicked");
        let value: &mut u64 = &mut guard; // wrong
        //~ *guard += 1;
        drop(guard);
        *value += 1; // wrong
        Ok(())
    });
}
