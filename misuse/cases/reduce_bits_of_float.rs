//! Floats have no bitwise reductions.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let all = shmem.world().and(1.0f64); // wrong
        //~ let all = shmem.world().and(1u64);
        assert!(all == all);
        Ok(())
    });
}
