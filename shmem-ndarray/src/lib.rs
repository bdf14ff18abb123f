//! n-dimensional arrays in OpenSHMEM's symmetric memory: what `shmem` has for slices, for
//! [`ndarray`]'s arrays.

pub mod symmetric;
