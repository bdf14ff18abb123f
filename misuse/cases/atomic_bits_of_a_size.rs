//! Bitwise atomics are there for the fixed-size integers.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let flags = shmem.atomic(0usize)?; // wrong
        //~ let flags = shmem.atomic(0u64)?;
        flags.at(shmem.my_pe()).or(4);
        Ok(())
    });
}
