//! A mailbox cannot be given up while its mail is lent.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u64>(4)?;
        mailbox.at(shmem.my_pe()).send(&[1, 2]);
        let mail = mailbox.receive();
        drop(mailbox); // wrong
        assert_eq!(mail[1], 2);
        Ok(())
    });
}
