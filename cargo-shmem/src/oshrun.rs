//! `oshrun`: the launcher by the name and with the options that C programmers know.

use crate::cli::{BindTo, seconds};
use crate::run::{exit_code, run_here};
use anyhow::{Context, Result, bail};
use clap::error::ErrorKind;
use clap::{Arg, CommandFactory, Parser};
use shmem_smp::launch::Job;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Run a program on several PEs of this machine
#[derive(Debug, Parser)]
#[command(
    name = "oshrun",
    version = concat!("(shmem-smp) ", env!("CARGO_PKG_VERSION")),
    override_usage = "oshrun -n N [OPTIONS] PROGRAM [ARGUMENTS]"
)]
struct Oshrun {
    /// How many PEs to start; also -np
    #[arg(short = 'n', short_alias = 'c', long = "np", alias = "n", value_name = "N")]
    npes: usize,

    /// Hand a variable on to the PEs, or set it for them; may be given again
    #[arg(short = 'x', value_name = "NAME[=VALUE]")]
    export: Vec<String>,

    /// Where to run: this machine is all there is
    #[arg(short = 'H', long, value_name = "HOSTS", value_delimiter = ',')]
    host: Vec<String>,

    /// Which processors each PE may use
    #[arg(long, value_name = "WHAT", default_value = "share")]
    bind_to: BindTo,

    /// Put the PE's number before each line of output
    #[arg(long)]
    tag_output: bool,

    /// Stop the job, with status 124, when it takes longer, and say what each PE waits for
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,

    /// Allow more PEs than processors, which is always allowed
    #[arg(long)]
    oversubscribe: bool,

    /// Run as root, which is always allowed
    #[arg(long)]
    allow_run_as_root: bool,
}

/// Rust programs over the C library take a few megabytes of symmetric heap for themselves. Theirs is to
/// be as large as they asked for; pages that nobody touches cost nothing.
const SPARE_HEAP: usize = 5 << 20;

/// What to do about an option that this launcher has not.
const HINT: &str = "\
oshrun: This is the launcher of the bundled runtime, for PEs on one machine; oshrun --help lists its options.
oshrun: An option of the program's own goes behind the program's name.";

/// Launches a job and answers its status.
pub(crate) fn run(args: Vec<OsString>) -> Result<ExitCode> {
    let (options, program) = match parse(args) {
        Ok(parsed) => parsed,
        Err(error) => {
            // A closed standard error is no reason to stop.
            let _ = error.print();
            if error.kind() == ErrorKind::UnknownArgument {
                eprintln!("{HINT}");
            }
            return Ok(ExitCode::from(error.exit_code() as u8));
        }
    };
    let job = options.job(&program)?;
    Ok(exit_code(run_here(job, options.timeout)?))
}

/// Parts the launcher's options from the program's command line, and reads them.
fn parse(args: Vec<OsString>) -> Result<(Oshrun, Vec<OsString>), clap::Error> {
    let mut command = Oshrun::command();
    let mut options = vec![OsString::from("oshrun")];
    let mut args = args.into_iter().peekable();
    while let Some(arg) = args.next_if(|arg| arg.as_encoded_bytes().starts_with(b"-")) {
        let text = arg.to_string_lossy();
        let (option, value) = text.split_once('=').map_or((&*text, None), |(o, v)| (o, Some(v)));
        let name = option.trim_start_matches('-');
        let known = command.get_arguments().find(|known| goes_by(known, name));
        // Other launchers take long options with one dash too, such as `-np`.
        let one_dash = name.len() > 1 && !text.starts_with("--") && known.is_some();
        options.push(if one_dash { format!("-{text}").into() } else { arg.clone() });
        if value.is_none() && known.is_some_and(|known| known.get_action().takes_values()) {
            options.extend(args.next());
        }
    }
    let options = Oshrun::try_parse_from(options)?;
    let program: Vec<_> = args.collect();
    if program.is_empty() {
        return Err(command.error(ErrorKind::MissingRequiredArgument, "which program?"));
    }
    Ok((options, program))
}

fn goes_by(arg: &Arg, name: &str) -> bool {
    let longs = arg.get_long().into_iter().chain(arg.get_all_aliases().unwrap_or_default());
    let shorts = arg.get_short().into_iter().chain(arg.get_all_short_aliases().unwrap_or_default());
    longs.into_iter().any(|long| long == name) || shorts.into_iter().any(|s| name == s.to_string())
}

