//! Words of an array that others change atomically are not to be overwritten by a put.

use ndarray::array;
use shmem_ndarray::{AtomicArray, Result};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let hits = AtomicArray::<u64, _>::zeros(shmem, (1, 2))?;
        let ones = array![[1, 1]];
        hits.at(shmem.pe(0)).put(&ones); // wrong
        //~ hits.at(shmem.pe(0)).words().zip(&ones).for_each(|(word, &one)| word.set(one));
        Ok(())
    });
}
