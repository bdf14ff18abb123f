//! The column that a scope sends is borrowed until its end, even if its signal has been seen.

use shmem::SignalOp;

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let (inbox, ready) = (shmem.alloc::<u64>(2)?, shmem.signal()?);
        let me = shmem.my_pe();
        let kept = [1, 2, 3, 4];
        shmem.scope(|s| {
            let matrix = [1, 2, 3, 4];
            s.iput_signal(inbox.at(me), 1, &matrix, 2, 2, &ready, SignalOp::Set(1)); // wrong
            //~ s.iput_signal(inbox.at(me), 1, &kept, 2, 2, &ready, SignalOp::Set(1));
            assert_eq!(matrix, kept);
        });
        Ok(())
    });
}
