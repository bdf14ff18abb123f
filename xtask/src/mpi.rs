//! `mpi-shim` over each MPI that Debian has, side by side.

use std::process::Command;

use crate::cargo::{self, BUILD};
use crate::install;
use crate::parts::SUITE;
use crate::report::Report;

/// What does not build without an MPI and libclang.
pub(crate) const PACKAGES: [&str; 2] = ["mpi-shim", "mpi-shim-probe"];

/// Each with its own target directory: what is built for one does not go with another.
const LIBRARIES: [Library; 2] = [
    Library {
        name: "Open MPI",
        directory: "target/openmpi",
        needed: ["mpicc.openmpi", "mpirun.openmpi"],
    },
    Library { name: "MPICH", directory: "target/mpich", needed: ["mpicc.mpich", "mpiexec.mpich"] },
];

/// An MPI, and what has to be installed.
struct Library {
    name: &'static str,
    directory: &'static str,
    /// Its compiler wrapper and its launcher.
    needed: [&'static str; 2],
}

pub(crate) fn run(report: &mut Report) {
    for library in LIBRARIES {
        let [compiler, launcher] = library.needed;
        let needed = [compiler, launcher, "libclang.so"];
        install::provide(&needed, report);
        if let Some(missing) = needed.into_iter().find(|needed| !install::present(needed)) {
            report.skip(library.name, format_args!("{missing} is not installed"));
            continue;
        }
        let with = |arguments: &[&'static str]| -> Command {
            let mut command = cargo::cargo(arguments.iter().copied());
            command.args(PACKAGES.iter().flat_map(|package| ["--package", package]));
            command.args(["--features", "mpi-shim/ndarray"]);
            command.env("MPICC", compiler).env("CARGO_TARGET_DIR", library.directory);
            command
        };
        let mut clippy = with(&["clippy", "--all-targets"]);
        report.lint_command(library.name, BUILD, clippy.args(["--", "-D", "warnings"]));
        let mut docs = with(&["doc", "--no-deps"]);
        report.lint_command(library.name, BUILD, docs.env("RUSTDOCFLAGS", "-D warnings"));
        let suites = ["test", "--lib", "--examples", "--tests", "--no-fail-fast"];
        report.suite(library.name, SUITE, &mut with(&suites));
        report.suite(library.name, SUITE, &mut with(&["test", "--doc", "--no-fail-fast"]));
    }
}
