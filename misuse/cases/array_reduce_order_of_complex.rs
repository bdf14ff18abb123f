//! Complex numbers have no order.

use ndarray::array;
use shmem::num_complex::Complex;
use shmem_ndarray::{ArrayCollectives, Result};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let waves = array![[Complex::new(1.0, 2.0)]];
        let all = shmem.world().arrays().reduce(shmem_ndarray::Max, &waves); // wrong
        //~ let all = shmem.world().arrays().reduce(shmem_ndarray::Sum, &waves);
        assert_eq!(all.dim(), waves.dim());
        Ok(())
    });
}
