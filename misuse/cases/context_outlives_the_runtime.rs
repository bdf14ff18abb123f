//! A context cannot outlive the runtime.

fn main() {
    let shmem = shmem::Shmem::init().unwrap();
    let context = shmem.context().unwrap();
    drop(shmem); // wrong
    context.scope(|s| s.quiet());
}
