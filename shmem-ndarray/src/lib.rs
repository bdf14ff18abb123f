//! n-dimensional arrays in OpenSHMEM's symmetric memory: what `shmem` has for slices, for
//! [`ndarray`]'s arrays.

#![forbid(unsafe_code)]

pub mod symmetric;

mod error;

pub use error::{Asked, Error, Result};
pub use symmetric::{
    And, ArrayCollectives, FrozenArray, FrozenArrayView, LocalArray, Located, Max, Min, Or, Prod,
    ReduceOp, ReduceOpAlong, RemoteArray, Sum, SymArray, SymArray1, SymArray2, SymArray3,
    SymArray4, SymArray5, SymArray6, SymArrayBase, SymArrayD, SymArrayView, TeamArrays, Xor,
};
