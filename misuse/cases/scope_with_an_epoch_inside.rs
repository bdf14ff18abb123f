//! An epoch of a buffer cannot begin in a scope that uses the buffer.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut inbox = shmem.alloc::<u64>(2)?;
        let data = [1, 2];
        shmem.scope(|s| {
            s.put(inbox.at(shmem.my_pe()), &data);
            inbox.with_local(|mine| mine[0] += 1); // wrong
        });
        inbox.with_local(|mine| mine[0] += 1);
        Ok(())
    });
}
