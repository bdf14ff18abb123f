//! Four bytes that arrive from elsewhere may be no character.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<char>(4)?; // wrong
        //~ let buf = shmem.alloc::<u32>(4)?;
        drop(buf);
        Ok(())
    });
}
