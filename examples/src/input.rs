//! Reading text files, and saying what is wrong with them.

use std::fs;
use std::path::{Path, PathBuf};

/// Why a file is of no use.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be read.
    #[error("cannot read {}: {why}", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("{}:{line}: {reason}", file.display())]
    Malformed {
        /// In which file.
        file: PathBuf,
        /// On which line, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
}

/// What is wrong with a line of a text, whichever file that comes from.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl Fault {
    /// A fault of a line.
    pub fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }

    /// The same of a file's line.
    #[must_use]
    pub fn of(self, file: &Path) -> Error {
        let Self { line, reason } = self;
        Error::Malformed { file: file.to_owned(), line, reason }
    }
}

/// Reads a file that must be text.
///
/// # Errors
///
/// If it cannot be read, or is no text.
pub fn text(file: &Path) -> Result<String, Error> {
    let bytes = fs::read(file).map_err(|why| Error::Unreadable { file: file.to_owned(), why })?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        Fault::new(line, "this is not text (UTF-8)").of(file)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_file_and_the_line() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("g.txt");
        fs::write(&path, b"# a\n\xff b\n").unwrap();
        let message = text(&path).unwrap_err().to_string();
        assert_eq!(message, format!("{}:2: this is not text (UTF-8)", path.display()));
        let message = text(Path::new("no/such/file")).unwrap_err().to_string();
        assert!(message.contains("cannot read no/such/file"), "{message}");
    }
}
