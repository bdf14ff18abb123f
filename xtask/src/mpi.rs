//! `mpi-shim` over each MPI that Debian has, side by side.

use std::process::Command;

use crate::cargo::{self, BUILD};
use crate::install;
use crate::parts::SUITE;
use crate::report::Report;

/// Programs over it that must not compile.
const MISUSE: &str = "mpi-shim-compile-fail";

/// What does not build without an MPI and libclang.
pub(crate) const OUTSIDE: [&str; 3] = ["mpi-shim", "mpi-shim-probe", MISUSE];

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

impl Library {
    /// `cargo`, over this library.
    fn cargo(&self, arguments: &[&'static str]) -> Command {
        let mut command = cargo::cargo(arguments.iter().copied());
        // From the root, because trybuild works elsewhere.
        let target = cargo::root().join(self.directory);
        command.env("MPICC", self.needed[0]).env("CARGO_TARGET_DIR", target);
        command
    }
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
            let mut command = library.cargo(arguments);
            command.args(["--package", "mpi-shim", "--package", "mpi-shim-probe"]);
            command.args(["--features", "mpi-shim/ndarray"]);
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
    if install::present(LIBRARIES[0].needed[0]) && install::present("libclang.so") {
        report.suite("misuse of MPI", SUITE, &mut misuse());
    }
}

/// What the compiler says of misuse, by one library for all.
fn misuse() -> Command {
    LIBRARIES[0].cargo(&["test", "--package", MISUSE])
}

/// Writes the compiler's messages anew that stand beside the cases of misuse.
pub(crate) fn bless(report: &mut Report) {
    report.suite("messages about misuse of MPI", SUITE, misuse().env("TRYBUILD", "overwrite"));
}
