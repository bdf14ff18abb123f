//! Counts of tests, read from the summary lines that test binaries print.

use std::fmt;
use std::ops::AddAssign;

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    pub(crate) const PASSED: Tally = Tally { passed: 1, failed: 0, skipped: 0 };
    pub(crate) const FAILED: Tally = Tally { passed: 0, failed: 1, skipped: 0 };
    pub(crate) const SKIPPED: Tally = Tally { passed: 0, failed: 0, skipped: 1 };

    /// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`, and nothing else.
    pub(crate) fn from_summary(line: &str) -> Option<Tally> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let count = |what: &str| {
            counts.split("; ").find_map(|item| item.strip_suffix(what)?.trim().parse().ok())
        };
        Some(Tally {
            passed: count("passed")?,
            failed: count("failed")?,
            skipped: count("ignored")?,
        })
    }
}

/// The test that `test NAME ... ignored`, with or without a reason, tells of, and nothing else.
pub(crate) fn ignored(line: &str) -> Option<&str> {
    let (name, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
    outcome.starts_with("ignored").then_some(name.trim_end())
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_harnesses() {
        let libtest = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s";
        assert_eq!(Tally::from_summary(libtest), Some(Tally { passed: 3, failed: 0, skipped: 1 }));
        let mimic = "test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 4.20s";
        assert_eq!(Tally::from_summary(mimic), Some(Tally { passed: 12, failed: 2, skipped: 0 }));
    }

    #[test]
    fn finds_the_ignored() {
        assert_eq!(ignored("test slow ... ignored"), Some("slow"));
        assert_eq!(ignored("test slow::np1    ... ignored, it fails"), Some("slow::np1"));
        for line in ["test ignored ... ok", "running 3 tests", "test result: ok. 3 ignored"] {
            assert_eq!(ignored(line), None, "{line}");
        }
    }

    #[test]
    fn ignores_other_lines() {
        for line in
            ["test put ... ok", "test result: ok", " test result: ok. 1 passed", "running 3 tests"]
        {
            assert_eq!(Tally::from_summary(line), None, "{line}");
        }
    }
}
