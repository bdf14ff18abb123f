//! The table of the standard's routines and the tests that hold each to its word.
//!
//! `tests/coverage/routines.tsv` is written by hand; `docs/coverage.md` is made from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::cargo;
use crate::exec::{self, Echo};

const TABLE: &str = "tests/coverage/routines.tsv";
const PAGE: &str = "docs/coverage.md";
const HEADER: [&str; 5] = ["section", "routine", "type_set", "scope", "test"];

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
struct Row<'a> {
    section: &'a str,
    routine: &'a str,
    type_set: &'a str,
    scope: Scope<'a>,
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

fn parse(text: &str) -> Result<Vec<Row<'_>>, String> {
    let mut lines = text.lines().zip(1..);
    let header = lines.next().map(|(line, _)| line).unwrap_or_default();
    if !header.split('\t').eq(HEADER) {
        return Err(format!("{TABLE}:1: the columns must be {}", HEADER.join(", ")));
    }
    let mut rows = Vec::new();
    let mut seen = BTreeMap::new();
    for (line, number) in lines {
        let columns: Vec<_> = line.split('\t').collect();
        let &[section, routine, type_set, scope, tests] = columns.as_slice() else {
            return Err(format!("{TABLE}:{number}: {} columns instead of 5", columns.len()));
        };
        let scope = parse_scope(scope).ok_or_else(|| {
            format!("{TABLE}:{number}: scope {scope:?} is none of: in, `in; c-library: PART`, `c-library: WHY`, `out: WHY`")
        })?;
        if let Some(first) = seen.insert(routine, number) {
            return Err(format!("{TABLE}:{number}: {routine} is in line {first} already"));
        }
        let tests = tests.split([' ', ',']).filter(|test| !test.is_empty()).collect();
        rows.push(Row { section, routine, type_set, scope, tests });
    }
    Ok(rows)
}

