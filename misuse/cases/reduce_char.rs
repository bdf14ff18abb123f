//! Characters have no smallest one among PEs; their numbers have.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let first = shmem.world().min('x'); // wrong
        //~ let first = shmem.world().min('x' as u32);
        let _ = first;
        Ok(())
    });
}
