//! What a non-blocking get fills is not to be read before it is complete.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let numbers = shmem.alloc::<u64>(2)?;
        let mut data = [1, 2];
        shmem.scope(|s| {
            s.get(numbers.at(shmem.my_pe()), &mut data);
            assert_eq!(data, [0, 0]); // wrong
        });
        //~ assert_eq!(data, [0, 0]);
        Ok(())
    });
}
