//! A structure has no sum; its parts have.

use shmem::bytemuck::{Pod, Zeroable};

#[derive(Clone, Copy, Pod, Zeroable)]
#[bytemuck(crate = "shmem::bytemuck")]
#[repr(C)]
struct Moment {
    mass: f64,
    charge: f64,
}

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let moment = Moment { mass: 1.0, charge: -1.0 };
        let total = shmem.world().sum(moment); // wrong
        //~ let total = shmem.world().sum([moment.mass, moment.charge]);
        Ok(())
    });
}
