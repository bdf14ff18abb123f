//! The raw API beside the installed header: `tests/bindings`, a workspace of its own, with what it needs.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cargo::{self, BUILD};
use crate::exec::{self, Echo};
use crate::install;
use crate::parts::SUITE;
use crate::report::Report;

const MANIFEST: &str = "tests/bindings/Cargo.toml";
const TARGET: &str = "target/bindings";

/// An archive without members.
const EMPTY_ARCHIVE: &str = "!<arch>\n";

/// Compares every declaration, size and constant.
pub(crate) fn run(report: &mut Report) {
    let needed = ["oshcc", "libclang.so"];
    install::provide(&needed, report);
    if let Some(missing) = needed.iter().find(|needed| !install::present(needed)) {
        return report.skip("bindings", format_args!("{missing} is not installed"));
    }
    let prefix = match prefix() {
        Ok(prefix) => prefix,
        Err(why) => return report.lint("prefix for the bindings", Err(why)),
    };
    // Not --locked: other manifests are ours, and their changes reach this lock file only here.
    let on_bindings = |task: &str| {
        let mut command = Command::new("cargo");
        command.args([task, "--manifest-path", MANIFEST]);
        command.env("SHMEM_INSTALL_DIR", &prefix).env("CARGO_TARGET_DIR", TARGET);
        command.env("SHMEM_SYS_PROVIDER", "system");
        command
    };
    let mut fmt = Command::new("cargo");
    fmt.args(["fmt", "--check", "--manifest-path", MANIFEST]);
    report.lint_command("bindings: fmt", BUILD, &mut fmt);
    let mut clippy = on_bindings("clippy");
    clippy.args(["--all-targets", "--", "-D", "warnings"]);
    report.lint_command("bindings: clippy", BUILD, &mut clippy);
    report.suite("bindings", SUITE, &mut on_bindings("test"));
}

/// The installed Open MPI as the crate `openshmem-sys` wants a library: `include`, `lib/libsma.so` and
/// `lib/libpmi_simple.a`, from which nothing is needed.
fn prefix() -> Result<PathBuf, String> {
    let include = dir_with("incdirs", "shmem.h")?;
    let library = dir_with("libdirs", "liboshmem.so")?.join("liboshmem.so");
    let prefix = cargo::root().join(TARGET).join("prefix");
    make(&prefix, &include, &library).map_err(|error| format!("{}: {error}", prefix.display()))?;
    prefix.canonicalize().map_err(|error| format!("{}: {error}", prefix.display()))
}

fn make(prefix: &Path, include: &Path, library: &Path) -> std::io::Result<()> {
    if prefix.exists() {
        fs::remove_dir_all(prefix)?;
    }
    fs::create_dir_all(prefix.join("lib"))?;
    symlink(include, prefix.join("include"))?;
    symlink(library, prefix.join("lib/libsma.so"))?;
    fs::write(prefix.join("lib/libpmi_simple.a"), EMPTY_ARCHIVE)
}

/// The first of Open MPI's directories that has a file.
fn dir_with(dirs: &str, file: &str) -> Result<PathBuf, String> {
    let mut ask = Command::new("oshcc");
    let ended =
        exec::run(ask.arg(format!("--showme:{dirs}")), Duration::from_secs(30), Echo::Quiet);
    if !ended.end.success() {
        return Err(format!("oshcc --showme:{dirs}: {}\n{}", ended.end, ended.output()));
    }
    let there =
        ended.stdout.split_whitespace().map(PathBuf::from).find(|dir| dir.join(file).is_file());
    there.ok_or_else(|| {
        format!("no {file} in the directories that oshcc names: {}", ended.stdout.trim())
    })
}
