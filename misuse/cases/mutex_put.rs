//! The value of a mutex is reached by locking it, not by puts.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let best = shmem.mutex(1u64)?;
        best.at(shmem.pe(0)).p(0, 2); // wrong
        //~ *best.lock().expect("no PE has panicked") = 2;
        Ok(())
    });
}
