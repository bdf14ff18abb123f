//! While the runtime is lent, nobody has more of it than views.

fn main() {
    shmem::run_in_turns(|shmem| -> shmem::Result<()> {
        let turns = shmem.turns()?;
        turns.lend(|queue| {
            drop(queue.turn());
            shmem.quiet(); // wrong
        });
        //~ shmem.quiet();
        Ok(())
    });
}
