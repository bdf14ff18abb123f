//! Who is not in the new team has none: that has to be looked at first.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let n = shmem.n_pes();
        let even = shmem.world().split_strided(0, 2, n.div_ceil(2))?;
        even.barrier(); // wrong
        //~ if let Some(even) = even {
        //~     even.barrier();
        //~ }
        Ok(())
    });
}
