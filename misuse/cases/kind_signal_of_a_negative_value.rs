//! Signals hold 64 bits without a sign.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let ready = shmem.signal()?;
        ready.at(shmem.my_pe()).set(-1); // wrong
        //~ ready.at(shmem.my_pe()).set(u64::MAX);
        Ok(())
    });
}
