//! An epoch cannot begin while a view is in use by which others would be reached.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let mut table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let view = table.t();
        let row = view.row(1);
        table.with_local(|mut mine| mine.fill(1)); // wrong
        row.write(0, 2);
        //~ table.with_local(|mut mine| mine.fill(1));
        Ok(())
    });
}
