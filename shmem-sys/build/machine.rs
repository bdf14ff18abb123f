//! What the search asks of the machine it runs on; tests give it a machine of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A machine with variables, programs and files.
pub(crate) trait Machine {
    /// A variable's value, when it is set to anything.
    fn var(&self, name: &str) -> Option<String>;
    /// Where a program is, when it can be run by this name.
    fn program(&self, name: &str) -> Option<PathBuf>;
    /// What a program prints, or why it is of no use.
    fn run(&self, program: &Path, arguments: &[&str]) -> Result<String, String>;
    /// Whether a file is there.
    fn has_file(&self, path: &Path) -> bool;
    /// Whether programs are built for another kind of machine.
    fn is_cross(&self) -> bool;
}

/// The machine the build script runs on.
pub(crate) struct ThisMachine;

impl Machine for ThisMachine {
    fn var(&self, name: &str) -> Option<String> {
        println!("cargo::rerun-if-env-changed={name}");
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    fn program(&self, name: &str) -> Option<PathBuf> {
        if name.contains('/') {
            return Some(PathBuf::from(name)).filter(|path| path.is_file());
        }
        std::env::split_paths(&self.var("PATH")?)
            .map(|dir| dir.join(name))
            .find(|path| path.is_file())
    }

    fn run(&self, program: &Path, arguments: &[&str]) -> Result<String, String> {
        let output = Command::new(program)
            .args(arguments)
            .env("LC_ALL", "C")
            .output()
            .map_err(|error| format!("it could not be started: {error}"))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("nothing");
        Err(format!("it ended with {}, saying: {}", output.status, said.trim()))
    }

    fn has_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_cross(&self) -> bool {
        let var = |name| std::env::var(name).unwrap_or_default();
        var("HOST") != var("TARGET")
    }
}
