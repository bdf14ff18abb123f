//! A rank counts within a team: a put to a member of one goes by a scope of its context.

use ndarray::array;
use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (2, 2))?;
        let world = shmem.world();
        let there = table.row(0).at(world.my_rank());
        there.put(&array![1, 2]); // wrong
        //~ world.context()?.scope(|s| s.on(there).put(&array![1, 2]));
        Ok(())
    });
}
