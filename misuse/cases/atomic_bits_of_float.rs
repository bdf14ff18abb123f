//! Floats have no bitwise atomics.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let word = shmem.atomic(0.0f64)?; // wrong
        //~ let word = shmem.atomic(0u64)?;
        word.at(shmem.my_pe()).or(1); // wrong
        //~ word.at(shmem.my_pe()).or(1);
        Ok(())
    });
}
