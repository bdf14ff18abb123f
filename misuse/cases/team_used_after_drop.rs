//! A team is not to be used once it was given up.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let n = shmem.n_pes();
        let all = shmem.world().split_strided(0, 1, n)?.expect("all are in it");
        drop(all); // wrong
        all.barrier();
        //~ drop(all);
        Ok(())
    });
}
