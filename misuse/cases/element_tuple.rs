//! Where a tuple has its parts is for the compiler to say.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<(f64, u64)>(4)?; // wrong
        //~ let buf = shmem.alloc::<[u64; 2]>(4)?;
        drop(buf);
        Ok(())
    });
}
