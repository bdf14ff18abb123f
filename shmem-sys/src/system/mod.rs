//! The machine's C library as a provider.

#[macro_use]
mod routines;

pub(crate) mod constants;
pub(crate) mod native;
