//! PageRank of a directed graph, its vertices distributed over the PEs.
//!
//! ```text
//! cargo shmem run -n 4 --release --example pagerank                # the graph that comes along
//! cargo shmem run -n 4 --release --example pagerank -- web.mtx     # an edge list or Matrix Market
//! cargo shmem run -n 4 --release --example pagerank -- --apt       # this machine's Debian packages
//! ```
//!
//! PE 0 reads the graph and sends every PE its part ([`part`]); all of them iterate, exchanging their
//! vertices' contributions by one-sided gets ([`rank`]); PE 0 collects the result.

mod apt;
mod graph;
mod input;
mod part;
mod progress;
mod rank;

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Parser;
use shmem::prelude::*;

use graph::Graph;
use part::Part;
use progress::Progress;
use rank::{Outcome, Settings};

/// Ranks the vertices of a directed graph by PageRank.
#[derive(Parser)]
struct Options {
    /// The graph: an edge list (two names a line) or a Matrix Market file. Without one, the dependency
    /// graph of this project's crates.
    file: Option<PathBuf>,

    /// Ranks the Debian packages that `apt-cache dumpavail` lists, by who depends on them.
    #[arg(long, conflicts_with = "file")]
    apt: bool,

    /// The probability of following an edge.
    #[arg(long, default_value_t = 0.85, value_parser = damping)]
    damping: f64,

    /// Stop when the ranks change by less than this, summed up.
    #[arg(long, default_value = "1e-10", value_parser = tolerance)]
    tolerance: f64,

    /// Stop after that many iterations in any case.
    #[arg(long, default_value_t = 200)]
    iterations: usize,

    /// How many vertices to print.
    #[arg(long, default_value_t = 10)]
    top: usize,

    /// Also write all ranks to a file: name, tab, rank.
    #[arg(long)]
    output: Option<PathBuf>,
}

fn damping(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(value) if (0.0..1.0).contains(&value) => Ok(value),
        _ => Err("not a number from 0 to below 1".to_owned()),
    }
}

fn tolerance(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value >= 0.0 => Ok(value),
        _ => Err("not a number of at least 0".to_owned()),
    }
}

fn main() {
    shmem::run(|shmem| match shmem_examples::options::<Options>(shmem)? {
        Some(options) => run(shmem, &options),
        None => Ok(()),
    });
}

fn run(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let world = shmem.world();
    let reader = world.rank(0);
    let graph = if world.my_rank() == reader { Some(read(options)?) } else { None };
    if let Some(graph) = &graph {
        let (vertices, edges, n) = (graph.len(), graph.edges(), shmem.n_pes());
        println!("{vertices} vertices, {edges} edges, on {n} PEs");
    }

    let part = Part::receive(shmem, reader, graph.as_ref());
    let settings = Settings {
        damping: options.damping,
        tolerance: options.tolerance,
        iterations: options.iterations,
    };
    let mut progress = graph.as_ref().map(|_| Progress::new(&settings));
    let outcome = rank::iterate(shmem, &part, &settings, |iteration, residual| {
        if let Some(progress) = &mut progress {
            progress.iteration(iteration, residual);
        }
    })?;
    drop(progress);

    let ranks = world.gather_parts(reader, &outcome.ranks);
    if let (Some(graph), Some(ranks)) = (&graph, ranks) {
        let ranks = ranks.concat();
        report(graph, &ranks, &outcome, options.top);
        if let Some(file) = &options.output {
            write(file, graph, &ranks)
                .map_err(|why| format!("cannot write {}: {why}", file.display()))?;
        }
    }
    Ok(())
}

fn read(options: &Options) -> Result<Graph, input::Error> {
    match &options.file {
        Some(file) => input::file(file),
        None if options.apt => apt::packages(),
        None => input::crates(),
    }
}

/// Prints how it went and the vertices of the highest ranks, equal ranks in the order of names.
fn report(graph: &Graph, ranks: &[f64], outcome: &Outcome, top: usize) {
    let Outcome { iterations, residual, converged, .. } = outcome;
    let how = if *converged { "converged" } else { "stopped before it converged" };
    println!("{how} after {iterations} iterations with residual {residual:.3e}");
    let mut order: Vec<usize> = (0..graph.len()).collect();
    order.sort_by(|&a, &b| {
        ranks[b].total_cmp(&ranks[a]).then_with(|| graph.name(a).cmp(graph.name(b)))
    });
    for (place, vertex) in order.into_iter().take(top).enumerate() {
        println!("{:>4}  {:.6}  {}", place + 1, ranks[vertex], graph.name(vertex));
    }
}

fn write(file: &Path, graph: &Graph, ranks: &[f64]) -> std::io::Result<()> {
    let mut output = BufWriter::new(fs::File::create(file)?);
    for (vertex, rank) in ranks.iter().enumerate() {
        writeln!(output, "{}\t{rank:e}", graph.name(vertex))?;
    }
    output.flush()
}
