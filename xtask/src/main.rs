//! The project's own commands.
//!
//! `cargo xtask test` is what a newcomer and CI run; `soak`, `bless`, `coverage`, `bindings` and `tidy` are its
//! pieces and its upkeep.

mod bindings;
mod c_library;
mod cargo;
mod coverage;
mod elsewhere;
mod exec;
mod foreign;
mod install;
mod mpi;
mod over_c_library;
mod parts;
mod report;
mod shmem4py;
mod soak;
mod system;
mod tally;
mod tidy;
mod times;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::report::Report;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own commands")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run everything a change must pass
    Test {
        /// Run this part only
        #[arg(long, value_enum)]
        part: Option<parts::Part>,
    },
    /// Run the fault tests again and again, up to the first failure
    Soak {
        /// How many times
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
        rounds: u32,
    },
    /// Check that every routine of the standard has a test that exists
    Coverage {
        /// Write the page that is made of the tables, and check nothing
        #[arg(long)]
        write: bool,
    },
    /// Compare the raw API with the installed header
    Bindings,
    /// Check what compilers and linters do not look at
    Tidy,
    /// Write anew the files that are generated from others
    Bless,
}

fn main() -> ExitCode {
    if let Err(error) = exec::catch_interrupts() {
        eprintln!("xtask: cannot catch interrupts: {error}");
        return ExitCode::FAILURE;
    }
    if let Err(error) = std::env::set_current_dir(cargo::root()) {
        eprintln!("xtask: {}: {error}", cargo::root().display());
        return ExitCode::FAILURE;
    }
    let mut report = Report::default();
    match Cli::parse().task {
        Task::Test { part } => parts::run(part, &mut report),
        Task::Soak { rounds } => soak::run(rounds, &mut report),
        Task::Coverage { write: true } => report.lint("coverage", coverage::write()),
        Task::Coverage { write: false } => report.lint("coverage", coverage::check()),
        Task::Bindings => bindings::run(&mut report),
        Task::Tidy => tidy::run(&mut report),
        Task::Bless => {
            report.lint("bless", coverage::write());
            parts::bless_misuse(&mut report);
            mpi::bless(&mut report);
        }
    }
    report.finish()
}
