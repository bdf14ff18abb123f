//! A context for turns is used in them only.

use shmem::ContextOptions;

fn main() {
    shmem::run_in_turns(|shmem| -> shmem::Result<()> {
        let turns = shmem.turns()?;
        let ctx = turns.context(ContextOptions::new())?;
        turns.lend(|queue| {
            ctx.scope(|s| s.quiet()); // wrong
            //~ queue.turn().scope_on(&ctx, |s| s.quiet());
        });
        Ok(())
    });
}
