//! The Matrix Market exchange format, as far as it describes directed graphs.
//!
//! An entry in row `i` and column `j` is an edge from vertex `i` to vertex `j`; `symmetric` stands for
//! both directions. Values must be numbers, but only that an entry is there counts.

use std::iter::Zip;
use std::ops::RangeFrom;
use std::str::{FromStr, Lines, SplitWhitespace};

use crate::graph::Builder;
use crate::input::Fault;

const BANNER: &str = "%%MatrixMarket";

/// Whether a file claims to be of this format.
pub(crate) fn is_one(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case(BANNER))
}

/// What the first line says about the others.
#[derive(Debug, PartialEq, Eq)]
struct Header {
    values: usize,
    symmetric: bool,
}

/// Reads a file.
pub(crate) fn parse(text: &str) -> Result<Builder, Fault> {
    let header = header(text.lines().next().unwrap_or_default())?;
    let mut lines = (1..).zip(text.lines());
    let (line, size) = content(&mut lines).ok_or_else(|| {
        Fault::new(text.lines().count(), "the file ends before the line of sizes")
    })?;
    let [rows, columns, entries] = sizes(size).map_err(|reason| Fault::new(line, reason))?;
    if rows != columns {
        let reason = format!("a graph's matrix is square, and this one is {rows} by {columns}");
        return Err(Fault::new(line, reason));
    }
    let n = u32::try_from(rows)
        .map_err(|_| Fault::new(line, "more vertices than 32 bits can number"))?;

    let mut builder = Builder::numbered(n);
    let mut found = 0;
    let mut last = line;
    while let Some((line, text)) = content(&mut lines) {
        let fault = |reason| Fault::new(line, reason);
        if found == entries {
            return Err(fault(format!("there are more than the {entries} entries announced")));
        }
        let (row, column) = entry(text, n, header.values).map_err(fault)?;
        builder.edge(row, column);
        if header.symmetric {
            builder.edge(column, row);
        }
        found += 1;
        last = line;
    }
    if found < entries {
        let reason = format!("the file ends after {found} of {entries} entries");
        return Err(Fault::new(last, reason));
    }
    Ok(builder)
}

fn header(line: &str) -> Result<Header, Fault> {
    let words: Vec<_> = line.split_whitespace().map(str::to_ascii_lowercase).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let unknown = |what, word: &str, known| {
        Err(Fault::new(1, format!("the {what} `{word}` is not supported, only {known}")))
    };
    let [_, object, format, field, symmetry] = words[..] else {
        return Err(Fault::new(
            1,
            format!(
                "expected `{BANNER} matrix coordinate FIELD SYMMETRY`, found `{}`",
                line.trim()
            ),
        ));
    };
    if object != "matrix" {
        return unknown("object", object, "`matrix`");
    }
    if format != "coordinate" {
        return unknown("format", format, "`coordinate`");
    }
    let values = match field {
        "pattern" => 0,
        "real" | "integer" => 1,
        _ => return unknown("field", field, "`pattern`, `real` and `integer`"),
    };
    let symmetric = match symmetry {
        "general" => false,
        "symmetric" => true,
        _ => return unknown("symmetry", symmetry, "`general` and `symmetric`"),
    };
    Ok(Header { values, symmetric })
}

/// The next line that is neither blank nor a comment.
fn content<'a>(lines: &mut Zip<RangeFrom<usize>, Lines<'a>>) -> Option<(usize, &'a str)> {
    lines.find(|(_, line)| !line.trim().is_empty() && !line.starts_with('%'))
}

fn sizes(line: &str) -> Result<[u64; 3], String> {
    let mut words = line.split_whitespace();
    let sizes = [
        number(&mut words, "rows")?,
        number(&mut words, "columns")?,
        number(&mut words, "entries")?,
    ];
    end(words)?;
    Ok(sizes)
}

/// The row and the column of an entry, from 0.
fn entry(line: &str, n: u32, values: usize) -> Result<(u32, u32), String> {
    let mut words = line.split_whitespace();
    let mut index = |what| match number::<u64>(&mut words, what)? {
        index if (1..=u64::from(n)).contains(&index) => Ok(index as u32 - 1),
        index => Err(format!("the {what} number {index} is outside 1..={n}")),
    };
    let (row, column) = (index("row")?, index("column")?);
    for _ in 0..values {
        number::<f64>(&mut words, "value")?;
    }
    end(words)?;
    Ok((row, column))
}

