//! The tools of a prefix: this very program under other names.

use crate::compiler::{self, Language};
use crate::library::Library;
use crate::oshrun;
use anyhow::Result;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// What this program is when it is called by another name than its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Compiler(Language),
    Launcher,
}

/// The names, the first of which is the file that the others are links to.
pub(crate) const NAMES: [(&str, Tool); 5] = [
    ("oshcc", Tool::Compiler(Language::C)),
    ("oshc++", Tool::Compiler(Language::Cxx)),
    ("oshcxx", Tool::Compiler(Language::Cxx)),
    ("oshCC", Tool::Compiler(Language::Cxx)),
    ("oshrun", Tool::Launcher),
];

impl Tool {
    /// The tool that goes by this name, whichever directory it was called in.
    pub(crate) fn called(program: &Path) -> Option<(&'static str, Self)> {
        let file = program.file_name()?;
        NAMES.into_iter().find(|(name, _)| file == *name)
    }

    /// Does its work with these arguments, its own name not among them.
    pub(crate) fn run(self, args: Vec<OsString>) -> Result<ExitCode> {
        match self {
            Self::Compiler(language) => compiler::run(language, &Library::of_prefix()?, &args),
            Self::Launcher => oshrun::run(args),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_not_directories() {
        let called = |program: &str| Tool::called(Path::new(program)).map(|(_, tool)| tool);
        assert_eq!(called("/opt/a b/bin/oshc++"), Some(Tool::Compiler(Language::Cxx)));
        assert_eq!(called("oshrun"), Some(Tool::Launcher));
        assert_eq!(called("/opt/oshrun/cargo-shmem"), None);
    }
}
