//! A signal is changed by signal operations only.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let ready = shmem.signal()?;
        ready.at(shmem.pe(0)).fetch_add(1); // wrong
        //~ ready.at(shmem.pe(0)).add(1);
        Ok(())
    });
}
