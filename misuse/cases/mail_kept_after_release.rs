//! A message is lent until its mail is dropped: then the next one may be written over it.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u64>(4)?;
        mailbox.at(shmem.my_pe()).send(&[1, 2]);
        let mail = mailbox.receive();
        let data = &mail[..]; // wrong
        //~ let data = mail.to_vec();
        drop(mail);
        assert_eq!(data[1], 2);
        Ok(())
    });
}
