//! A lock belongs to the thread that has taken it.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let best = shmem.mutex(1u64)?;
        let mut guard = best.lock().expect("no PE has panicked");
        std::thread::scope(|threads| {
            threads.spawn(|| *guard += 1); // wrong
            //~ let value: &mut u64 = &mut guard;
            //~ threads.spawn(move || *value += 1);
        });
        Ok(())
    });
}
