//! A context for turns is shared with other threads, not given to them: dropping it is a call too.

use shmem::ContextOptions;

fn main() {
    shmem::run_in_turns(|shmem| -> shmem::Result<()> {
        let turns = shmem.turns()?;
        let ctx = turns.context(ContextOptions::new())?;
        turns.lend(move |queue| queue.turn().scope_on(&ctx, |s| s.quiet())); // wrong
        //~ turns.lend(|queue| queue.turn().scope_on(&ctx, |s| s.quiet()));
        Ok(())
    });
}
