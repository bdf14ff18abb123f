//! What the search asks of the machine it runs on; tests give it a machine of their own.

use std::path::{Path, PathBuf};

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
