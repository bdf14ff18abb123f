//! What has arrived is for reading: the mailbox is not the receiver's to write.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u64>(4)?;
        mailbox.at(shmem.my_pe()).send(&[1, 2]);
        mailbox.receive()[1] = 3; // wrong
        //~ mailbox.receive().to_vec()[1] = 3;
        Ok(())
    });
}
