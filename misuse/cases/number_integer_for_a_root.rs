//! Root is a rank of the team, not a number.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let all = shmem.world().gather(0, &[1]); // wrong
        //~ let all = shmem.world().gather(shmem.world().rank(0), &[1]);
        let _ = all;
        Ok(())
    });
}
