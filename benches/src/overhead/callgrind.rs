//! Running this program under callgrind and reading what that writes.

use std::collections::HashMap;
use std::fs;
use std::process::Command;

/// The argument with which this program makes the calls that are counted.
pub(crate) const MEASURED: &str = "--measured";

pub(crate) enum Error {
    NoValgrind,
    Failed(String),
}

/// Instructions and calls of each function, with all that it calls.
pub(crate) struct Counts(HashMap<String, (i64, i64)>);

impl Counts {
    /// Instructions of a call.
    pub(crate) fn of(&self, function: &str) -> i64 {
        let &(instructions, calls) =
            self.0.get(function).unwrap_or_else(|| panic!("{function} was never called"));
        instructions / calls
    }
}

/// Makes the calls under callgrind, as a job of one PE.
pub(crate) fn run() -> Result<Counts, Error> {
    let failed = |what: &str| Error::Failed(what.to_owned());
    let name = format!("overhead-{}.callgrind", std::process::id());
    let file = std::env::temp_dir().join(name);
    let program = std::env::current_exe().map_err(|error| failed(&error.to_string()))?;
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program)
        .arg(MEASURED)
        .env("SHMEM_LAUNCHER", "none")
        .env("SHMEM_SYMMETRIC_SIZE", "16M")
        .output()
        .map_err(|_| Error::NoValgrind)?;
    let profile = fs::read_to_string(&file);
    // Whether or not there is one; it is of no further use.
    let _ = fs::remove_file(&file);
    match profile {
        Ok(profile) if output.status.success() => Ok(Counts(read(&profile))),
        _ => Err(failed(&String::from_utf8_lossy(&output.stderr))),
    }
}

/// Adds up the calls of a profile: `cfn=` names what is called, `calls=` how often, and the line after
/// that gives where from and for how many instructions.
fn read(profile: &str) -> HashMap<String, (i64, i64)> {
    let mut names: HashMap<&str, &str> = HashMap::new();
    let mut counts: HashMap<String, (i64, i64)> = HashMap::new();
    let mut lines = profile.lines();
    let mut callee = "";
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn=")) {
            // A name is given once, with a number that stands for it from then on.
            let (number, text) = name.split_once(' ').unwrap_or((name, ""));
            if !text.is_empty() {
                names.insert(number, text);
            }
            if line.starts_with('c') {
                callee = names.get(number).copied().unwrap_or(number);
            }
        } else if let Some(calls) = line.strip_prefix("calls=") {
            let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0);
            let calls: i64 = number(calls.split(' ').next());
            let instructions: i64 = number(lines.next().and_then(|line| line.split(' ').nth(1)));
            let count = counts.entry(callee.to_owned()).or_default();
            *count = (count.0 + instructions, count.1 + calls);
        }
    }
    counts
}
