//! What everybody reads is not the destination of a collective.

use shmem_ndarray::{ArrayCollectives, Result, Sum, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let source = SymArray::<u64, _>::ones(shmem, (3, 4))?;
        let sums = SymArray::<u64, _>::zeros(shmem, (3, 4))?.freeze();
        shmem.world().arrays().reduce_sym(Sum, &sums, &source); // wrong
        //~ shmem.world().arrays().reduce_sym(Sum, &sums.thaw(), &source);
        Ok(())
    });
}
