//! An array has a sum if its elements have.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let found = [true, false];
        let all = shmem.world().sum(found); // wrong
        //~ let all = shmem.world().sum(found.map(u8::from));
        assert_eq!(usize::from(all[0]), shmem.n_pes());
        Ok(())
    });
}
