//! There is no iterating over memory that others may write; a copy can be.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let sum: u64 = buf.iter().sum(); // wrong
        //~ let sum: u64 = buf.to_vec().iter().sum();
        assert_eq!(sum, 0);
        Ok(())
    });
}
