//! What a skin of C names is made over: the routines of the standard in their generic forms.
//!
//! `shmem-sys` gives them their names. Another provider offers the same modules; what a module's
//! functions owe and are owed is what the standard says of the routines they stand for.

/// Declares modules that offer what the crate's own modules of the same names have.
macro_rules! modules {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        pub mod $name {
            pub use crate::$name::*;
        }
    )*};
}

modules! {
    /// The PE that an operation goes to.
    target;
    /// Puts and gets.
    rma;
    /// Atomic memory operations.
    amo;
    /// Signals.
    signal;
    /// Memory ordering.
    order;
    /// Waiting for words and testing them.
    p2p;
    /// Locks.
    lock;
    /// The symmetric heap.
    heap;
}

/// Library setup, exit and query.
pub mod setup {
    pub use crate::end::{global_exit, say};
    pub use crate::init::{finalize, init, init_or_leave, initialized, level, start_pes};
    pub use crate::runtime::query::{is_accessible, my_pe, n_pes, pointer, reaches};
}

/// Teams.
pub mod team {
    pub use crate::team::{
        Team, destroy, num_contexts, resolve, split_2d, split_strided, translate, world,
    };
}

/// Contexts.
pub mod context {
    pub use crate::context::{create, destroy, team_of};
}

/// Collectives of teams.
pub mod coll {
    pub use crate::coll::Scan;
    pub use crate::coll::barrier::{barrier_all, sync, sync_all};
    pub use crate::coll::calls::{alltoall, alltoalls, broadcast, collect, fcollect, reduce, scan};
}

/// Collectives of active sets.
pub mod active_set {
    pub use crate::coll::set_calls::{
        ActiveSet, alltoall, alltoalls, barrier, broadcast, collect, fcollect, reduce, sync,
    };
}
