//! A message is not to be used once its place is free for the next one.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u32>(2)?;
        mailbox.at(shmem.my_pe()).send(&[1, 2]);
        let mail = mailbox.receive();
        let first = &mail[0]; // wrong
        //~ let first = mail[0];
        drop(mail);
        assert!(first.count_ones() > 0);
        Ok(())
    });
}
