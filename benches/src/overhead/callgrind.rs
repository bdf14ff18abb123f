//! Running this program under callgrind and reading what that writes.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::process::Command;

/// The argument with which this program makes the calls that are counted; elements of a transfer follow.
pub(crate) const MEASURED: &str = "--measured";

pub(crate) enum Error {
    NoValgrind,
    Failed(String),
}

/// What a profile says of each function.
pub(crate) struct Counts(HashMap<String, Function>);

/// Instructions, with those of all that it calls, how often it was called, and what it calls.
#[derive(Default)]
struct Function {
    instructions: i64,
    calls: i64,
    callees: BTreeSet<String>,
}

impl Counts {
    /// Instructions of a call.
    pub(crate) fn of(&self, function: &str) -> i64 {
        let Function { instructions, calls, .. } = self.function(function);
        instructions / calls
    }

    /// What it calls.
    pub(crate) fn callees(&self, function: &str) -> &BTreeSet<String> {
        &self.function(function).callees
    }

    fn function(&self, function: &str) -> &Function {
        self.0.get(function).unwrap_or_else(|| panic!("{function} was never called"))
    }
}

/// Makes the calls under callgrind, as a job of one PE, with transfers of so many elements.
pub(crate) fn run(elements: usize) -> Result<Counts, Error> {
    let failed = |what: &str| Error::Failed(what.to_owned());
    let name = format!("overhead-{}.callgrind", std::process::id());
    let file = std::env::temp_dir().join(name);
    let program = std::env::current_exe().map_err(|error| failed(&error.to_string()))?;
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program)
        .args([MEASURED, &elements.to_string()])
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

/// Adds up the calls of a profile: `fn=` names what calls, `cfn=` what is called, `calls=` says how often,
/// and the line after that where from and for how many instructions.
fn read(profile: &str) -> HashMap<String, Function> {
    let mut names: HashMap<&str, &str> = HashMap::new();
    let mut functions: HashMap<String, Function> = HashMap::new();
    let mut lines = profile.lines();
    let (mut caller, mut callee) = ("", "");
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn=")) {
            // A name is given once, with a number that stands for it from then on.
            let (number, text) = name.split_once(' ').unwrap_or((name, ""));
            if !text.is_empty() {
                names.insert(number, text);
            }
            let name = names.get(number).copied().unwrap_or(number);
            *if line.starts_with('c') { &mut callee } else { &mut caller } = name;
        } else if let Some(calls) = line.strip_prefix("calls=") {
            let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0);
            let called = functions.entry(callee.to_owned()).or_default();
            called.calls += number(calls.split(' ').next());
            called.instructions += number(lines.next().and_then(|line| line.split(' ').nth(1)));
            functions.entry(caller.to_owned()).or_default().callees.insert(callee.to_owned());
        }
    }
    functions
}
