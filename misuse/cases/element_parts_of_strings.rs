//! Parts are of elements: text goes as its bytes.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let words = vec![vec![String::from("text")]; shmem.n_pes()];
        let received = shmem.world().alltoall_parts(&words); // wrong
        //~ let words: Vec<_> = words.into_iter().map(|words| words.concat()).collect();
        //~ let received: Vec<Vec<u8>> = shmem.world().alltoall_parts(&words);
        assert_eq!(received.len(), shmem.n_pes());
        Ok(())
    });
}
