//! Two non-blocking gets must not fill the same memory.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let numbers = shmem.alloc::<u64>(2)?;
        let mut data = [1, 2];
        let mut others = [1, 2];
        shmem.scope(|s| {
            s.get(numbers.at(shmem.my_pe()), &mut data);
            s.get(numbers.at(shmem.pe(0)), &mut data); // wrong
            //~ s.get(numbers.at(shmem.pe(0)), &mut others);
        });
        others.sort_unstable();
        Ok(())
    });
}
