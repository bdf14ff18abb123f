//! The tests that there are, and the items they may be about.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::items::{self, Items};
use super::sources;
use crate::cargo;
use crate::exec::{self, Echo};

/// Where programs are that must not compile, those that a test runs, and those that take times.
const PROGRAMS: [&str; 4] =
    ["misuse/cases/", "mpi-shim/misuse/cases/", "mpi-shim/examples/", "mpi-shim/benches/"];

/// How the names of tests of arrays begin.
const OF_ARRAYS: [&str; 3] = ["shmem-ndarray/", "shmem_ndarray::", "misuse/cases/array_"];

/// What a table's words are held against.
#[derive(Default)]
pub(super) struct Evidence {
    /// Trials of the multi-PE tests, as `BINARY::FUNCTION`, and those of other packages as
    /// `PACKAGE/BINARY::FUNCTION`.
    pub(super) trials: BTreeSet<String>,
    /// What each crate offers, the first of which tables name items of.
    pub(super) crates: Vec<(&'static str, Items)>,
}

impl Evidence {
    /// Builds the tests of OpenSHMEM and reads the source.
    pub(super) fn gather() -> Result<Self, String> {
        let mut trials = trials("shmem-tests")?;
        for package in ["shmem-ndarray", "shmem-c"] {
            let others = self::trials(package)?;
            trials.extend(others.into_iter().map(|trial| format!("{package}/{trial}")));
        }
        let crates =
            vec![("shmem", items::of("shmem")?), ("shmem_ndarray", items::of("shmem-ndarray")?)];
        Ok(Self { trials, crates })
    }

    /// Reads the source of `mpi-shim` and its tests, for which no MPI is needed.
    pub(super) fn of_mpi() -> Result<Self, String> {
        let trials = sources::trials(Path::new("mpi-shim/tests"))?;
        Ok(Self { trials, crates: vec![("mpi_shim", items::of("mpi-shim")?)] })
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
        let first = self.crates.first().map_or("no crate", |(name, _)| *name);
        let items = items.iter().filter_map(|item| self.complaint_about_item(first, item));
        let tests = tests.iter().filter_map(|test| self.complaint_about_test(test));
        let complaints = items.chain(tests).map(|complaint| format!("{at}: {complaint}"));
        untested.into_iter().chain(complaints).collect()
    }

    /// The same for what arrays have, which needs a test of arrays.
    pub(super) fn gaps_of_arrays(&self, at: &str, items: &[&str], tests: &[&str]) -> Vec<String> {
        let of_arrays = |test: &&str| OF_ARRAYS.iter().any(|prefix| test.starts_with(prefix));
        let untested = !items.is_empty() && !tests.iter().any(of_arrays);
        let untested = untested.then(|| format!("{at} has no test of arrays"));
        let missing =
            items.iter().filter_map(|item| self.complaint_about_item("shmem_ndarray", item));
        let missing = missing.map(|complaint| format!("{at}: {complaint}"));
        untested.into_iter().chain(missing).collect()
    }

    /// What is wrong with the name of a test: a trial, `CRATE::ITEM` for an item's example, or the path of a program.
    fn complaint_about_test(&self, test: &str) -> Option<String> {
        for (name, items) in &self.crates {
            if let Some(item) = test.strip_prefix(name).and_then(|rest| rest.strip_prefix("::")) {
                return match items.get(item) {
                    Some(true) => None,
                    Some(false) => Some(format!("{item} has no example that is run")),
                    None => Some(format!("{name} has no {item}")),
                };
            }
        }
        let exists = if PROGRAMS.iter().any(|place| test.starts_with(place)) {
            Path::new(test).is_file() && test.ends_with(".rs")
        } else {
            self.trials.contains(test)
        };
        (!exists).then(|| format!("there is no test {test}"))
    }

    /// What is wrong with the name of an item of a crate.
    fn complaint_about_item(&self, of: &str, item: &str) -> Option<String> {
        let mut items = self.crates.iter().filter(|(name, _)| *name == of);
        let known = items.any(|(_, items)| items.contains_key(item));
        (!known).then(|| format!("{of} has no {item}"))
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

/// Those of a package.
fn trials(package: &str) -> Result<BTreeSet<String>, String> {
    let mut tests = BTreeSet::new();
    let built = cargo::build(&["test", "-p", package, "--tests", "--no-run"])?;
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
            crates: vec![
                ("shmem", Items::from([("run".to_owned(), true), ("Pe::index".to_owned(), false)])),
                ("shmem_ndarray", Items::from([("SymArray::t".to_owned(), true)])),
            ],
        };
        for (test, says) in [
            ("rma::put", None),
            ("rma::get", Some("there is no test rma::get")),
            ("shmem::run", None),
            ("shmem::Pe::index", Some("Pe::index has no example that is run")),
            ("shmem::Pe", Some("shmem has no Pe")),
            ("shmem_ndarray::SymArray::t", None),
            ("shmem_ndarray::run", Some("shmem_ndarray has no run")),
            ("misuse/cases/gone.rs", Some("there is no test misuse/cases/gone.rs")),
        ] {
            assert_eq!(evidence.complaint_about_test(test).as_deref(), says);
        }
        let of_arrays = |items: &[&str], test| evidence.gaps_of_arrays("1", items, &[test]);
        assert_eq!(of_arrays(&["SymArray::t"], "shmem_ndarray::SymArray::t"), [""; 0]);
        assert_eq!(of_arrays(&["SymArray::t"], "rma::put"), ["1 has no test of arrays"]);
        assert_eq!(of_arrays(&["run"], "shmem-ndarray/a::b"), ["1: shmem_ndarray has no run"]);
        assert_eq!(of_arrays(&[], "rma::put"), [""; 0]);
        assert_eq!(evidence.complaint_about_item("shmem", "Pe::index"), None);
        let complaint = evidence.complaint_about_item("shmem", "Pe");
        assert_eq!(complaint.as_deref(), Some("shmem has no Pe"));
    }
}
