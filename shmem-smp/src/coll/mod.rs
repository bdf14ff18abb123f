//! Collectives: how members meet in shared memory, and reach each other's.

pub(crate) mod active_set;
pub(crate) mod barrier;
pub(crate) mod set_calls;
pub(crate) mod space;
pub(crate) mod team_call;
pub(crate) mod team_meeting;

pub(crate) use shmem_core::coll::{Call, Exit, Meeting, PAYLOAD_WORDS};
pub(crate) use shmem_core::{ops, record};
