//! A mutex cannot be given up while this PE has its lock.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let lock = shmem.mutex(())?;
        let guard = lock.lock().unwrap();
        drop(lock); // wrong
        drop(guard);
        Ok(())
    });
}
