//! A neighbour's message is lent until its mail is dropped: then the neighbour may write the next but one.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let halo = shmem.exchange::<f64>(&[Some((shmem.my_pe(), 0))], 1)?;
        halo.post(0, &[1.0]);
        let mail = halo.take(0);
        let edge = &mail[..]; // wrong
        //~ let edge = mail.to_vec();
        drop(mail);
        assert_eq!(edge[0], 1.0);
        Ok(())
    });
}
