//! A mailbox is not to be dropped while a message of it is lent.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u32>(2)?;
        mailbox.at(shmem.my_pe()).send(&[1, 2]);
        let mail = mailbox.receive();
        drop(mailbox); // wrong
        assert_eq!(mail.len(), 2);
        Ok(())
    });
}
