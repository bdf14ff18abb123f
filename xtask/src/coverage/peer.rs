//! The table of what shmem4py has, line by line of its documentation, and what does it here.
//!
//! `tests/coverage/shmem4py.tsv` is written by hand.

use std::fmt::Write;

use super::evidence::Evidence;
use super::table::{self, names, quoted};

pub(super) const TABLE: &str = "tests/coverage/shmem4py.tsv";
const HEADER: [&str; 6] = ["section", "shmem4py", "rust", "how", "arrays", "test"];

#[derive(Debug)]
pub(super) struct Row<'a> {
    line: usize,
    section: &'a str,
    theirs: &'a str,
    items: Vec<&'a str>,
    how: &'a str,
    /// Items of `shmem-ndarray`.
    arrays: Vec<&'a str>,
    tests: Vec<&'a str>,
}

pub(super) fn parse<'a>(text: &'a str) -> Result<Vec<Row<'a>>, String> {
    let rows = table::rows(TABLE, HEADER, text)?;
    let row = |(line, [section, theirs, items, how, arrays, tests]): (usize, [&'a str; 6])| Row {
        line,
        section,
        theirs,
        items: names(items),
        how,
        arrays: names(arrays),
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
        gaps.extend(evidence.gaps_of_arrays(&at, &row.arrays, &row.tests));
    }
    gaps
}

pub(super) fn page(rows: &[Row<'_>]) -> String {
    let mut page = String::from(
        "# What shmem4py offers, and what does it here\n\n\
         Every function, rule and fallback of [shmem4py](https://github.com/mpi4py/shmem4py) 1.0.0, and what it lacks.\n\
         What stands under *arrays* is what the crate `shmem-ndarray` has for arrays of any number of axes, and `shmem-ndarray/` are its\n\
         tests. A test `shmem::ITEM` or `shmem_ndarray::ITEM` is the example of that item, which `cargo test --doc` runs; one in\n\
         `misuse/cases` is a program that must not compile. Made from `tests/coverage/shmem4py.tsv`.\n",
    );
    let mut section = "";
    for row in rows {
        if row.section != section {
            section = row.section;
            let _ = write!(
                page,
                "\n## shmem4py: {section}\n\n| shmem4py | here | arrays | test |\n|---|---|---|---|\n"
            );
        }
        let said: Vec<_> = [quoted(&row.items), row.how.to_owned()]
            .into_iter()
            .filter(|said| !said.is_empty())
            .collect();
        let (said, arrays, tests) = (said.join(": "), quoted(&row.arrays), quoted(&row.tests));
        let _ = writeln!(page, "| {} | {said} | {arrays} | {tests} |", row.theirs);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_needs_an_answer_and_a_test() {
        let text = format!(
            "{}\nMemory\t`alloc`\tShmem::alloc\t\t\trma::put\nMemory\t`free`\t\tdrop\t\t\n\
             Memory\t`realloc`\t\t\t\tshmem::Shmem::alloc\nRMA\t`put`\tPut::gone\t\tSymArray::zeros\trma::put\n",
            HEADER.join("\t")
        );
        let rows = parse(&text).expect("a good table");
        let mut evidence = Evidence::default();
        evidence.trials.insert("rma::put".to_owned());
        let item = |name: &str| [(name.to_owned(), true)].into();
        evidence.crates =
            vec![("shmem", item("Shmem::alloc")), ("shmem_ndarray", item("SymArray::zeros"))];
        let gaps = gaps(&rows, &evidence);
        assert_eq!(gaps.len(), 4, "{gaps:?}");
        assert!(gaps[0].ends_with(":3: `free` has no test"), "{gaps:?}");
        assert!(gaps[1].ends_with(":4: `realloc`: nothing here does it"), "{gaps:?}");
        assert!(gaps[2].ends_with(":5: `put`: shmem has no Put::gone"), "{gaps:?}");
        assert!(gaps[3].ends_with(":5: `put` has no test of arrays"), "{gaps:?}");
        let page = page(&rows);
        assert!(page.contains("## shmem4py: Memory\n\n| shmem4py |"), "{page}");
        assert!(page.contains("| `alloc` | `Shmem::alloc` |  | `rma::put` |"), "{page}");
        assert!(page.contains("| `free` | drop |  |  |"), "{page}");
        assert!(page.contains("| `Put::gone` | `SymArray::zeros` | `rma::put` |"), "{page}");
    }
}
