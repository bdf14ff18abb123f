//! Who parts a buffer has the parts, and the whole no more.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let (left, right) = buf.split_at(2);
        buf.write(0, 1); // wrong
        //~ left.write(0, 1);
        assert_eq!(left.join(right).len(), 4);
        Ok(())
    });
}
