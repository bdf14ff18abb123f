//! What a scope sends is read until the scope ends.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u64>(2)?;
        let mut data = [1, 2];
        shmem.scope(|s| {
            s.send(mailbox.at(shmem.my_pe()), &data);
            data[0] = 3; // wrong
        });
        //~ data[0] = 3;
        assert_eq!(mailbox.receive()[0], 1);
        Ok(())
    });
}
