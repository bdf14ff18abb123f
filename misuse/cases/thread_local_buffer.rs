//! What is local stays on its thread, to become shared there again; its slice may go.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut local = shmem.alloc::<u64>(4)?.into_local();
        std::thread::scope(|threads| {
            threads.spawn(|| local.fill(1)); // wrong
            //~ let mine = &mut local[..];
            //~ threads.spawn(|| mine.fill(1));
        });
        assert_eq!(local[3], 1);
        Ok(())
    });
}