/// Rows in scope that no test covers, and tests that are not there.
fn gaps(rows: &[Row<'_>], existing: &BTreeSet<String>) -> Vec<String> {
    let mut gaps = Vec::new();
    for row in rows {
        if matches!(row.scope, Scope::In { .. }) && row.tests.is_empty() {
            gaps.push(format!("{TABLE}: {} has no test", row.routine));
        }
        for test in row.tests.iter().filter(|test| !existing.contains(**test)) {
            gaps.push(format!("{TABLE}: {}: there is no test {test}", row.routine));
        }
    }
    gaps
}

/// `put_typed::np4: test` of the binary `rma` is the test `rma::put_typed`.
fn listed(binary: &str, line: &str) -> Option<String> {
    let name = line.strip_suffix(": test")?;
    let name = match name.rsplit_once("::np") {
        Some((name, pes)) if pes.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => name,
    };
    Some(format!("{binary}::{name}"))
}

fn existing_tests() -> Result<BTreeSet<String>, String> {
    let mut tests = BTreeSet::new();
    let built = cargo::build(&["test", "-p", "shmem-tests", "--tests", "--no-run"])?;
    for binary in built.into_iter().filter(|built| built.test) {
        let mut list = Command::new(&binary.path);
        let ended = exec::run(list.arg("--list"), Duration::from_secs(60), Echo::Quiet);
        if !ended.end.success() {
            return Err(format!("{} --list: {}\n{}", binary.name, ended.end, ended.output()));
        }
        tests.extend(ended.stdout.lines().filter_map(|line| listed(&binary.name, line)));
    }
    Ok(tests)
}

fn page(rows: &[Row<'_>]) -> String {
    let mut page = String::from(
        "# What is there, and which test says so\n\n\
         Every routine, type, constant and variable of OpenSHMEM 1.6. A test is named by its binary and\n\
         function: `cargo test -p shmem-tests --test BINARY FUNCTION` runs it. `TYPENAME` and `SIZE` stand for\n\
         every name of the type set. Made from `tests/coverage/routines.tsv` by `cargo xtask bless`.\n",
    );
    let mut section = "";
    for row in rows {
        if row.section != section {
            section = row.section;
            let _ = write!(page, "\n## {section}\n\n| name | types | test |\n|---|---|---|\n");
        }
        let tests = row.tests.iter().map(|test| format!("`{test}`")).collect::<Vec<_>>().join(", ");
        let said = match row.scope {
            Scope::In { but: None } => tests,
            Scope::In { but: Some(part) } => format!("{tests}; with the C library: {part}"),
            Scope::CLibrary(why) => format!("with the C library: {why}"),
            Scope::Out(why) => format!("not offered: {why}"),
        };
        let types = row.type_set.replace('|', ", ");
        let _ = writeln!(page, "| `{}` | {types} | {said} |", row.routine);
    }
    page
}

fn read_table() -> Result<String, String> {
    fs::read_to_string(TABLE).map_err(|error| format!("{TABLE}: {error}"))
}

/// Fails on a routine without a test, a test that is not there, or a stale page.
pub(crate) fn check() -> Result<(), String> {
    let text = read_table()?;
    let rows = parse(&text)?;
    let mut wrong = gaps(&rows, &existing_tests()?);
    if fs::read_to_string(PAGE).ok() != Some(page(&rows)) {
        wrong.push(format!("{PAGE} is not what {TABLE} says: run `cargo xtask bless`"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Makes the page anew.
pub(crate) fn bless() -> Result<(), String> {
    let text = read_table()?;
    let page = page(&parse(&text)?);
    fs::create_dir_all("docs")
        .and_then(|()| fs::write(PAGE, page))
        .map_err(|error| format!("{PAGE}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str) -> String {
        format!("{}\n{rows}", HEADER.join("\t"))
    }

    #[test]
    fn names_without_their_pe_count() {
        assert_eq!(listed("rma", "put_typed::np4: test").as_deref(), Some("rma::put_typed"));
        assert_eq!(listed("rma", "put::npx: test").as_deref(), Some("rma::put::npx"));
        assert_eq!(listed("rma", "plain: test").as_deref(), Some("rma::plain"));
        assert_eq!(listed("rma", "3 tests, 0 benchmarks"), None);
    }

    #[test]
    fn finds_what_is_missing() {
        let text = table(
            "rma\tshmem_putmem\tmem\tin\trma::put, rma::gone\n\
             rma\tshmem_getmem\tmem\tin\t\n\
             cache\tshmem_udcflush\t-\tout: removed\t\n\
             bindings\tshmem.h\t-\tc-library: a header\t\n",
        );
        let rows = parse(&text).expect("a good table");
        let gaps = gaps(&rows, &BTreeSet::from(["rma::put".to_owned()]));
        assert_eq!(gaps.len(), 2, "{gaps:?}");
        assert!(gaps[0].ends_with("shmem_putmem: there is no test rma::gone"));
        assert!(gaps[1].ends_with("shmem_getmem has no test"));
    }

    #[test]
    fn refuses_bad_tables() {
        for (rows, says) in [
            ("rma\tshmem_putmem\tmem\tin", ":2: 4 columns"),
            ("rma\tshmem_putmem\tmem\tperhaps\t", "scope \"perhaps\""),
            ("rma\tshmem_putmem\tmem\tout: \t", "scope \"out: \""),
            ("a\tb\t-\tin\t\na\tb\t-\tin\t", ":3: b is in line 2 already"),
        ] {
            let error = parse(&table(rows)).expect_err(rows);
            assert!(error.contains(says), "{error}");
        }
        assert!(parse("routine\ttest\n").is_err());
    }

    #[test]
    fn page_has_a_table_per_section() {
        let text =
            table("amo\ta\tX|Y\tin; c-library: long double\tt::a\ncache\tb\t-\tout: removed\t\n");
        let page = page(&parse(&text).expect("a good table"));
        assert!(page.contains("## amo\n\n| name |"), "{page}");
        assert!(
            page.contains("| `a` | X, Y | `t::a`; with the C library: long double |"),
            "{page}"
        );
        assert!(page.contains("| `b` | - | not offered: removed |"), "{page}");
    }
}
