//! Complex numbers have no smallest one; they have sums.

use shmem::num_complex::Complex64;

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let z = Complex64::new(1.0, 2.0);
        let least = shmem.world().min(z); // wrong
        //~ let least = shmem.world().sum(z);
        assert!(least.re >= 1.0);
        Ok(())
    });
}
