//! `mpi-shim` over each MPI that Debian has, side by side.

use std::process::Command;

use crate::cargo::{self, BUILD};
use crate::exec::{self, Echo};
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
        needed: &["mpicc.openmpi", "mpirun.openmpi"],
        openshmem: "bundled",
    },
    Library {
        name: "MPICH",
        directory: "target/mpich",
        needed: &["mpicc.mpich", "mpiexec.mpich"],
        openshmem: "bundled",
    },
];

/// OpenSHMEM and MPI of one library; only what stands on OpenSHMEM is built anew for it.
const BOTH: Library = Library {
    name: "Open MPI and its OpenSHMEM",
    directory: LIBRARIES[0].directory,
    needed: &["mpicc.openmpi", "mpirun.openmpi", "oshcc"],
    openshmem: "system",
};

/// An MPI, and what has to be installed.
struct Library {
    name: &'static str,
    directory: &'static str,
    /// Its compiler wrapper, its launcher, and what else.
    needed: &'static [&'static str],
    /// The provider of OpenSHMEM.
    openshmem: &'static str,
}

impl Library {
    /// `cargo`, over this library.
    fn cargo(&self, arguments: &[&'static str]) -> Command {
        let mut command = cargo::cargo(arguments.iter().copied());
        // From the root, because trybuild works elsewhere.
        let target = cargo::root().join(self.directory);
        command.env("MPICC", self.needed[0]).env("CARGO_TARGET_DIR", target);
        command.env("SHMEM_SYS_PROVIDER", self.openshmem);
        command
    }

    /// The same for the package and what goes with it.
    fn package(&self, arguments: &[&'static str]) -> Command {
        let mut command = self.cargo(arguments);
        command.args(["--package", "mpi-shim", "--package", "mpi-shim-probe", "--all-features"]);
        command
    }

    fn all_needed(&self) -> Vec<&'static str> {
        [self.needed, &["libclang.so"]].concat()
    }

    /// The first of what it needs that is not there.
    fn missing(&self) -> Option<&'static str> {
        self.all_needed().into_iter().find(|needed| !install::present(needed))
    }

    /// Whether what it needs is there, or could be installed.
    fn is_there(&self, report: &mut Report) -> bool {
        install::provide(&self.all_needed(), report);
        let missing = self.missing();
        if let Some(missing) = missing {
            report.skip(self.name, format_args!("{missing} is not installed"));
        }
        missing.is_none()
    }
}

pub(crate) fn run(report: &mut Report) {
    for library in LIBRARIES {
        if !library.is_there(report) {
            continue;
        }
        let mut clippy = library.package(&["clippy", "--all-targets"]);
        report.lint_command(library.name, BUILD, clippy.args(["--", "-D", "warnings"]));
        let mut docs = library.package(&["doc", "--no-deps"]);
        report.lint_command(library.name, BUILD, docs.env("RUSTDOCFLAGS", "-D warnings"));
        // A test starts them, and Cargo builds them for that only when asked for nothing else.
        report.lint_command("examples", BUILD, &mut library.package(&["build", "--examples"]));
        let suites = ["test", "--lib", "--tests", "--no-fail-fast"];
        report.suite(library.name, SUITE, &mut library.package(&suites));
        let doctests = ["test", "--doc", "--no-fail-fast"];
        report.suite(library.name, SUITE, &mut library.package(&doctests));
    }
    if LIBRARIES[0].missing().is_none() {
        report.suite("misuse of MPI", SUITE, &mut misuse());
    } else {
        report.skip("misuse of MPI", format_args!("{} is not there", LIBRARIES[0].name));
    }
    if BOTH.is_there(report) {
        both(report);
    }
}

/// What concerns OpenSHMEM, where that and MPI are one library; and that they are not two.
fn both(report: &mut Report) {
    report.lint_command("examples", BUILD, &mut BOTH.package(&["build", "--example", "hybrid"]));
    report.suite(BOTH.name, SUITE, &mut BOTH.package(&["test", "--test", "beside_shmem"]));
    report.suite(BOTH.name, SUITE, &mut BOTH.package(&["test", "--test", "examples", "hybrid"]));
    let mut other = BOTH.package(&["build", "--example", "hybrid"]);
    let ended = exec::run(other.env("MPICC", LIBRARIES[1].needed[0]), BUILD, Echo::Quiet);
    let told = ended.output().contains("Two MPI libraries do not go into one program");
    let refused = if told && !ended.end.success() { Ok(()) } else { Err(ended.output()) };
    report.lint("two MPI libraries are refused", refused);
}

/// What the compiler says of misuse, by one library for all.
fn misuse() -> Command {
    LIBRARIES[0].cargo(&["test", "--package", MISUSE])
}

/// Writes the compiler's messages anew that stand beside the cases of misuse.
pub(crate) fn bless(report: &mut Report) {
    report.suite("messages about misuse of MPI", SUITE, misuse().env("TRYBUILD", "overwrite"));
}
