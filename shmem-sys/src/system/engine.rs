//! What the C names are made over: the modules and functions that `shmem_smp::engine` lists as well.

pub(crate) use super::{
    active_set, amo, coll, context, heap, lock, order, p2p, rma, setup, signal, target, team,
};
