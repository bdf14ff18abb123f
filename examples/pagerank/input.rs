//! Reading graphs from files.
//!
//! A Matrix Market file says so in its first line. Everything else is an edge list: on each line the
//! names of two vertices, the edge's source and its destination, apart by blanks. A name is any word; a
//! number is one too. Lines that begin with `#` or `%` are comments.

use std::fs;
use std::path::{Path, PathBuf};

use crate::graph::{Builder, Graph};
use crate::matrix_market;

/// The graph that comes along.
const CRATES: &str = include_str!("../data/crates.txt");

/// Why there is no graph.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The file cannot be read.
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
    /// There is not a single vertex.
    #[error("{}: there are no edges in it", file.display())]
    Empty {
        /// In which file.
        file: PathBuf,
    },
    /// The packages cannot be had.
    #[error("{0}")]
    NoPackages(String),
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Its number, from 1.
    pub(crate) line: usize,
    /// What is wrong with it.
    pub(crate) reason: String,
}

impl Fault {
    /// A fault of a line.
    pub(crate) fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

/// Reads a file.
pub(crate) fn file(file: &Path) -> Result<Graph, Error> {
    let bytes = fs::read(file).map_err(|why| Error::Unreadable { file: file.to_owned(), why })?;
    let text = match str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
            return Err(malformed(file, Fault::new(line, "this is not text (UTF-8)")));
        }
    };
    graph(file, text)
}

/// The graph that comes along: which crate of this project's build depends on which.
pub(crate) fn crates() -> Result<Graph, Error> {
    graph(Path::new("crates.txt"), CRATES)
}

fn graph(file: &Path, text: &str) -> Result<Graph, Error> {
    let parse = if matrix_market::is_one(text) { matrix_market::parse } else { edge_list };
    let builder = parse(text).map_err(|fault| malformed(file, fault))?;
    if builder.is_empty() {
        return Err(Error::Empty { file: file.to_owned() });
    }
    Ok(builder.build())
}

fn malformed(file: &Path, Fault { line, reason }: Fault) -> Error {
    Error::Malformed { file: file.to_owned(), line, reason }
}

fn edge_list(text: &str) -> Result<Builder, Fault> {
    let mut builder = Builder::default();
    for (line, content) in (1..).zip(text.lines()) {
        if content.trim_start().starts_with(['#', '%']) {
            continue;
        }
        let mut words = content.split_whitespace();
        let (from, to) = match (words.next(), words.next(), words.count()) {
            (None, ..) => continue,
            (Some(from), Some(to), 0) => (from, to),
            (_, second, more) => {
                let found = 1 + usize::from(second.is_some()) + more;
                let reason = format!("expected the names of two vertices, found {found} words");
                return Err(Fault::new(line, reason));
            }
        };
        let too_many = || Fault::new(line, "more vertices than 32 bits can number");
        let from = builder.vertex(from).ok_or_else(too_many)?;
        let to = builder.vertex(to).ok_or_else(too_many)?;
        builder.edge(from, to);
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_list_has_names_comments_and_blank_lines() {
        let graph = edge_list("# from to\n\n10 20\r\n\t20  x-y \n % the end").unwrap().build();
        assert_eq!((graph.len(), graph.edges()), (3, 2));
        assert_eq!(graph.name(2), "x-y");
        assert_eq!(graph.sources(2..3), [1]);
    }

    #[test]
    fn a_line_of_an_edge_list_has_two_words() {
        for (words, found) in [("a", 1), ("a b c", 3), ("a b c d", 4)] {
            let fault = edge_list(&format!("a b\n{words}\n")).err().unwrap();
            let reason = format!("expected the names of two vertices, found {found} words");
            assert_eq!(fault, Fault { line: 2, reason });
        }
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        let directory = tempfile::tempdir().unwrap();
        let message = |content: &[u8]| {
            let path = directory.path().join("g.txt");
            fs::write(&path, content).unwrap();
            file(&path).err().unwrap().to_string()
        };
        let path = directory.path().join("g.txt").display().to_string();
        let start = format!("{path}:2: expected the names");
        assert!(message(b"a b\na\n").starts_with(&start));
        assert_eq!(message(b"# a\n\xff b\n"), format!("{path}:2: this is not text (UTF-8)"));
        assert_eq!(message(b"# a\n"), format!("{path}: there are no edges in it"));
        assert!(file(Path::new("no/such/file")).err().unwrap().to_string().contains("cannot read"));
    }

    #[test]
    fn the_graph_that_comes_along_is_one() {
        let graph = crates().unwrap();
        assert!(graph.len() >= 100 && graph.edges() > graph.len());
    }
}
