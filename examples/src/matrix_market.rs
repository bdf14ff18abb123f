//! The Matrix Market exchange format, as far as it describes real square matrices by their entries.
//!
//! What is not said is 0. Of a `symmetric` matrix only one half is in the file. The entries of a
//! `pattern` have no values; they count as 1.

use std::iter::Zip;
use std::ops::RangeFrom;
use std::str::{FromStr, Lines, SplitWhitespace};

use shmem::bytemuck::{Pod, Zeroable};

use crate::input::Fault;

const BANNER: &str = "%%MatrixMarket";

/// A square matrix as its entries.
#[derive(Debug, PartialEq)]
pub struct Matrix {
    /// How many rows, and as many columns, there are.
    pub rows: u32,
    /// Entries in the order of the file, each of which may be there several times. Of a symmetric
    /// matrix both halves: an entry off the diagonal is followed by its mirror image.
    pub entries: Vec<Entry>,
}

/// A number, and where in the matrix it stands; rows and columns from 0.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[bytemuck(crate = "shmem::bytemuck")]
#[repr(C)]
pub struct Entry {
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// The number.
    pub value: f64,
}

impl Entry {
    /// The entry of the transposed matrix.
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self { row: self.column, column: self.row, ..self }
    }
}

/// Whether a file claims to be of this format.
#[must_use]
pub fn is_one(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case(BANNER))
}

/// What the first line says about the others.
#[derive(Debug, PartialEq, Eq)]
struct Header {
    has_values: bool,
    symmetric: bool,
}

/// Reads what a file has in it. Takes no more memory than in proportion to the file, whatever sizes it
/// announces.
///
/// # Errors
///
/// The first line that is wrong.
pub fn parse(text: &str) -> Result<Matrix, Fault> {
    let header = header(text.lines().next().unwrap_or_default())?;
    let mut lines = (1..).zip(text.lines());
    let (line, size) = content(&mut lines).ok_or_else(|| {
        Fault::new(text.lines().count(), "the file ends before the line of sizes")
    })?;
    let sizes = sizes(size).map_err(|reason| Fault::new(line, reason))?;
    let rows = plausible(sizes, text.len()).map_err(|reason| Fault::new(line, reason))?;

    let announced = sizes[2];
    let mut entries = Vec::new();
    let mut found = 0;
    let mut last = line;
    while let Some((line, text)) = content(&mut lines) {
        let fault = |reason| Fault::new(line, reason);
        if found == announced {
            return Err(fault(format!("there are more than the {announced} entries announced")));
        }
        let entry = entry(text, rows, header.has_values).map_err(fault)?;
        entries.push(entry);
        if header.symmetric && entry.row != entry.column {
            entries.push(entry.mirrored());
        }
        found += 1;
        last = line;
    }
    if found < announced {
        let reason = format!("the file ends after {found} of {announced} entries");
        return Err(Fault::new(last, reason));
    }
    Ok(Matrix { rows, entries })
}

