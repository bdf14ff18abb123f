//! What a non-blocking put reads is not to be changed before it is complete.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        let mut data = [1, 2];
        shmem.scope(|s| {
            s.put(inbox.at(shmem.my_pe()), &data);
            data[0] = 3; // wrong
        });
        //~ data[0] = 3;
        assert_eq!(data, [3, 2]);
        Ok(())
    });
}
