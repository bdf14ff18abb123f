//! A neighbour's message is not to be used once its place is free for the next one.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let me = shmem.my_pe();
        let halo = shmem.exchange::<f64>(&[Some((me, 1)), Some((me, 0))], 1)?;
        halo.post(0, &[1.0]);
        let mail = halo.take(1);
        let first = &mail[0]; // wrong
        //~ let first = mail[0];
        drop(mail);
        assert!(first.is_finite());
        Ok(())
    });
}
