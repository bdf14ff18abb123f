//! The tables of what mpi4py and rsmpi have, and what does it here: `tests/coverage/mpi/CHAPTER.tsv`, written by hand.

use std::fmt::Write;
use std::fs;

use super::evidence::Evidence;
use super::table::{self, names, quoted};

const DIRECTORY: &str = "tests/coverage/mpi";
const HEADER: [&str; 5] = ["theirs", "c", "rust", "how", "test"];

/// How the word begins for what is not here, the reason behind it.
const ABSENT: &str = "absent: ";

#[derive(Debug)]
struct Row {
    line: usize,
    theirs: String,
    c: String,
    items: String,
    how: String,
    tests: String,
}

impl Row {
    fn is_absent(&self) -> bool {
        self.how.starts_with(ABSENT)
    }
}

/// A chapter: the rows of one file.
#[derive(Debug)]
pub(super) struct Chapter {
    name: String,
    rows: Vec<Row>,
}

impl Chapter {
    fn parse(name: &str, text: &str) -> Result<Self, String> {
        let rows = table::rows(&format!("{DIRECTORY}/{name}.tsv"), HEADER, text)?;
        let row = |(line, columns): (usize, [&str; 5])| {
            let [theirs, c, items, how, tests] = columns.map(str::to_owned);
            Row { line, theirs, c, items, how, tests }
        };
        Ok(Self { name: name.to_owned(), rows: rows.into_iter().map(row).collect() })
    }
}

/// All chapters, in the order of their names.
pub(super) fn read() -> Result<Vec<Chapter>, String> {
    let wrong = |error| format!("{DIRECTORY}: {error}");
    let mut chapters = Vec::new();
    for entry in fs::read_dir(DIRECTORY).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        chapters.push(Chapter::parse(&name, &fs::read_to_string(&path).map_err(wrong)?)?);
    }
    chapters.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(chapters)
}

/// Rows without an answer or without a test, and items and tests that are not there.
pub(super) fn gaps(chapters: &[Chapter], evidence: &Evidence) -> Vec<String> {
    let mut gaps = Vec::new();
    for (chapter, row) in chapters.iter().flat_map(|c| c.rows.iter().map(move |row| (c, row))) {
        let at = format!("{DIRECTORY}/{}.tsv:{}: {}", chapter.name, row.line, row.theirs);
        let (items, tests) = (names(&row.items), names(&row.tests));
        if items.is_empty() && row.how.is_empty() {
            gaps.push(format!("{at}: nothing here does it"));
        }
        if row.is_absent() && !items.is_empty() {
            gaps.push(format!("{at}: absent and present at once"));
        }
        gaps.extend(evidence.gaps(&at, &items, &tests, !row.is_absent()));
    }
    gaps
}

pub(super) fn page(chapters: &[Chapter]) -> String {
    let mut page = String::from(
        "# What mpi4py and rsmpi offer, and what does it here\n\n\
         Every area of [mpi4py](https://github.com/mpi4py/mpi4py) 4 and every feature of [rsmpi](https://github.com/rsmpi/rsmpi) 0.8, the C\n\
         routines below, and what `mpi-shim` has for it. A test is named by its binary and function:\n\
         `cargo test -p mpi-shim --test BINARY FUNCTION` runs it over the MPI that `MPICC` names, and `cargo xtask test --part mpi`\n\
         over Open MPI and MPICH. `mpi_shim::ITEM` is the example of that item. Made from `tests/coverage/mpi`.\n",
    );
    for Chapter { name, rows } in chapters {
        let head = "| theirs | C | here | test |\n|---|---|---|---|\n";
        let _ = write!(page, "\n## MPI: {name}\n\n{head}");
        for row in rows {
            let (items, tests) = (quoted(&names(&row.items)), quoted(&names(&row.tests)));
            let said =
                [items.as_str(), row.how.as_str()].into_iter().filter(|said| !said.is_empty());
            let said = said.collect::<Vec<_>>().join(": ");
            let _ = writeln!(page, "| {} | {} | {said} | {tests} |", row.theirs, row.c);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_needs_an_answer_and_a_test_unless_it_is_absent() {
        let text = format!(
            "{}\n`Send`\tSend\tMessages::send\t\tmessages::a_send_arrives\n`Recv`\tRecv\tMessages::recv\t\t\n\
             `Session`\tSession_init\t\tabsent: MPI 4\t\n`Join`\tComm_join\t\t\tmessages::gone\n",
            HEADER.join("\t")
        );
        let chapters = [Chapter::parse("messages", &text).expect("a good table")];
        let mut evidence = Evidence::default();
        evidence.trials.insert("messages::a_send_arrives".to_owned());
        evidence.crates = vec![("mpi_shim", [("Messages::send".to_owned(), true)].into())];
        let gaps = gaps(&chapters, &evidence);
        let expected = [
            "messages.tsv:3: `Recv` has no test",
            "messages.tsv:3: `Recv`: mpi_shim has no Messages::recv",
            "messages.tsv:5: `Join`: nothing here does it",
            "messages.tsv:5: `Join`: there is no test messages::gone",
        ];
        assert_eq!(gaps.len(), expected.len(), "{gaps:?}");
        for (gap, expected) in gaps.iter().zip(expected) {
            assert!(gap.ends_with(expected), "{gap}");
        }
        let page = page(&chapters);
        assert!(page.contains("## MPI: messages\n\n| theirs |"), "{page}");
        assert!(page.contains("| `Session` | Session_init | absent: MPI 4 |  |"), "{page}");
    }
}
