//! Turns are over when the runtime is given back.

fn main() {
    shmem::run_in_turns(|shmem| -> shmem::Result<()> {
        let turns = shmem.turns()?;
        let mut kept = None; // wrong
        turns.lend(|queue| {
            kept = Some(queue); // wrong
            //~ drop(queue.turn());
        });
        Ok(())
    });
}
