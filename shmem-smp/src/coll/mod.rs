//! Collectives: how members meet, what they compare, and the algorithms.

pub(crate) mod active_set;
pub(crate) mod barrier;
pub(crate) mod meeting;
pub(crate) mod record;
pub(crate) mod team_meeting;
