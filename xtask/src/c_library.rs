//! The C library as its users have it: installed, beside the raw API, and under Rust and Python.

use std::path::PathBuf;

use crate::cargo::{self, BUILD, cargo};
use crate::report::Report;
use crate::{bindings, over_c_library, shmem4py};

/// A directory as `cargo shmem install` lays it out.
const PREFIX: &str = "target/c/prefix";

/// Everything that an installed library is needed for. Programs in C have their tests in `shmem-c`.
pub(crate) fn run(report: &mut Report) {
    let prefix = cargo::root().join(PREFIX);
    let mut install = cargo(["run", "-p", "cargo-shmem", "--bin", "cargo-shmem"]);
    install.args(["--", "shmem", "install", "--prefix"]).arg(&prefix);
    if !report.lint_command("C library", BUILD, &mut install) {
        return;
    }
    let prefix = Prefix(prefix);
    let library = bindings::Library {
        include: prefix.0.join("include"),
        file: prefix.0.join("lib/libsma.so"),
        oshcc: prefix.program("oshcc"),
    };
    bindings::compare(&library, report);
    over_c_library::run(&prefix, report);
    shmem4py::run(&prefix, report);
}

/// The installed library.
pub(crate) struct Prefix(PathBuf);

impl Prefix {
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.0.join("bin").join(name)
    }

    pub(crate) fn include(&self) -> PathBuf {
        self.0.join("include")
    }

    pub(crate) fn lib(&self) -> PathBuf {
        self.0.join("lib")
    }
}
