//! The runtime that a program is lent cannot be kept beyond its end.

fn main() {
    let mut kept = None;
    shmem::run(|shmem| -> shmem::Result<()> {
        kept = Some(shmem); // wrong
        //~ kept = Some(shmem.n_pes());
        Ok(())
    });
    assert!(kept.is_some());
}
