//! A word is compared with values of its type.

use shmem::prelude::*;

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let flag = shmem.atomic(1u64)?;
        flag.wait(Until::Ge(-1i64)); // wrong
        //~ flag.wait(Until::Ge(1u64));
        Ok(())
    });
}
