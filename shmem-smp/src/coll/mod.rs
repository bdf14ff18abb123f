//! Collectives: how members meet, what they compare, and the algorithms.

pub(crate) mod meeting;
pub(crate) mod record;
