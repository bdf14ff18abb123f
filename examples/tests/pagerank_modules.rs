//! The unit tests that stand in pagerank's modules.
//!
//! They are compiled here, because cargo builds an example either to be run or to be tested, and
//! `programs.rs` runs it.
#![allow(dead_code, reason = "what only the example's main function uses")]

#[path = "../pagerank/apt.rs"]
mod apt;
#[path = "../pagerank/graph.rs"]
mod graph;
#[path = "../pagerank/input.rs"]
mod input;
#[path = "../pagerank/part.rs"]
mod part;
#[path = "../pagerank/progress.rs"]
mod progress;
#[path = "../pagerank/rank.rs"]
mod rank;
