//! What must not compile does not, for the reason it should; and its twin does, and runs.
//!
//! The compiler's messages stand beside the cases. They are those of the one compiler that
//! `compiler.txt` names; with another the cases must still fail, and the comparison is skipped.
//! `TRYBUILD=overwrite`, which `cargo xtask bless` sets, writes them anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};

#[allow(
    unused,
    dropping_copy_types,
    dropping_references,
    clippy::all,
    reason = "cases show mistakes, not style"
)]
mod twins {
    include!(concat!(env!("OUT_DIR"), "/twins.rs"));
}

const CASES: &str = "cases";

/// Where the cases are if not beside this test.
const ELSEWHERE: &str = "SHMEM_COMPILE_FAIL_CASES";

/// Names the twin that a process is to run.
const TWIN: &str = "SHMEM_COMPILE_FAIL_TWIN";

fn main() {
    if let Ok(directory) = std::env::var(ELSEWHERE) {
        return compile(&directory);
    }
    if let Ok(twin) = std::env::var(TWIN) {
        let (_, main) = twins::TWINS.iter().find(|(name, _)| *name == twin).expect("a twin's name");
        return main();
    }
    let arguments = Arguments::from_args();
    // Each in a process of its own, because not every runtime can be started again.
    let twins = twins::TWINS
        .iter()
        .map(|&(name, _)| Trial::test(format!("twin::{name}"), move || run_twin(name)));
    let told = include_str!("../compiler.txt").trim();
    let compare = runs(told);
    let fail = Trial::test("cases_do_not_compile", fail_all);
    let same = Trial::test(format!("cases_do_not_compile_as_rust_{told}_says"), || {
        compile(CASES);
        Ok(())
    });
    let (fail, same) = (fail.with_ignored_flag(compare), same.with_ignored_flag(!compare));
    let trials = twins.chain([fail, same]).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

/// Runs a twin, which ends well.
fn run_twin(name: &str) -> Result<(), Failed> {
    let output = Command::new(std::env::current_exe()?).env(TWIN, name).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}

/// Whether the compiler is of that version.
fn runs(version: &str) -> bool {
    let output = Command::new("rustc").arg("--version").output().expect("rustc runs");
    String::from_utf8_lossy(&output.stdout).starts_with(&format!("rustc {version}."))
}

/// Sees that no case compiles, and that each gives the message beside it; panics otherwise.
fn compile(directory: &str) {
    trybuild::TestCases::new().compile_fail(format!("{directory}/*.rs"));
}

/// Sees that no case compiles, whatever the compiler says. Works on copies, beside which that can be
/// written.
fn fail_all() -> Result<(), Failed> {
    let copies = Path::new(env!("CARGO_TARGET_TMPDIR")).join(CASES);
    if copies.exists() {
        fs::remove_dir_all(&copies)?;
    }
    fs::create_dir_all(&copies)?;
    for entry in fs::read_dir(CASES)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            fs::copy(&path, copies.join(path.file_name().expect("a file")))?;
        }
    }
    let status = Command::new(std::env::current_exe()?)
        .env(ELSEWHERE, &copies)
        .env("TRYBUILD", "overwrite")
        .status()?;
    if status.success() { Ok(()) } else { Err("there are cases that compile".into()) }
}
