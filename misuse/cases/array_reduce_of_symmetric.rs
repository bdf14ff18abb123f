//! Collectives on private arrays take what nobody else writes.

use shmem_ndarray::{ArrayCollectives, Result, Sum, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::ones(shmem, (3, 4))?;
        let all = shmem.world().arrays().reduce(Sum, &table); // wrong
        //~ let all = shmem.world().arrays().reduce(Sum, &table.to_array());
        assert_eq!(all.len(), 12);
        Ok(())
    });
}
