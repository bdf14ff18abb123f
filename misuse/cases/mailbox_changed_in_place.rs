//! A message is read where it lies, not written.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u32>(2)?;
        mailbox.at(shmem.my_pe()).send(&[1, 2]);
        let mail = mailbox.receive();
        mail[0] = 3; // wrong
        //~ let mut mail = mail.to_vec();
        //~ mail[0] = 3;
        Ok(())
    });
}
