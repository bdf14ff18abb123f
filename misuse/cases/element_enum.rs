//! Bytes that arrive from elsewhere may be none of the variants.

#[derive(Clone, Copy)]
#[repr(u8)]
enum Phase {
    Red,
    Black,
}

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<Phase>(4)?; // wrong
        //~ let buf = shmem.alloc::<u8>(4)?;
        drop(buf);
        Ok(())
    });
}
