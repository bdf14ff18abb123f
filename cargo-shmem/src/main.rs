//! `cargo shmem`: build, launch and supervise OpenSHMEM programs.

mod build;
mod cli;
mod info;
mod run;
mod system;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let result = match cli::Cli::parse_from(cli::arguments(std::env::args_os())).command {
        cli::Command::Run(run) => run::run(&run),
        cli::Command::Info { provider } => info::print(provider),
    };
    result.unwrap_or_else(|error| {
        eprintln!("cargo shmem: {error:#}");
        ExitCode::FAILURE
    })
}
