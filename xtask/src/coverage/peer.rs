//! The table of what shmem4py has, line by line of its documentation, and what does it here.
//!
//! `tests/coverage/shmem4py.tsv` is written by hand.

use std::fmt::Write;

use super::evidence::Evidence;
use super::table::{self, names, quoted};

pub(super) const TABLE: &str = "tests/coverage/shmem4py.tsv";
const HEADER: [&str; 5] = ["section", "shmem4py", "rust", "how", "test"];

#[derive(Debug)]
pub(super) struct Row<'a> {
    line: usize,
    section: &'a str,
    theirs: &'a str,
    items: Vec<&'a str>,
    how: &'a str,
    tests: Vec<&'a str>,
}

pub(super) fn parse<'a>(text: &'a str) -> Result<Vec<Row<'a>>, String> {
    let rows = table::rows(TABLE, HEADER, text)?;
    let row = |(line, [section, theirs, items, how, tests]): (usize, [&'a str; 5])| Row {
        line,
        section,
        theirs,
        items: names(items),
        how,
        tests: names(tests),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Rows without an answer or without a test, and items and tests that are not there.
pub(super) fn gaps(rows: &[Row<'_>], evidence: &Evidence) -> Vec<String> {
    let mut gaps = Vec::new();
    for row in rows {
        let at = format!("{TABLE}:{}: {}", row.line, row.theirs);
        if row.items.is_empty() && row.how.is_empty() {
            gaps.push(format!("{at}: nothing here does it"));
        }
        gaps.extend(evidence.gaps(&at, &row.items, &row.tests, true));
    }
    gaps
}

pub(super) fn page(rows: &[Row<'_>]) -> String {
    let mut page = String::from(
        "# What shmem4py offers, and what does it here\n\n\
         Every function, rule and fallback of [shmem4py](https://github.com/mpi4py/shmem4py) 1.0.0, and what it lacks.\n\
         A test `shmem::ITEM` is the example of that item, which `cargo test --doc` runs; one in `misuse/cases` is a program that\n\
         must not compile. Made from `tests/coverage/shmem4py.tsv`.\n",
    );
    let mut section = "";
    for row in rows {
        if row.section != section {
            section = row.section;
            let _ = write!(
                page,
                "\n## shmem4py: {section}\n\n| shmem4py | here | test |\n|---|---|---|\n"
            );
        }
        let said: Vec<_> = [quoted(&row.items), row.how.to_owned()]
            .into_iter()
            .filter(|said| !said.is_empty())
            .collect();
        let _ = writeln!(page, "| {} | {} | {} |", row.theirs, said.join(": "), quoted(&row.tests));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_needs_an_answer_and_a_test() {
        let text = format!(
            "{}\nMemory\t`alloc`\tShmem::alloc\t\trma::put\nMemory\t`free`\t\tdrop\t\n\
             Memory\t`realloc`\t\t\tshmem::Shmem::alloc\nRMA\t`put`\tPut::gone\t\trma::put\n",
            HEADER.join("\t")
        );
        let rows = parse(&text).expect("a good table");
        let mut evidence = Evidence::default();
        evidence.trials.insert("rma::put".to_owned());
        evidence.items.insert("Shmem::alloc".to_owned(), true);
        let gaps = gaps(&rows, &evidence);
        assert_eq!(gaps.len(), 3, "{gaps:?}");
        assert!(gaps[0].ends_with(":3: `free` has no test"), "{gaps:?}");
        assert!(gaps[1].ends_with(":4: `realloc`: nothing here does it"), "{gaps:?}");
        assert!(gaps[2].ends_with(":5: `put`: shmem has no Put::gone"), "{gaps:?}");
        let page = page(&rows);
        assert!(page.contains("## shmem4py: Memory\n\n| shmem4py |"), "{page}");
        assert!(page.contains("| `alloc` | `Shmem::alloc` | `rma::put` |"), "{page}");
        assert!(page.contains("| `free` | drop |  |"), "{page}");
    }
}
