//! The tests that there are, and the items they may be about.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::items::{self, Items};
use crate::cargo;
use crate::exec::{self, Echo};

/// Where programs are that must not compile.
const MISUSE: &str = "misuse/cases/";

/// What a table's words are held against.
#[derive(Default)]
pub(super) struct Evidence {
    /// Trials of the multi-PE tests and of the C library's, as `BINARY::FUNCTION`.
    pub(super) trials: BTreeSet<String>,
    pub(super) items: Items,
}

impl Evidence {
    /// Builds the tests and reads the source.
    pub(super) fn gather() -> Result<Self, String> {
        Ok(Self { trials: trials()?, items: items::of_shmem()? })
    }

    /// What is wrong with the names of a row at this place: no test, or items and tests that are not there.
    pub(super) fn gaps(
        &self,
        at: &str,
        items: &[&str],
        tests: &[&str],
        must_be_tested: bool,
    ) -> Vec<String> {
        let untested = (tests.is_empty() && must_be_tested).then(|| format!("{at} has no test"));
        let items = items.iter().filter_map(|item| self.complaint_about_item(item));
        let tests = tests.iter().filter_map(|test| self.complaint_about_test(test));
        let complaints = items.chain(tests).map(|complaint| format!("{at}: {complaint}"));
        untested.into_iter().chain(complaints).collect()
    }

    /// What is wrong with the name of a test: a trial, `shmem::ITEM` for an item's example, or a case of misuse.
    fn complaint_about_test(&self, test: &str) -> Option<String> {
        if let Some(item) = test.strip_prefix("shmem::") {
            return match self.items.get(item) {
                Some(true) => None,
                Some(false) => Some(format!("{item} has no example that is run")),
                None => Some(format!("shmem has no {item}")),
            };
        }
        let exists = if test.starts_with(MISUSE) {
            Path::new(test).is_file() && test.ends_with(".rs")
        } else {
            self.trials.contains(test)
        };
        (!exists).then(|| format!("there is no test {test}"))
    }

    /// What is wrong with the name of an item.
    fn complaint_about_item(&self, item: &str) -> Option<String> {
        (!self.items.contains_key(item)).then(|| format!("shmem has no {item}"))
    }
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

fn trials() -> Result<BTreeSet<String>, String> {
    let mut tests = BTreeSet::new();
    let packages = ["-p", "shmem-tests", "-p", "shmem-c"];
    let built = cargo::build(&[&["test", "--tests", "--no-run"], &packages[..]].concat())?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_their_pe_count() {
        assert_eq!(listed("rma", "put_typed::np4: test").as_deref(), Some("rma::put_typed"));
        assert_eq!(listed("rma", "put::npx: test").as_deref(), Some("rma::put::npx"));
        assert_eq!(listed("rma", "plain: test").as_deref(), Some("rma::plain"));
        assert_eq!(listed("rma", "3 tests, 0 benchmarks"), None);
    }

    #[test]
    fn tests_of_every_kind_must_be_there() {
        let evidence = Evidence {
            trials: BTreeSet::from(["rma::put".to_owned()]),
            items: Items::from([("run".to_owned(), true), ("Pe::index".to_owned(), false)]),
        };
        for (test, says) in [
            ("rma::put", None),
            ("rma::get", Some("there is no test rma::get")),
            ("shmem::run", None),
            ("shmem::Pe::index", Some("Pe::index has no example that is run")),
            ("shmem::Pe", Some("shmem has no Pe")),
            ("misuse/cases/gone.rs", Some("there is no test misuse/cases/gone.rs")),
        ] {
            assert_eq!(evidence.complaint_about_test(test).as_deref(), says);
        }
        assert_eq!(evidence.complaint_about_item("Pe::index"), None);
        assert_eq!(evidence.complaint_about_item("Pe").as_deref(), Some("shmem has no Pe"));
    }
}
