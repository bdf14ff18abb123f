//! Symmetric arrays: one of the same shape on every PE.

mod runs;
