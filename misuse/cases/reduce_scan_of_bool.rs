//! Truth values have no running sum; their number has.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let before = shmem.world().exscan(true); // wrong
        //~ let before = shmem.world().exscan(u32::from(true));
        let _ = before;
        Ok(())
    });
}
