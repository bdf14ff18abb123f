//! A turn is one thread's.

fn main() {
    shmem::run_in_turns(|shmem| -> shmem::Result<()> {
        let turns = shmem.turns()?;
        turns.lend(|queue| {
            let turn = &queue.turn(); // wrong
            std::thread::scope(|threads| {
                threads.spawn(move || turn.scope(|s| s.quiet())); // wrong
                //~ threads.spawn(|| queue.turn().scope(|s| s.quiet()));
            });
        });
        Ok(())
    });
}
