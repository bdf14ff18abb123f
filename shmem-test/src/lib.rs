//! shmem-test
