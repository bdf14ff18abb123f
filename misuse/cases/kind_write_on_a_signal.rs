//! A signal is changed by signal operations only.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let ready = shmem.signal()?;
        ready.write(0, 1); // wrong
        //~ ready.at(shmem.my_pe()).set(1);
        Ok(())
    });
}
