//! Every PE says hello.
//!
//! ```text
//! cargo shmem run -n 4 --example hello
//! ```

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        println!("Hello from PE {} of {}", shmem.my_pe(), shmem.n_pes());
        Ok(())
    });
}
