//! Elements of an array are put and got: an atomic operation would race with that.

fn main() {
    shmem::run(|shmem| -> shmem_ndarray::Result<()> {
        let counts = shmem_ndarray::SymArray::<u64, _>::zeros(shmem, (3, 4))?; // wrong
        //~ let counts = shmem_ndarray::AtomicArray::<u64, _>::zeros(shmem, (3, 4))?;
        counts.at(shmem.pe(0)).word([2, 3]).fetch_add(1);
        Ok(())
    });
}
