//! The value of a mutex is reached by locking it.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let best = shmem.mutex(1u64)?;
        assert_eq!(*best, 1); // wrong
        //~ assert_eq!(*best.lock().expect("no PE has panicked"), 1);
        Ok(())
    });
}
