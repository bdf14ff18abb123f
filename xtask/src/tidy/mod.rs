//! Checks of the source tree that no compiler or linter makes, a file each.

mod attributes;
mod changelog;
mod leftovers;
mod length;
mod manifests;
mod places;
mod pointers;

use std::fs;
use std::process::Command;

use crate::coverage;
use crate::report::Report;

/// A file under version control, or about to be.
struct File {
    path: String,
    text: String,
}

impl File {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// `path:line: what`, for every line of which `what` says something.
    fn lines_where(&self, what: impl Fn(&str) -> Option<String>) -> impl Iterator<Item = String> {
        self.text.lines().zip(1..).filter_map(move |(line, number)| {
            Some(format!("{}:{number}: {}", self.path, what(line)?))
        })
    }
}

/// A check looks at the whole tree and says what is wrong, a line each.
type Check = fn(&[File]) -> Vec<String>;

const CHECKS: [(&str, Check); 7] = [
    ("no names of places", places::check),
    ("no leftovers", leftovers::check),
    ("files are short", length::check),
    ("allowed lints say why", attributes::check),
    ("manifests are complete", manifests::check),
    ("pages name files that are there", pointers::check),
    ("the change log is kept", changelog::check),
];

/// Runs every check, and counts each as one test.
pub(crate) fn run(report: &mut Report) {
    match tree() {
        Ok(files) => {
            for (name, check) in CHECKS {
                let wrong = check(&files);
                report.lint(name, if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) });
            }
        }
        Err(why) => report.lint("list of files", Err(why)),
    }
    report.lint("coverage", coverage::check());
}

/// All text files that git has or would take.
fn tree() -> Result<Vec<File>, String> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .map_err(|error| format!("cannot start git: {error}"))?;
    if !output.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let paths = String::from_utf8_lossy(&output.stdout);
    // What is deleted but not committed, or is not text, has nothing to check.
    let file =
        |path: &str| Some(File { path: path.to_owned(), text: fs::read_to_string(path).ok()? });
    Ok(paths.split('\0').filter(|path| !path.is_empty()).filter_map(file).collect())
}

#[cfg(test)]
fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}
