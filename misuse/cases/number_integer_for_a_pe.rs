//! A number is a PE only once somebody has looked that there is one.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(1)?;
        buf.at(0).p(0, 1); // wrong
        //~ buf.at(shmem.pe(0)).p(0, 1);
        Ok(())
    });
}
