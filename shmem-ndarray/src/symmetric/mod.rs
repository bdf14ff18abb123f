//! Symmetric arrays: one of the same shape on every PE.

mod access;
mod agree;
mod base;
mod collectives;
mod create;
mod layout;
mod storage;
mod views;

pub use base::{
    FrozenArray, FrozenArrayView, LocalArray, RemoteArray, SymArray, SymArray1, SymArray2,
    SymArray3, SymArray4, SymArray5, SymArray6, SymArrayBase, SymArrayD, SymArrayView,
};
pub use collectives::{
    And, ArrayCollectives, Located, Max, Min, Or, Prod, ReduceOp, ReduceOpAlong, Sum, TeamArrays,
    Xor,
};
pub use storage::{Shared, Storage};
