//! A buffer is not to be given away while a slice of it is in use.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let there = buf.at(shmem.my_pe());
        let theirs = buf; // wrong
        there.p(0, 1);
        //~ let theirs = buf;
        assert_eq!(theirs.len(), 4);
        Ok(())
    });
}
