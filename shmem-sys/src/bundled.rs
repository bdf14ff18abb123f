//! The bundled runtime as a provider.

#![allow(unsafe_code, reason = "names the section that a note goes to")]

pub use shmem_smp::abi::*;
pub(crate) use shmem_smp::engine;
pub use shmem_smp::{SHMEM_CTX_DEFAULT, SHMEM_TEAM_SHARED, SHMEM_TEAM_WORLD, agree};

/// Says that the routines of the executable or library that this is part of are the bundled runtime's.
#[used]
#[unsafe(link_section = ".note.shmem-smp")]
static NOTE: shmem_smp::images::Note = shmem_smp::images::NOTE;
