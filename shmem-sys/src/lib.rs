//! shmem-sys
