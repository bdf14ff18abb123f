//! A function cannot return part of a buffer that it drops.

use shmem::prelude::*;

fn halo<'rt>(shmem: &'rt Shmem) -> shmem::Result<SymSlice<'rt, u64>> { // wrong
//~ fn halo<'rt>(shmem: &'rt Shmem) -> shmem::Result<SymBuf<'rt, u64>> {
    let buf = shmem.alloc::<u64>(4)?;
    Ok(buf.slice(..2)) // wrong
    //~ Ok(buf)
}

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        assert_eq!(halo(shmem)?.read(1), 0);
        Ok(())
    });
}
