//! What must not compile does not, for the reason it should; and its twin does, and runs.
//!
//! The compiler's messages stand beside the cases. They are those of the one compiler that
//! `compiler.txt` names; with another the cases must still fail, and the comparison is skipped.
//! `TRYBUILD=overwrite`, which `cargo xtask bless` sets, writes them anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};

#[allow(unused, clippy::all, reason = "cases show mistakes, not style")]
mod twins {
    include!(concat!(env!("OUT_DIR"), "/twins.rs"));
}

const CASES: &str = "cases";

/// Where the cases are if not beside this test.
const ELSEWHERE: &str = "SHMEM_COMPILE_FAIL_CASES";

fn main() {
    if let Ok(directory) = std::env::var(ELSEWHERE) {
        return compile(&directory);
    }
    let mut arguments = Arguments::from_args();
    // One thread at a time may hold the runtime.
    arguments.test_threads = Some(1);
    let twins = twins::TWINS.iter().map(|&(name, main)| {
        Trial::test(format!("twin::{name}"), move || {
            main();
            Ok(())
        })
    });
    let told = include_str!("../compiler.txt").trim();
    let compare = runs(told);
    let fail = Trial::test("cases_do_not_compile", without_messages).with_ignored_flag(compare);
    let messages = Trial::test(format!("cases_do_not_compile_as_rust_{told}_says"), || {
        compile(CASES);
        Ok(())
    });
    let trials = twins.chain([fail, messages.with_ignored_flag(!compare)]).collect();
    libtest_mimic::run(&arguments, trials).exit();
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

/// Sees that no case compiles. On copies, beside which whatever the compiler says can be written.
fn without_messages() -> Result<(), Failed> {
    let copies = Path::new(env!("CARGO_TARGET_TMPDIR")).join(CASES);
    fs::create_dir_all(&copies)?;
    for (name, _) in twins::TWINS {
        let file = format!("{name}.rs");
        fs::copy(Path::new(CASES).join(&file), copies.join(&file))?;
    }
    let status = Command::new(std::env::current_exe()?)
        .env(ELSEWHERE, &copies)
        .env("TRYBUILD", "overwrite")
        .status()?;
    if status.success() { Ok(()) } else { Err("there are cases that compile".into()) }
}
