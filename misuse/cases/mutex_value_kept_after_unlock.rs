//! The value of a mutex is this PE's while it has the lock.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let best = shmem.mutex(1.5)?;
        let mut guard = best.lock().unwrap();
        let value = &mut *guard; // wrong
        drop(guard); // wrong
        *value = 2.5; // wrong
        //~ *guard = 2.5;
        //~ drop(guard);
        Ok(())
    });
}
