//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use shmem_smp::launch::{Bind, parse_size};
use std::ffi::OsString;
use std::path::PathBuf;

/// Build, launch and supervise OpenSHMEM programs.
#[derive(Debug, Parser)]
#[command(name = "cargo shmem", bin_name = "cargo shmem", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build a program and run it on several PEs of this machine
    Run(Box<Run>),
    /// Print what programs run on here; over the system's library, where each routine comes from
    ///
    /// It tells of the provider that cargo-shmem itself was built with. Programs tell of their own at
    /// init when SHMEM_DEBUG is set.
    Info {
        /// Fail, and say what to do instead, unless it is this provider that can be told of
        #[arg(long, value_name = "WHICH")]
        provider: Option<Provider>,
    },
    /// Install the bundled runtime as a C library: bin, include and lib, with oshcc and oshrun
    Install(Install),
    /// Compile a C program with the bundled runtime, which is built first if need be
    #[command(disable_help_flag = true)]
    Cc {
        /// As for cc; also -show and --showme, as for oshcc
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
        args: Vec<OsString>,
    },
    /// The same for C++
    #[command(name = "c++", disable_help_flag = true)]
    Cxx {
        /// As for c++
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
        args: Vec<OsString>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Install {
    /// Where to; may be moved afterwards
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) prefix: PathBuf,

    /// A clone of the repository to build from, instead of the one this command was built in
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) source: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// How many PEs to start
    #[arg(short = 'n', long = "npes", visible_alias = "np", value_name = "N")]
    pub(crate) npes: usize,

    /// The library underneath: the bundled runtime, or the machine's own OpenSHMEM with its launcher
    #[arg(long, value_name = "WHICH", default_value = "bundled")]
    pub(crate) provider: Provider,

    /// A program that is built already, instead of a target of the package
    #[arg(conflicts_with_all = ["example", "bin"])]
    pub(crate) program: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) build: Build,

    #[command(flatten)]
    pub(crate) job: JobOptions,

    /// Arguments for the program
    #[arg(last = true)]
    pub(crate) args: Vec<OsString>,
}

/// What cargo is to build.
#[derive(Debug, Args)]
#[command(next_help_heading = "Build")]
pub(crate) struct Build {
    /// Run the example of that name
    #[arg(long, value_name = "NAME", conflicts_with = "bin")]
    pub(crate) example: Option<String>,

    /// Run the binary of that name
    #[arg(long, value_name = "NAME")]
    pub(crate) bin: Option<String>,

    /// Look for the target in that package
    #[arg(short, long, value_name = "SPEC")]
    pub(crate) package: Option<String>,

    /// Build with optimisations
    #[arg(short, long, conflicts_with = "profile")]
    pub(crate) release: bool,

    /// Build with that profile
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Features to turn on
    #[arg(short = 'F', long, value_name = "FEATURES")]
    pub(crate) features: Vec<String>,

    /// Do not turn on the default features
    #[arg(long)]
    pub(crate) no_default_features: bool,

    /// The package's Cargo.toml
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
}

/// How the job is to run.
#[derive(Debug, Args)]
#[command(next_help_heading = "Job")]
pub(crate) struct JobOptions {
    /// Symmetric heap of each PE, such as 512m or 4g; default SHMEM_SYMMETRIC_SIZE, else 1g
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) heap: Option<usize>,

    /// Stop the job, with status 124, when it takes longer, and say what each PE waits for
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<std::time::Duration>,

    /// Put the PE's number before each line of output
    #[arg(long)]
    pub(crate) tag_output: bool,

    /// Which processors each PE may use; the system's launcher has options of its own for that
    #[arg(long, value_name = "WHAT", default_value = "share")]
    pub(crate) bind_to: BindTo,

    /// An option for the system's launcher, which gets it as it is; may be given again
    #[arg(long = "launcher-option", value_name = "OPTION", allow_hyphen_values = true)]
    pub(crate) launcher_options: Vec<OsString>,

    /// Set a variable in the PEs' environment
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = variable)]
    pub(crate) env: Vec<(String, String)>,
}

/// What a program is linked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Provider {
    /// The runtime that comes with these crates
    Bundled,
    /// The OpenSHMEM library of this machine
    System,
}

/// See [`Bind`].
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum BindTo {
    /// An equal share each when there are enough, else all
    Share,
    /// One each, and an error when there are too few
    Core,
    /// All that the launcher may use
    None,
}

impl From<BindTo> for Bind {
    fn from(bind: BindTo) -> Self {
        match bind {
            BindTo::Share => Self::Share,
            BindTo::Core => Self::Core,
            BindTo::None => Self::None,
        }
    }
}

/// The arguments as clap reads them: cargo passes the subcommand's own name first, and MPI's
/// launchers have taught people to write `-np`.
pub(crate) fn arguments(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<_> = args.into_iter().collect();
    if args.get(1).is_some_and(|first| first == "shmem") {
        args.remove(1);
    }
    if args.get(1).is_some_and(|command| command == "run") {
        for arg in args.iter_mut().take_while(|arg| *arg != "--").filter(|arg| *arg == "-np") {
            *arg = "-n".into();
        }
    }
    args
}

fn size(text: &str) -> Result<usize, String> {
    parse_size(text).map_err(|error| error.to_string())
}

pub(crate) fn seconds(text: &str) -> Result<std::time::Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|&seconds| seconds > 0.0);
    seconds
        .and_then(|seconds| std::time::Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "not a number of seconds above zero".to_owned())
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("not of the form NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn run(args: &[&str]) -> Result<Run, clap::Error> {
        let args = ["cargo-shmem", "shmem", "run"].iter().chain(args).map(Into::into);
        match Cli::try_parse_from(arguments(args))?.command {
            Command::Run(run) => Ok(*run),
            other => unreachable!("asked to run, not to {other:?}"),
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn mpi_spelling_and_program_arguments() {
        let run = run(&["-np", "4", "./a", "--", "-np", "5"]).unwrap();
        assert_eq!(run.npes, 4);
        assert_eq!(run.args, ["-np", "5"]);
    }

    #[test]
    fn a_compiler_gets_its_arguments_as_they_are() {
        let args =
            ["cargo-shmem", "shmem", "cc", "-np", "--help", "-o", "a", "a.c"].map(Into::into);
        let Command::Cc { args } = Cli::parse_from(arguments(args)).command else {
            unreachable!("asked to compile")
        };
        assert_eq!(args, ["-np", "--help", "-o", "a", "a.c"]);
    }

    #[test]
    fn values_are_checked() {
        assert!(run(&["-n", "two"]).is_err());
        assert!(run(&["-n", "2", "--heap", "lots"]).is_err());
        assert!(run(&["-n", "2", "--timeout", "0"]).is_err());
        assert!(run(&["-n", "2", "--env", "=x"]).is_err());
        assert!(run(&["-n", "2", "./a", "--bin", "b"]).is_err());
        let run = run(&["-n2", "--env", "A=b=c", "--heap", "2m"]).unwrap();
        assert_eq!(run.job.env, [("A".to_owned(), "b=c".to_owned())]);
        assert_eq!(run.job.heap, Some(2 << 20));
    }
}