fn number<T: FromStr>(words: &mut SplitWhitespace<'_>, what: &str) -> Result<T, String> {
    let word = words.next().ok_or_else(|| format!("the number for `{what}` is missing"))?;
    word.parse().map_err(|_| format!("`{word}` is no number for `{what}`"))
}

fn end(mut words: SplitWhitespace<'_>) -> Result<(), String> {
    words.next().map_or(Ok(()), |word| Err(format!("`{word}` is one word too many")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(text: &str) -> Vec<(u32, usize)> {
        let graph = parse(text).unwrap().build();
        (0..graph.len())
            .flat_map(|to| {
                graph.sources(to..to + 1).iter().map(move |&from| (from, to)).collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn entries_are_edges_from_row_to_column() {
        let general =
            "%%MatrixMarket matrix coordinate pattern general\n% by hand\n\n3 3 2\n1 2\n3 1\n";
        assert!(is_one(general));
        assert_eq!(edges(general), [(2, 0), (0, 1)]);
        let symmetric =
            "%%matrixmarket MATRIX Coordinate Real Symmetric\n3 3 2\n2 1 -0.5e3\n3 3 1\n";
        assert!(is_one(symmetric));
        assert_eq!(edges(symmetric), [(1, 0), (0, 1), (2, 2)]);
        let graph = parse(symmetric).unwrap().build();
        assert_eq!(graph.name(2), "3");
        assert!(!is_one("1 2\n") && !is_one(""));
    }

    #[test]
    fn every_kind_of_fault_has_its_line_and_reason() {
        let pattern = "%%MatrixMarket matrix coordinate pattern general\n";
        let real = "%%MatrixMarket matrix coordinate real general\n";
        for (text, line, reason) in [
            ("%%MatrixMarket matrix\n", 1, "expected `%%MatrixMarket matrix coordinate FIELD"),
            ("%%MatrixMarket vector coordinate real general\n", 1, "the object `vector`"),
            ("%%MatrixMarket matrix array real general\n", 1, "the format `array`"),
            ("%%MatrixMarket matrix coordinate complex general\n", 1, "the field `complex`"),
            ("%%MatrixMarket matrix coordinate real hermitian\n", 1, "the symmetry `hermitian`"),
            (&format!("{pattern}%\n"), 2, "the file ends before the line of sizes"),
            (&format!("{pattern}3 3\n"), 2, "the number for `entries` is missing"),
            (&format!("{pattern}3 x 1\n"), 2, "`x` is no number for `columns`"),
            (&format!("{pattern}3 3 1 1\n"), 2, "`1` is one word too many"),
            (&format!("{pattern}3 4 1\n"), 2, "a graph's matrix is square"),
            (&format!("{pattern}5000000000 5000000000 1\n"), 2, "more vertices than 32 bits"),
            (&format!("{pattern}%\n3 3 2\n1 2\n0 1\n"), 5, "the row number 0 is outside 1..=3"),
            (&format!("{pattern}3 3 1\n1 4\n"), 3, "the column number 4 is outside 1..=3"),
            (&format!("{pattern}3 3 1\n1 -2\n"), 3, "`-2` is no number for `column`"),
            (&format!("{pattern}3 3 1\n1 2 0.5\n"), 3, "`0.5` is one word too many"),
            (&format!("{real}3 3 1\n1 2\n"), 3, "the number for `value` is missing"),
            (&format!("{real}3 3 1\n1 2 much\n"), 3, "`much` is no number for `value`"),
            (&format!("{pattern}3 3 2\n1 2\n"), 3, "the file ends after 1 of 2 entries"),
            (&format!("{pattern}3 3 1\n1 2\n2 3\n"), 4, "there are more than the 1 entries"),
        ] {
            let fault = parse(text).err().unwrap_or_else(|| panic!("no fault in {text:?}"));
            assert_eq!(fault.line, line, "{text:?}: {fault:?}");
            assert!(fault.reason.starts_with(reason), "{text:?}: {fault:?}");
        }
    }
}
