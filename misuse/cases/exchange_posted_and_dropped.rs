//! A message is under way until its scope ends, and so long its exchange has to stay.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let halo = shmem.exchange::<u64>(&[Some((shmem.my_pe(), 0))], 2)?;
        let data = [1, 2];
        shmem.scope(|s| {
            s.post(&halo, 0, &data);
            drop(halo); // wrong
        });
        //~ drop(halo);
        Ok(())
    });
}
