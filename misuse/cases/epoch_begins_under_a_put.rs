//! An epoch cannot begin while there is something to put by.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let there = buf.at(shmem.my_pe());
        let frozen = buf.freeze(); // wrong
        there.p(0, 1);
        //~ let frozen = buf.freeze();
        assert_eq!(frozen.len(), 4);
        Ok(())
    });
}
