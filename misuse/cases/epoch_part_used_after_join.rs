//! Who joins two parts has the whole, and the parts no more.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let (left, right) = shmem.alloc::<u64>(4)?.split_at(2);
        let whole = left.join(right);
        assert_eq!(whole.len(), 4);
        left.write(0, 1); // wrong
        //~ whole.write(0, 1);
        Ok(())
    });
}
