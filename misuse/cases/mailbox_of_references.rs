//! A message crosses to another PE, where references mean nothing.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<&'static str>(2)?; // wrong
        //~ let mailbox = shmem.mailbox::<[u8; 8]>(2)?;
        drop(mailbox);
        Ok(())
    });
}
