//! A put must not read what a get is filling.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let numbers = shmem.alloc::<u64>(2)?;
        let mut data = [1, 2];
        shmem.scope(|s| {
            s.get(numbers.at(shmem.my_pe()), &mut data);
            s.put(numbers.at(shmem.pe(0)), &data); // wrong
        });
        //~ shmem.scope(|s| s.put(numbers.at(shmem.pe(0)), &data));
        Ok(())
    });
}
