//! Adding to a float atomically is not in OpenSHMEM: the order would show in the sum.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let total = shmem.atomic(0.0f64)?;
        total.at(shmem.pe(0)).fetch_add(1.0); // wrong
        //~ let total = shmem.world().sum(1.0);
        //~ assert!(total >= 1.0);
        Ok(())
    });
}
