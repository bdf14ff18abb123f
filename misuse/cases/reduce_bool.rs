//! Truth values have no sum; their number has.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let yes = shmem.world().sum(true); // wrong
        //~ let yes = shmem.world().sum(u32::from(true));
        assert_eq!(yes as usize, shmem.n_pes());
        Ok(())
    });
}
