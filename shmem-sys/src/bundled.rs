//! The bundled runtime as a provider.

pub use shmem_smp::abi::*;
pub(crate) use shmem_smp::engine;
pub use shmem_smp::{Agreed, SHMEM_CTX_DEFAULT, SHMEM_TEAM_SHARED, SHMEM_TEAM_WORLD, agree};
