//! Reading graphs from files.
//!
//! A Matrix Market file says so in its first line. Everything else is an edge list: on each line the
//! names of two vertices, the edge's source and its destination, apart by blanks. A name is any word; a
//! number is one too. Lines that begin with `#` or `%` are comments.

use std::path::{Path, PathBuf};

use shmem_examples::input::{self, Fault};
use shmem_examples::matrix_market::{self, Matrix};

use crate::graph::{Builder, Graph};

/// The graph that comes along.
const CRATES: &str = include_str!("../data/crates.txt");

/// Why there is no graph.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The file is of no use.
    #[error(transparent)]
    File(#[from] input::Error),
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

/// Reads a file.
pub(crate) fn file(file: &Path) -> Result<Graph, Error> {
    graph(file, &input::text(file)?)
}

/// The graph that comes along: which crate of this project's build depends on which.
pub(crate) fn crates() -> Result<Graph, Error> {
    graph(Path::new("crates.txt"), CRATES)
}

fn graph(file: &Path, text: &str) -> Result<Graph, Error> {
    let builder = if matrix_market::is_one(text) {
        matrix_market::parse(text).map(|matrix| edges_of(&matrix))
    } else {
        edge_list(text)
    };
    let builder = builder.map_err(|fault| fault.of(file))?;
    if builder.is_empty() {
        return Err(Error::Empty { file: file.to_owned() });
    }
    Ok(builder.build())
}

/// An entry in row `i` and column `j` is an edge from vertex `i` to vertex `j`, whatever its value.
fn edges_of(matrix: &Matrix) -> Builder {
    let mut builder = Builder::numbered(matrix.rows);
    for entry in &matrix.entries {
        builder.edge(entry.row, entry.column);
    }
    builder
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
    fn entries_of_a_matrix_are_edges_from_row_to_column() {
        let text = "%%MatrixMarket matrix coordinate integer general\n3 3 2\n1 2 0\n3 1 7\n";
        let graph = graph(Path::new("a.mtx"), text).unwrap();
        assert_eq!((graph.len(), graph.edges(), graph.name(2)), (3, 2, "3"));
        assert_eq!(graph.sources(0..1), [2]);
        assert_eq!(graph.sources(1..2), [0]);
    }

    #[test]
    fn errors_name_the_file() {
        for (text, message) in [
            ("a b\na\n", "g.txt:2: expected the names"),
            ("%%MatrixMarket matrix\n", "g.txt:1: expected `%%MatrixMarket matrix coordinate"),
            ("# a\n", "g.txt: there are no edges in it"),
        ] {
            let error = graph(Path::new("g.txt"), text).err().unwrap().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn the_graph_that_comes_along_is_one() {
        let graph = crates().unwrap();
        assert!(graph.len() >= 100 && graph.edges() > graph.len());
    }
}
