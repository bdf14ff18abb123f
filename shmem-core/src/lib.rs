//! What every provider of the OpenSHMEM API shares, and no program needs by itself.
//!
//! * [`types`]: the standard's C types; constants differ between libraries and stay with them.
//! * [`tables`]: the standard's type sets, each once.
//! * [`fifo_lock`]: the protocol of the standard's locks.
//! * [`heap_size`]: how much heap the environment asks for.
//! * [`record`]: what a PE says about the collective it is in, so that members can compare.
//! * [`activity`]: what a PE waits for, to be seen by others.
//! * [`agreed`]: what members who agree on a few words come to.
//! * [`coll`]: the algorithms of collectives, over a provider's way to meet and to reach memory.
//! * [`deadlock`]: PEs that wait for each other in different teams.
//! * [`dissemination`]: how members meet over one-sided messages.
//! * [`open_mpi`]: what Open MPI has to be told before it starts.
//! * [`ops`]: the operations of reductions and scans.
//! * [`team`]: teams as one PE knows them, and [`triplet`]: teams as numbers.
//! * [`watch`]: words that a PE waits for.

pub mod activity;
pub mod agreed;
pub mod coll;
pub mod copy;
pub mod deadlock;
pub mod dissemination;
pub mod fifo_lock;
pub mod heap_size;
pub mod open_mpi;
pub mod ops;
pub mod record;
pub mod tables;
pub mod team;
pub mod triplet;
pub mod types;
pub mod watch;

pub use agreed::Agreed;
pub use types::*;
