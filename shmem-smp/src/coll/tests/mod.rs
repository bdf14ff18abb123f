//! The collectives among the threads of one process, against sequential models.

mod errors;
mod folds;
mod moves;
mod races;
mod world;
