//! What has pointers in it is of no use to other PEs.

use ndarray::Array;
use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let private = Array::from_elem((3, 4), String::new()); // wrong
        //~ let private = Array::from_elem((3, 4), 0_u64);
        let table = SymArray::from_array(shmem, &private)?;
        assert_eq!(table.len(), 12);
        Ok(())
    });
}
