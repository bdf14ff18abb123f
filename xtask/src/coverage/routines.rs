//! The table of the standard's routines and the tests that hold each to its word.
//!
//! `tests/coverage/routines.tsv` is written by hand.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::evidence::Evidence;
use super::table::{self, names, quoted};

pub(super) const TABLE: &str = "tests/coverage/routines.tsv";
const HEADER: [&str; 6] = ["section", "routine", "type_set", "scope", "rust", "test"];

/// What the bundled runtime owes for a routine.
#[derive(Debug, PartialEq, Eq)]
enum Scope<'a> {
    /// Here, but for the part named, if any, which needs a C compiler.
    In { but: Option<&'a str> },
    /// In the C library only, and why.
    CLibrary(&'a str),
    /// Not offered, and why.
    Out(&'a str),
}

#[derive(Debug)]
pub(super) struct Row<'a> {
    section: &'a str,
    routine: &'a str,
    type_set: &'a str,
    scope: Scope<'a>,
    /// What does it in the safe API.
    items: Vec<&'a str>,
    tests: Vec<&'a str>,
}

fn parse_scope(text: &str) -> Option<Scope<'_>> {
    if text == "in" {
        return Some(Scope::In { but: None });
    }
    let (kind, why) = text.split_once(": ").filter(|(_, why)| !why.trim().is_empty())?;
    match kind {
        "in; c-library" => Some(Scope::In { but: Some(why) }),
        "c-library" => Some(Scope::CLibrary(why)),
        "out" => Some(Scope::Out(why)),
        _ => None,
    }
}

pub(super) fn parse(text: &str) -> Result<Vec<Row<'_>>, String> {
    let mut rows = Vec::new();
    let mut seen = BTreeMap::new();
    for (number, columns) in table::rows(TABLE, HEADER, text)? {
        let [section, routine, type_set, scope, items, tests] = columns;
        let scope = parse_scope(scope).ok_or_else(|| {
            format!("{TABLE}:{number}: scope {scope:?} is none of: in, `in; c-library: PART`, `c-library: WHY`, `out: WHY`")
        })?;
        if let Some(first) = seen.insert(routine, number) {
            return Err(format!("{TABLE}:{number}: {routine} is in line {first} already"));
        }
        let (items, tests) = (names(items), names(tests));
        rows.push(Row { section, routine, type_set, scope, items, tests });
    }
    Ok(rows)
}

/// Rows of what is offered that no test covers, and tests and items that are not there.
pub(super) fn gaps(rows: &[Row<'_>], evidence: &Evidence) -> Vec<String> {
    let gaps = |row: &Row<'_>| {
        let at = format!("{TABLE}: {}", row.routine);
        evidence.gaps(&at, &row.items, &row.tests, !matches!(row.scope, Scope::Out(_)))
    };
    rows.iter().flat_map(gaps).collect()
}

pub(super) fn page(rows: &[Row<'_>]) -> String {
    let mut page = String::from(
        "# What is there, and which test says so\n\n\
         Every routine, type, constant and variable of OpenSHMEM 1.6, the item of `shmem` that is for it, and its tests;\n\
         then the same for [shmem4py](#what-shmem4py-offers-and-what-does-it-here) and for\n\
         [MPI](#what-mpi4py-and-rsmpi-offer-and-what-does-it-here). A test is named by its binary and function: `cargo test -p shmem-tests --test BINARY FUNCTION` runs it; `PACKAGE/` in front names another\n\
         package. `TYPENAME` and `SIZE` stand for every name of the type set. Made from\n\
         `tests/coverage/routines.tsv` by `cargo xtask bless`.\n",
    );
    let mut section = "";
    for row in rows {
        if row.section != section {
            section = row.section;
            let head = "| name | types | in `shmem` | test |\n|---|---|---|---|\n";
            let _ = write!(page, "\n## {section}\n\n{head}");
        }
        let tests = quoted(&row.tests);
        let said = match row.scope {
            Scope::In { but: None } => tests,
            Scope::In { but: Some(part) } => format!("{tests}; with the C library: {part}"),
            Scope::CLibrary(why) => format!("{tests}; with the C library: {why}"),
            Scope::Out(why) => format!("not offered: {why}"),
        };
        let (types, items) = (row.type_set.replace('|', ", "), quoted(&row.items));
        let _ = writeln!(page, "| `{}` | {types} | {items} | {said} |", row.routine);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str) -> String {
        format!("{}\n{rows}", HEADER.join("\t"))
    }

    #[test]
    fn finds_what_is_missing() {
        let text = table(
            "rma\tshmem_putmem\tmem\tin\tSymBuf::gone\trma::put, rma::gone\n\
             rma\tshmem_getmem\tmem\tin\t\t\n\
             cache\tshmem_udcflush\t-\tout: removed\t\t\n\
             bindings\tshmem.h\t-\tc-library: a header\t\trma::put\n",
        );
        let rows = parse(&text).expect("a good table");
        let mut evidence = Evidence::default();
        evidence.trials.insert("rma::put".to_owned());
        evidence.crates.push(("shmem", [].into()));
        let gaps = gaps(&rows, &evidence);
        assert_eq!(gaps.len(), 3, "{gaps:?}");
        assert!(gaps[0].ends_with("shmem_putmem: shmem has no SymBuf::gone"));
        assert!(gaps[1].ends_with("shmem_putmem: there is no test rma::gone"));
        assert!(gaps[2].ends_with("shmem_getmem has no test"));
    }

    #[test]
    fn refuses_bad_tables() {
        for (rows, says) in [
            ("rma\tshmem_putmem\tmem\tin", ":2: 4 columns instead of 6"),
            ("rma\tshmem_putmem\tmem\tperhaps\t\t", "scope \"perhaps\""),
            ("rma\tshmem_putmem\tmem\tout: \t\t", "scope \"out: \""),
            ("a\tb\t-\tin\t\t\na\tb\t-\tin\t\t", ":3: b is in line 2 already"),
        ] {
            let error = parse(&table(rows)).expect_err(rows);
            assert!(error.contains(says), "{error}");
        }
        assert!(parse("routine\ttest\n").is_err());
    }

    #[test]
    fn page_has_a_table_per_section() {
        let text = table(
            "amo\ta\tX|Y\tin; c-library: long double\tPe\tt::a\ncache\tb\t-\tout: removed\t\t\n",
        );
        let page = page(&parse(&text).expect("a good table"));
        assert!(page.contains("## amo\n\n| name |"), "{page}");
        assert!(
            page.contains("| `a` | X, Y | `Pe` | `t::a`; with the C library: long double |"),
            "{page}"
        );
        assert!(page.contains("| `b` | - |  | not offered: removed |"), "{page}");
    }
}
