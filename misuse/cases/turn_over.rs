//! What a turn shows is not to be used once the turn is over.

fn main() {
    shmem::run_in_turns(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(1)?;
        let turns = shmem.turns()?;
        let view = turns.share(inbox.as_slice());
        turns.lend(|queue| {
            let turn = queue.turn();
            let mine = view.get(&turn);
            drop(turn); // wrong
            mine.write(0, 1);
            //~ drop(turn);
        });
        Ok(())
    });
}
