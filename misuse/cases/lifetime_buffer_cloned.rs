//! A buffer has one owner on each PE: a second could use it when the first has dropped it.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let other = buf.clone(); // wrong
        //~ let other = buf.as_slice();
        assert_eq!(other.read(0), buf.read(0));
        Ok(())
    });
}
