//! Memory that others may write is never a slice of Rust.

fn largest(data: &[f64]) -> f64 {
    data.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<f64>(4)?;
        let largest = largest(&buf); // wrong
        //~ let largest = largest(&buf.to_vec());
        assert_eq!(largest, 0.0);
        Ok(())
    });
}
