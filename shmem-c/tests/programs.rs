//! C and C++ programs, section by section of the standard: compiled by the wrappers of an installed prefix and
//! run at several PE counts. Each checks its own results, says what was wrong, and exits with status 0 if
//! nothing was.
//!
//! A program's first comment may ask for another version of C than C99 (`Standard: c11`) and say which status
//! is right (`Status: 7`).

mod prefix;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use shmem_test::Job;

const PROGRAMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs");

const NPES: [usize; 5] = [1, 2, 3, 4, 8];

/// A net for hangs, on a machine that may be busy.
const DEADLINE: Duration = Duration::from_secs(60);

/// A warning is a fault: of the program, or of the headers.
const FLAGS: [&str; 6] =
    ["-O1", "-Wall", "-Wextra", "-Werror", "-pedantic-errors", "-Wno-deprecated-declarations"];

/// Programs that are also linked in other ways, for what depends on where their memory is.
const LINKED_ANEW: &[(&str, &str)] = &[
    ("statics", "no-pie"),
    ("statics", "static"),
    ("statics", "static-pie"),
    ("statics_told_apart", "no-pie"),
    ("statics_told_apart", "static"),
    ("statics_large", "static"),
    #[cfg(target_arch = "x86_64")]
    ("statics_large", "mcmodel=medium"),
    ("statics_forked", "no-pie"),
    ("statics_forked_hard", "static"),
    ("statics_forked_hard", "static-pie"),
    ("sort", "static"),
    ("sort", "static-pie"),
    ("profiling", "static"),
];

static PREFIX: LazyLock<Result<PathBuf, String>> = LazyLock::new(prefix::install);

struct Program {
    name: String,
    source: PathBuf,
    /// How it is linked, if not as compilers do.
    linked: Option<&'static str>,
    compiled: OnceLock<Result<PathBuf, String>>,
}

impl Program {
    fn new(source: &Path, linked: Option<&'static str>) -> Self {
        let stem = source.file_stem().expect("a program has a name").to_string_lossy();
        let name = linked.map_or(stem.to_string(), |linked| format!("{stem}-{linked}"));
        Self { name, source: source.to_owned(), linked, compiled: OnceLock::new() }
    }

    /// A word of the first comment, behind its title.
    fn says(&self, title: &str) -> Option<String> {
        let text = fs::read_to_string(&self.source).expect("the program can be read");
        let (_, rest) = text.lines().next()?.split_once(title)?;
        rest.split_whitespace().next().map(Into::into)
    }

    /// Where it is compiled to; the first call compiles it.
    fn compiled(&self) -> &Result<PathBuf, String> {
        self.compiled.get_or_init(|| {
            let prefix = PREFIX.as_ref()?;
            let (compiler, version) = match self.source.extension() {
                Some(extension) if extension == "cpp" => ("oshc++", "c++17".to_owned()),
                _ => ("oshcc", self.says("Standard: ").unwrap_or("c99".into())),
            };
            let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&self.name);
            let mut command = Command::new(prefix.join("bin").join(compiler));
            command.arg(format!("-std={version}")).args(FLAGS).args(["-pthread", "-o"]);
            command.arg(&program).arg(&self.source);
            command.args(self.linked.map(|linked| format!("-{linked}")));
            prefix::run(&mut command)?;
            Ok(program)
        })
    }

    fn run(&self, npes: usize) -> Result<(), Failed> {
        let program = self.compiled().as_ref()?;
        let outcome = shmem_test::run_job(Job::new(program, npes), DEADLINE)?;
        let expected = self.says("Status: ").map_or(0, |status| status.parse().expect("a number"));
        if outcome.status == expected {
            return Ok(());
        }
        let mut text = format!("status {}, not {expected}", outcome.status);
        for line in
            outcome.message.iter().map(String::as_bytes).chain(outcome.stderr.iter().map(|s| &**s))
        {
            text.push('\n');
            text.push_str(&String::from_utf8_lossy(line));
        }
        Err(text.into())
    }
}

fn programs() -> Vec<Program> {
    let entries = fs::read_dir(PROGRAMS).expect("the directory of the programs");
    let mut sources: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    sources.retain(|path| path.extension().is_some_and(|end| end == "c" || end == "cpp"));
    sources.sort();
    let anew = LINKED_ANEW
        .iter()
        .map(|(name, linked)| (Path::new(PROGRAMS).join(format!("{name}.c")), Some(*linked)));
    let as_usual = sources.iter().map(|source| (source.clone(), None));
    as_usual.chain(anew).map(|(source, linked)| Program::new(&source, linked)).collect()
}

fn main() {
    let mut arguments = Arguments::from_args();
    // The PEs of one job fill the machine.
    arguments.test_threads = Some(1);
    let mut trials = Vec::new();
    for program in programs().into_iter().map(Arc::new) {
        for npes in NPES {
            let program = Arc::clone(&program);
            let name = format!("{}::np{npes}", program.name);
            trials.push(Trial::test(name, move || program.run(npes)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}
