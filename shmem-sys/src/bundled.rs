//! The bundled runtime as a provider.

pub use shmem_smp::abi::*;
pub use shmem_smp::raw::*;
pub use shmem_smp::{Agreed, SHMEM_CTX_DEFAULT, SHMEM_TEAM_SHARED, SHMEM_TEAM_WORLD, agree};
pub use shmem_smp::{
    for_each_amo_bitwise_type, for_each_amo_extended_type, for_each_amo_standard_type,
    for_each_old_amo_extended_type, for_each_old_amo_standard_type, for_each_old_wait_type,
    for_each_old_wait_until_type, for_each_reduce_bitwise_type, for_each_reduce_minmax_type,
    for_each_reduce_sumprod_type, for_each_rma_type, for_each_size, for_each_to_all_bitwise_type,
    for_each_to_all_minmax_type, for_each_to_all_sumprod_type,
};
