//! A buffer cannot be put where everything lives for ever, because the runtime does not.

use shmem::prelude::*;

use std::cell::OnceCell;

thread_local! {
    static INBOX: OnceCell<SymBuf<'static, u64>> = const { OnceCell::new() }; // wrong
    //~ static INBOX: OnceCell<Vec<u64>> = const { OnceCell::new() };
}

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        INBOX.with(|inbox| inbox.set(buf).is_ok()); // wrong
        //~ INBOX.with(|inbox| inbox.set(buf.to_vec()).is_ok());
        Ok(())
    });
}
