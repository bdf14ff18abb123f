//! A directed graph with named vertices, as PE 0 holds it.

use std::collections::HashMap;
use std::ops::Range;

/// Vertices, and for each of them where its edges come from.
///
/// Rows of sources are sorted and free of repetitions, so what is added up along a row is added up in
/// the same order wherever that happens.
pub(crate) struct Graph {
    names: Vec<String>,
    /// Where each vertex's row of sources begins, and behind the last one where it ends.
    rows: Vec<usize>,
    sources: Vec<u32>,
    out_degrees: Vec<u32>,
}

impl Graph {
    /// How many vertices there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// How many different edges there are.
    pub(crate) fn edges(&self) -> usize {
        self.sources.len()
    }

    /// What a vertex is called.
    pub(crate) fn name(&self, vertex: usize) -> &str {
        &self.names[vertex]
    }

    /// How many edges leave each vertex of a range.
    pub(crate) fn out_degrees(&self, vertices: Range<usize>) -> &[u32] {
        &self.out_degrees[vertices]
    }

    /// Where each row of a range begins and the last one ends, among all sources.
    pub(crate) fn rows(&self, vertices: Range<usize>) -> &[usize] {
        &self.rows[vertices.start..=vertices.end]
    }

    /// The sources of all edges that lead to the vertices of a range.
    pub(crate) fn sources(&self, vertices: Range<usize>) -> &[u32] {
        &self.sources[self.rows[vertices.start]..self.rows[vertices.end]]
    }
}

/// A graph in the making.
#[derive(Default)]
pub(crate) struct Builder {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    /// Destination first: the order that a graph's rows have.
    edges: Vec<(u32, u32)>,
}

impl Builder {
    /// `n` vertices that are called by their numbers, from 1.
    pub(crate) fn numbered(n: u32) -> Self {
        Self { names: (1..=n).map(|number| number.to_string()).collect(), ..Self::default() }
    }

    /// The vertex of a name, a new one if there is none yet; `None` if there are too many.
    pub(crate) fn vertex(&mut self, name: &str) -> Option<u32> {
        if let Some(&number) = self.numbers.get(name) {
            return Some(number);
        }
        let number = u32::try_from(self.names.len()).ok()?;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        Some(number)
    }

    /// The vertex of a name, if there is one.
    pub(crate) fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// Adds an edge. One that is there already makes no difference.
    pub(crate) fn edge(&mut self, from: u32, to: u32) {
        self.edges.push((to, from));
    }

    /// Whether it has no vertices yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The graph.
    pub(crate) fn build(mut self) -> Graph {
        self.edges.sort_unstable();
        self.edges.dedup();
        let n = self.names.len();
        let (mut rows, mut out_degrees) = (vec![0; n + 1], vec![0; n]);
        for &(to, from) in &self.edges {
            rows[to as usize + 1] += 1;
            out_degrees[from as usize] += 1;
        }
        for vertex in 0..n {
            rows[vertex + 1] += rows[vertex];
        }
        let sources = self.edges.into_iter().map(|(_, from)| from).collect();
        Graph { names: self.names, rows, sources, out_degrees }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_free_of_repetitions() {
        let mut builder = Builder::default();
        for (from, to) in [("c", "a"), ("b", "a"), ("c", "a"), ("a", "a"), ("c", "b")] {
            let (from, to) = (builder.vertex(from).unwrap(), builder.vertex(to).unwrap());
            builder.edge(from, to);
        }
        let graph = builder.build();
        let names: Vec<_> = (0..graph.len()).map(|vertex| graph.name(vertex)).collect();
        assert_eq!(names, ["c", "a", "b"]);
        assert_eq!(graph.edges(), 4);
        assert_eq!(graph.rows(0..3), [0, 0, 3, 4]);
        assert_eq!(graph.sources(1..2), [0, 1, 2]);
        assert_eq!(graph.sources(2..3), [0]);
        assert_eq!(graph.out_degrees(0..3), [2, 1, 1]);
    }
}
