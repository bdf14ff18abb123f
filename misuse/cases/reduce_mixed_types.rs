//! A sum has the type of what is summed up.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let total: f64 = shmem.world().sum(1u64); // wrong
        //~ let total: f64 = shmem.world().sum(1u64 as f64);
        assert!(total >= 1.0);
        Ok(())
    });
}
