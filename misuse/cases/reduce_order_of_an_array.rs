//! Arrays have an order of their own, by their first different elements: the smallest of each place are
//! those of a slice.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let ends = [1.5, -2.5];
        let least = shmem.world().min(ends); // wrong
        //~ let mut least = ends;
        //~ shmem.world().min_slice(&mut least);
        assert_eq!(least, ends);
        Ok(())
    });
}
