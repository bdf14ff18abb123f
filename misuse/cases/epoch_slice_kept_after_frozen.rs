//! A slice of what is frozen is not to be used once it has thawed.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let frozen = shmem.alloc::<u64>(4)?.freeze();
        let first = &frozen[0]; // wrong
        //~ let first = frozen[0];
        let buf = frozen.thaw();
        assert_eq!(first, &buf.read(0)); // wrong
        //~ assert_eq!(first, buf.read(0));
        Ok(())
    });
}
