//! Step 5: as one writes it in Rust. PEs wait for their neighbours only, and a module has a test of its own.

#[path = "../rod.rs"]
mod rod;

use std::env;

use rod::Rod;

fn main() {
    let mut args = env::args().skip(1).map(|arg| arg.parse().expect("a number"));
    let (count, steps) = (args.next().unwrap_or(40), args.next().unwrap_or(500));
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut rod = Rod::new(shmem, count)?;
        for _ in 0..steps {
            rod.step();
        }
        let heat = rod.heat();
        if shmem.my_pe().index() == 0 {
            println!("heat {heat:.9} after {steps} steps");
        }
        Ok(())
    });
}
