//! What a non-blocking atomic fetches is there when the scope has ended.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let tickets = shmem.atomic(0u64)?;
        let mut ticket = 7;
        shmem.scope(|s| {
            s.fetch_add(tickets.at(shmem.my_pe()), 1, &mut ticket);
            assert_eq!(ticket, 0); // wrong
        });
        //~ assert_eq!(ticket, 0);
        Ok(())
    });
}
