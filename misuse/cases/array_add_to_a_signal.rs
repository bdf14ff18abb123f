//! Signals are set and added to, and tell nothing back.

use shmem_ndarray::{Result, SignalArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let arrived = SignalArray::zeros(shmem, (3, 4))?;
        let before = arrived.at(shmem.my_pe()).word([0, 0]).fetch_add(1); // wrong
        //~ arrived.at(shmem.my_pe()).word([0, 0]).add(1);
        //~ let before = arrived.word([0, 0]).fetch();
        assert!(before < 2);
        Ok(())
    });
}
