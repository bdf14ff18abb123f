//! What threads share shows something in their turns only.

fn main() {
    shmem::run_in_turns(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(1)?;
        let turns = shmem.turns()?;
        let view = turns.share(inbox.as_slice());
        turns.lend(|queue| {
            view.write(0, 1); // wrong
            //~ view.get(&queue.turn()).write(0, 1);
        });
        Ok(())
    });
}
