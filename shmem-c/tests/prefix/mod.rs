//! The library as its users have it: an installed prefix, with the compilers and the launcher in it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Installs the library below the target directory, or brings it up to date there.
///
/// # Errors
///
/// What the installation said.
pub(crate) fn install() -> Result<PathBuf, String> {
    let prefix = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prefix");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["run", "--quiet", "--package", "cargo-shmem", "--bin", "cargo-shmem", "--"])
        .args(["shmem", "install", "--prefix"])
        .arg(&prefix);
    run(&mut cargo)?;
    Ok(prefix)
}

/// The command's standard output.
///
/// # Errors
///
/// When it fails, with what it said.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{command:?}: {}\n{said}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{command:?}: {error}"))
}
