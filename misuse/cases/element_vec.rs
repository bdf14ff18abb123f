//! A vector keeps its elements in private memory.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<Vec<f64>>(4)?; // wrong
        //~ let buf = shmem.alloc::<[f64; 3]>(4)?;
        drop(buf);
        Ok(())
    });
}
