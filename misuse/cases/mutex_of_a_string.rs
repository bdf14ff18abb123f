//! The value of a mutex travels between PEs, as bytes.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let name = shmem.mutex(String::new())?; // wrong
        //~ let name = shmem.mutex([0u8; 32])?;
        drop(name);
        Ok(())
    });
}
