//! A mailbox is sent to: a put would overwrite a message that is being read.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u32>(2)?;
        mailbox.at(shmem.my_pe()).put(&[1, 2]); // wrong
        //~ mailbox.at(shmem.my_pe()).send(&[1, 2]);
        Ok(())
    });
}
