//! The slice of a frozen epoch is not to be used when others write again.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut buf = shmem.alloc::<u64>(4)?;
        let all = buf.with_frozen(|all| all); // wrong
        //~ let all = buf.with_frozen(|all| all.to_vec());
        assert_eq!(all[0], 0);
        Ok(())
    });
}
