//! Beyond the last PE there is none, so a step says what it does at the end.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let right = shmem.my_pe() + 1; // wrong
        //~ let right = shmem.my_pe().wrapping_add(1);
        assert!(right.index() < shmem.n_pes());
        Ok(())
    });
}
