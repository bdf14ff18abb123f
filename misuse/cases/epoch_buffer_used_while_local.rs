//! Who makes a buffer local gives up the shared one.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let mut local = buf.into_local();
        local.fill(1);
        buf.write(0, 2); // wrong
        //~ local.into_shared().write(0, 2);
        Ok(())
    });
}
