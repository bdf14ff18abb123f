//! A mailbox takes messages, and no puts past them.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u64>(4)?;
        mailbox.at(shmem.my_pe()).put(&[1, 2, 3, 4]); // wrong
        //~ mailbox.at(shmem.my_pe()).send(&[1, 2, 3, 4]);
        Ok(())
    });
}
