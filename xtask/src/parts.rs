//! The parts of `cargo xtask test`.

use std::process::Command;
use std::time::Duration;

use clap::ValueEnum;

use crate::cargo::{BUILD, cargo};
use crate::report::Report;
use crate::{c_library, foreign, install, mpi, system, tidy};

/// The longest a set of tests may take, its build included.
pub(crate) const SUITE: Duration = Duration::from_secs(30 * 60);
const LINT: Duration = Duration::from_secs(2 * 60);

/// The package of programs that must not compile.
const MISUSE: &str = "shmem-compile-fail";

/// A part that can be run by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Format, lints, documentation, spelling, tidiness
    Lint,
    /// The bundled runtime: unit, model, property, multi-PE and fault tests
    Bundled,
    /// The bundled runtime under the launchers of others
    Foreign,
    /// The same suites over a C library, Open MPI's, and its jobs on two nodes
    System,
    /// The C library: beside the raw API, under the Rust suites, and under shmem4py
    C,
    /// mpi-shim over Open MPI and over MPICH
    Mpi,
    /// Examples in the documentation, and misuse that must not compile
    Doctests,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Part::Lint => "build and lint",
            Part::Bundled => "bundled",
            Part::Foreign => "foreign launchers",
            Part::System => "Open MPI",
            Part::C => "C library",
            Part::Mpi => "MPI",
            Part::Doctests => "doctests and trybuild",
        }
    }

    fn body(self) -> fn(&mut Report) {
        match self {
            Part::Lint => lint,
            Part::Bundled => bundled,
            Part::Foreign => foreign::run,
            Part::System => system::run,
            Part::C => c_library::run,
            Part::Mpi => mpi::run,
            Part::Doctests => doctests,
        }
    }
}

/// Runs one part, or all of them in turn.
pub(crate) fn run(only: Option<Part>, report: &mut Report) {
    for part in Part::value_variants().iter().filter(|part| only.is_none_or(|only| only == **part))
    {
        report.part(part.name(), part.body());
    }
}

fn lint(report: &mut Report) {
    report.lint_command("fmt", LINT, Command::new("cargo").args(["fmt", "--all", "--check"]));
    // The default members: what needs an MPI is linted where that is.
    let clippy = ["clippy", "--all-targets"];
    report.lint_command("clippy", BUILD, cargo(clippy).args(["--", "-D", "warnings"]));
    let mut docs = cargo(["doc", "--no-deps"]);
    report.lint_command("docs", BUILD, docs.env("RUSTDOCFLAGS", "-D warnings"));
    install::provide(&["codespell"], report);
    if install::present("codespell") {
        report.lint_command("spelling", LINT, &mut spelling());
    } else {
        report.skip("spelling", "codespell is not installed");
    }
    tidy::run(report);
}

/// Looks at what git has; says nothing about what is right.
fn spelling() -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "git ls-files -z | xargs -0 codespell"]);
    command
}

fn bundled(report: &mut Report) {
    // One counts instructions for the benchmark of overhead, whose bounds are a test; the C library is for
    // C++ as well.
    install::provide(&["valgrind", "c++"], report);
    // Tests start the examples, and Cargo builds those for starting only when asked for nothing else.
    report.lint_command("examples", BUILD, &mut cargo(["build", "--examples"]));
    let mut suites = cargo(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"]);
    suites
        .args(mpi::OUTSIDE.into_iter().chain([MISUSE]).flat_map(|package| ["--exclude", package]));
    report.suite("test suites", SUITE, &mut suites);
}

fn doctests(report: &mut Report) {
    let mut doctests = cargo(["test", "--doc", "--no-fail-fast"]);
    report.suite("doctests", SUITE, &mut doctests);
    // Each example launches itself: what it shows holds for more than one PE.
    let packages = ["--package", "shmem", "--package", "shmem-ndarray"];
    let mut jobs = cargo(["test", "--doc", "--no-fail-fast"].into_iter().chain(packages));
    report.suite("doctests at 3 PEs", SUITE, jobs.env("SHMEM_NPES", "3"));
    report.suite("misuse", SUITE, &mut cargo(["test", "--package", MISUSE]));
}

/// Writes the compiler's messages anew that stand beside the cases of misuse.
pub(crate) fn bless_misuse(report: &mut Report) {
    let mut misuse = cargo(["test", "--package", MISUSE]);
    report.suite("messages about misuse", SUITE, misuse.env("TRYBUILD", "overwrite"));
}
