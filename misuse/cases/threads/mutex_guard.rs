//! A lock is a PE's, and its guard stays on the thread that has the runtime.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let counter = shmem.mutex(1u64)?;
        let mut guard = counter.lock().unwrap();
        std::thread::scope(|threads| {
            let guard = &mut guard; // wrong
            threads.spawn(move || **guard = 2); // wrong
            //~ let value = &mut *guard;
            //~ threads.spawn(move || *value = 2);
        });
        assert_eq!(*guard, 2);
        Ok(())
    });
}