/// The number of rows, if a file of that many bytes can be about a matrix of these sizes.
///
/// An entry takes some bytes. A row need not have any entry; but where there is less than a byte for
/// each, hardly any has, and what its reader allocates per row would be out of all proportion.
fn plausible([rows, columns, entries]: [u64; 3], bytes: usize) -> Result<u32, String> {
    if rows != columns {
        return Err(format!("the matrix must be square, and this one is {rows} by {columns}"));
    }
    for (what, size) in [("rows", rows), ("entries", entries)] {
        if size > bytes as u64 {
            return Err(format!("{size} {what} are too many for a file of {bytes} bytes"));
        }
    }
    u32::try_from(rows).map_err(|_| format!("{rows} rows are more than 32 bits can number"))
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
    let has_values = match field {
        "pattern" => false,
        "real" | "integer" => true,
        _ => return unknown("field", field, "`pattern`, `real` and `integer`"),
    };
    let symmetric = match symmetry {
        "general" => false,
        "symmetric" => true,
        _ => return unknown("symmetry", symmetry, "`general` and `symmetric`"),
    };
    Ok(Header { has_values, symmetric })
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

fn entry(line: &str, rows: u32, has_value: bool) -> Result<Entry, String> {
    let mut words = line.split_whitespace();
    let mut index = |what| match number::<u64>(&mut words, what)? {
        index if (1..=u64::from(rows)).contains(&index) => Ok(index as u32 - 1),
        index => Err(format!("the {what} number {index} is outside 1..={rows}")),
    };
    let (row, column) = (index("row")?, index("column")?);
    let value: f64 = if has_value { number(&mut words, "value")? } else { 1.0 };
    end(words)?;
    if !value.is_finite() {
        return Err(format!("the value {value} is not finite"));
    }
    Ok(Entry { row, column, value })
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

    fn entries(text: &str) -> Vec<(u32, u32, f64)> {
        let matrix = parse(text).unwrap();
        matrix.entries.iter().map(|entry| (entry.row, entry.column, entry.value)).collect()
    }

    #[test]
    fn entries_have_rows_columns_and_values() {
        let general =
            "%%MatrixMarket matrix coordinate pattern general\n% by hand\n\n3 3 2\n1 2\n3 1\n";
        assert!(is_one(general));
        assert_eq!(entries(general), [(0, 1, 1.0), (2, 0, 1.0)]);
        let symmetric =
            "%%matrixmarket MATRIX Coordinate Real Symmetric\n4 4 2\n2 1 -0.5e3\n3 3 1\n";
        assert!(is_one(symmetric));
        assert_eq!(entries(symmetric), [(1, 0, -500.0), (0, 1, -500.0), (2, 2, 1.0)]);
        assert_eq!(parse(symmetric).unwrap().rows, 4);
        assert!(!is_one("1 2\n") && !is_one(""));
    }

    /// It would be 4 GB for a byte per row.
    #[test]
    fn sizes_that_the_file_is_too_short_for_are_refused_before_anything_is_allocated() {
        let banner = "%%MatrixMarket matrix coordinate pattern general\n";
        for (sizes, reason) in [
            ("4000000000 4000000000 1", "4000000000 rows are too many for a file of 77 bytes"),
            ("9 9 18446744073709551615", "18446744073709551615 entries are too many"),
            ("18446744073709551615 18446744073709551615 1", "18446744073709551615 rows are too"),
        ] {
            let fault = parse(&format!("{banner}{sizes}\n1 1\n")).unwrap_err();
            assert_eq!(fault.line, 2);
            assert!(fault.reason.starts_with(reason), "{fault:?}");
        }
        let wide = parse(&format!("{banner}60 60 1\n1 60\n")).unwrap();
        assert_eq!((wide.rows, wide.entries.len()), (60, 1), "rows without entries may be");
        let rows = 1 << 32;
        assert!(plausible([rows, rows, 0], usize::MAX).unwrap_err().contains("32 bits"));
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
            (&format!("{pattern}3 4 1\n"), 2, "the matrix must be square"),
            (&format!("{pattern}%\n3 3 2\n1 2\n0 1\n"), 5, "the row number 0 is outside 1..=3"),
            (&format!("{pattern}3 3 1\n1 4\n"), 3, "the column number 4 is outside 1..=3"),
            (&format!("{pattern}3 3 1\n1 -2\n"), 3, "`-2` is no number for `column`"),
            (&format!("{pattern}3 3 1\n1 2 0.5\n"), 3, "`0.5` is one word too many"),
            (&format!("{real}3 3 1\n1 2\n"), 3, "the number for `value` is missing"),
            (&format!("{real}3 3 1\n1 2 much\n"), 3, "`much` is no number for `value`"),
            (&format!("{real}3 3 1\n1 2 1e999\n"), 3, "the value inf is not finite"),
            (&format!("{real}3 3 1\n1 2 nan\n"), 3, "the value NaN is not finite"),
            (&format!("{pattern}3 3 2\n1 2\n"), 3, "the file ends after 1 of 2 entries"),
            (&format!("{pattern}3 3 1\n1 2\n2 3\n"), 4, "there are more than the 1 entries"),
        ] {
            let fault = parse(text).err().unwrap_or_else(|| panic!("no fault in {text:?}"));
            assert_eq!(fault.line, line, "{text:?}: {fault:?}");
            assert!(fault.reason.starts_with(reason), "{text:?}: {fault:?}");
        }
    }
}
