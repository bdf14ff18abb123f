//! This form reduces symmetric memory; `sum_slice` takes a vector.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut data = vec![1.0, 2.0];
        shmem.world().sum_reduce(&mut data, &data); // wrong
        //~ shmem.world().sum_slice(&mut data);
        Ok(())
    });
}
