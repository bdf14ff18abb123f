//! Rust over the installed C library, which is one more library for the provider `system`: so a program of
//! both languages has one runtime.

use std::process::Command;

use crate::c_library::Prefix;
use crate::cargo::{self, BUILD, cargo};
use crate::parts::SUITE;
use crate::report::Report;
use crate::system;

/// The packages of the multi-PE tests.
const SUITES: [&str; 4] = ["-p", "shmem-tests", "-p", "shmem-sys"];

/// Programs in C and Rust.
const PORTING: [&str; 4] = ["-p", "shmem-porting", "--features", "system"];

/// Lints what only a library with every family of routines has compiled, and runs the suites.
pub(crate) fn run(prefix: &Prefix, report: &mut Report) {
    let over = |task: &[&'static str], packages: &[&'static str]| {
        let mut command = cargo(task.iter().chain(packages).copied());
        command.env("SHMEM_SYS_PROVIDER", "system").env("OSHCC", prefix.program("oshcc"));
        command.env("LD_LIBRARY_PATH", prefix.lib());
        command.env("CARGO_TARGET_DIR", cargo::root().join(system::TARGET));
        command
    };
    let mut clippy: Command = over(&["clippy", "--all-targets"], &PORTING);
    clippy.args(["-p", "shmem-sys", "--", "-D", "warnings"]);
    report.lint_command("clippy over the C library", BUILD, &mut clippy);
    let test = ["test", "--tests", "--no-fail-fast"];
    report.suite("suites over the C library", SUITE, &mut over(&test, &SUITES));
    report.suite("porting in five steps", SUITE, &mut over(&test, &PORTING));
}
