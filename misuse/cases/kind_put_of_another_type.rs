//! What is put has the type of the elements.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<f32>(2)?;
        buf.at(shmem.my_pe()).put(&[1.0f64, 2.0]); // wrong
        //~ buf.at(shmem.my_pe()).put(&[1.0f32, 2.0]);
        Ok(())
    });
}
