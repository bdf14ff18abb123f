//! `cargo shmem`: build, launch and supervise OpenSHMEM programs.
//!
//! Called by the name of a tool of the C library, such as `oshcc`, it is that tool.

mod build;
mod cli;
mod compiler;
mod files;
mod info;
mod install;
mod library;
mod oshrun;
mod run;
mod system;
mod tool;
mod weak;

use clap::Parser;
use cli::{Cli, Command};
use compiler::Language;
use std::path::Path;
use std::process::ExitCode;
use tool::Tool;

fn main() -> ExitCode {
    let mut args = std::env::args_os();
    let program = args.next().unwrap_or_default();
    let (name, result) = match Tool::called(Path::new(&program)) {
        Some((name, tool)) => (name, tool.run(args.collect())),
        None => ("cargo shmem", cargo_shmem()),
    };
    result.unwrap_or_else(|error| {
        eprintln!("{name}: {error:#}");
        ExitCode::FAILURE
    })
}

fn cargo_shmem() -> anyhow::Result<ExitCode> {
    let compile = |language, args: &[_]| compiler::run(language, &library::build(None)?, args);
    match Cli::parse_from(cli::arguments(std::env::args_os())).command {
        Command::Run(run) => run::run(&run),
        Command::Info { provider } => info::print(provider),
        Command::Install(options) => install::install(&options.prefix, options.source.as_deref()),
        Command::Cc { args } => compile(Language::C, &args),
        Command::Cxx { args } => compile(Language::Cxx, &args),
    }
}
