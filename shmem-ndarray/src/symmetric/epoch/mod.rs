//! Arrays in epochs, which are those of [`shmem`]: times in which memory is not everybody's.

mod frozen;
mod local;
