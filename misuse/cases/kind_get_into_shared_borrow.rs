//! What a get fills is borrowed for writing.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(2)?;
        let mut data = [0; 2];
        buf.at(shmem.pe(0)).get(&data); // wrong
        //~ buf.at(shmem.pe(0)).get(&mut data);
        assert_eq!(data, [0; 2]);
        Ok(())
    });
}
