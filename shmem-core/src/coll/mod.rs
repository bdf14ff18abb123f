//! Collectives: what members compare and the algorithms, over whatever way to meet and to reach each
//! other's memory a provider has.

mod alltoall;
mod broadcast;
mod call;
mod calls;
mod checks;
mod collect;
mod fold;
mod meeting;
mod reduce;
mod scan;
mod space;
#[cfg(test)]
mod tests;

pub use call::Call;
pub use meeting::{Exit, Meeting, PAYLOAD_WORDS};
pub use scan::Scan;
pub use space::{Space, Spot};