impl Oshrun {
    fn job(&self, program: &[OsString]) -> Result<Job> {
        let here = rustix::system::uname().nodename().to_string_lossy().into_owned();
        if let Some(other) = self.host.iter().find(|host| !is_here(host, &here)) {
            bail!(
                "there are no PEs on {other}: all are on this machine. Programs for several nodes are \
                 built over a library that reaches them, such as Open MPI's or Sandia's, and started by its \
                 launcher"
            );
        }
        let (program, args) = program.split_first().context("which program?")?;
        if args.iter().any(|arg| arg == ":") {
            bail!("a job has one program: there is no `:` between several");
        }
        let mut job = Job::new(located(program.as_ref()), self.npes)
            .args(args)
            .spare_heap(SPARE_HEAP)
            .bind(self.bind_to.into())
            .tag_output(self.tag_output);
        for export in &self.export {
            job = match export.split_once('=') {
                Some((name, value)) => job.env(name, value),
                // The PEs have all of this environment.
                None if env::var_os(export).is_some() => job,
                None => {
                    eprintln!("oshrun: -x {export}: there is no such variable here");
                    job
                }
            };
        }
        Ok(job)
    }
}

/// Whether a host's name, perhaps with a number of PEs behind it, means this machine.
fn is_here(host: &str, here: &str) -> bool {
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    let of_domain = |name: &str| name.split('.').next().map(str::to_owned);
    ["localhost", "127.0.0.1"].contains(&name)
        || host == "::1"
        || of_domain(name) == of_domain(here)
}

/// A program by its name alone is looked for in `PATH`, then in this directory, as by other launchers.
fn located(program: &Path) -> PathBuf {
    let in_path = || {
        let path = env::var_os("PATH").unwrap_or_default();
        env::split_paths(&path).any(|directory| directory.join(program).is_file())
    };
    let here = Path::new(".").join(program);
    if program.components().count() == 1 && !in_path() && here.is_file() {
        here
    } else {
        program.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<(Oshrun, Vec<OsString>), clap::Error> {
        super::parse(args.iter().map(Into::into).collect())
    }

    fn job(args: &[&str]) -> Result<Job> {
        let (options, program) = parse(args).expect("known options");
        options.job(&program)
    }

    #[test]
    fn the_definition_is_sound() {
        Oshrun::command().debug_assert();
    }

    #[test]
    fn pes_are_counted_in_many_ways() {
        let ways =
            [&["-n", "3"][..], &["-np", "3"], &["--np", "3"], &["--n=3"], &["-c", "3"], &["-n3"]];
        for way in ways {
            let (options, program) = parse(&[way, &["./a", "-np", "9"]].concat()).unwrap();
            assert_eq!(options.npes, 3, "{way:?}");
            assert_eq!(program, ["./a", "-np", "9"]);
        }
    }

    #[test]
    fn options_of_others_are_known_or_refused() {
        let many = ["-oversubscribe", "--allow-run-as-root", "-tag-output", "-x", "A=1", "-x", "B"];
        let args = [&many[..], &["-H", "localhost:4", "-n", "2", "a"]].concat();
        let (options, _) = parse(&args).unwrap();
        assert_eq!(options.export, ["A=1", "B"]);
        assert!(options.oversubscribe && options.allow_run_as_root && options.tag_output);
        for unknown in ["--mca", "-machinefile", "-Q"] {
            let error = parse(&["-n", "2", unknown, "x", "a"]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnknownArgument, "{unknown}");
        }
        assert!(parse(&["-n", "2"]).is_err() && parse(&["a"]).is_err());
    }

    #[test]
    fn jobs_are_here() {
        assert!(is_here("localhost:4", "node7") && is_here("node7", "node7.example.org"));
        assert!(is_here("::1", "node7") && is_here("127.0.0.1:2", "node7"));
        assert!(!is_here("node8", "node7") && !is_here("", "node7"));
        let elsewhere = job(&["-n", "2", "-H", "localhost,no-such-host", "a"]).unwrap_err();
        assert!(elsewhere.to_string().contains("no PEs on no-such-host"));
        assert!(job(&["-n", "1", "a", ":", "-n", "1", "b"]).is_err());
    }
}
