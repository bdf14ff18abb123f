//! An epoch cannot begin while a put to the array is under way.

use ndarray::Array;
use shmem_ndarray::{Result, ScopedArrays, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let mut table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let row = Array::ones(4);
        shmem.scope(|s| {
            s.put_view(table.row(0).at(shmem.my_pe()), &row);
            table.with_local(|mut mine| mine.fill(1)); // wrong
        });
        //~ table.with_local(|mut mine| mine.fill(1));
        Ok(())
    });
}
