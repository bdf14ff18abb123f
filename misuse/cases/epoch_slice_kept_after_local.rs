//! A slice of what is local is not to be used once it is shared again.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let local = shmem.alloc::<u64>(4)?.into_local();
        let first = &local[0]; // wrong
        //~ let first = local[0];
        let buf = local.into_shared();
        assert_eq!(first, &buf.read(0)); // wrong
        //~ assert_eq!(first, buf.read(0));
        Ok(())
    });
}
