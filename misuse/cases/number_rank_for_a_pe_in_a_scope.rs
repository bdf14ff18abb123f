//! On the default context and others of the world PEs go by their numbers in the world.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(1)?;
        let row = shmem.world().grid(2)?.x;
        let to = row.my_rank().wrapping_add(1);
        shmem.scope(|s| {
            s.put(inbox.at(to), &[1]); // wrong
            //~ s.put(inbox.at(row.pe(to)), &[1]);
        });
        Ok(())
    });
}
