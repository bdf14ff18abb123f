//! What was allocated in a run cannot be kept beyond it.

fn main() {
    let mut kept = None;
    shmem::run(|shmem| -> shmem::Result<()> {
        kept = Some(shmem.alloc::<u64>(4)?); // wrong
        //~ kept = Some(shmem.alloc::<u64>(4)?.to_vec());
        Ok(())
    });
    assert_eq!(kept.map(|buf| buf.len()), Some(4));
}
