//! How many instructions the safe calls take beyond the raw ones, counted by callgrind.
//!
//! `cargo run --release -p shmem-benches --bin overhead` prints a table; with `--check` it fails where
//! an element operation takes more than it may. Counts are of one PE and do not depend on what else
//! the machine does. Without valgrind it ends with status 77.

mod callgrind;
mod pairs;

use std::process::ExitCode;

/// The status that says that there is no valgrind.
const NO_VALGRIND: u8 = 77;

fn main() -> ExitCode {
    let argument = std::env::args().nth(1);
    match argument.as_deref() {
        None => table(false),
        Some("--check") => table(true),
        Some(callgrind::MEASURED) => {
            pairs::call_all();
            ExitCode::SUCCESS
        }
        Some(other) => {
            eprintln!("unknown argument {other}; there is --check");
            ExitCode::FAILURE
        }
    }
}

fn table(check: bool) -> ExitCode {
    let counts = match callgrind::run() {
        Ok(counts) => counts,
        Err(callgrind::Error::NoValgrind) => {
            eprintln!("valgrind is not installed");
            return ExitCode::from(NO_VALGRIND);
        }
        Err(callgrind::Error::Failed(why)) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    println!("instructions a call        raw    safe    more");
    let mut too_many = Vec::new();
    for pair in pairs::PAIRS {
        let (raw, safe) = (counts.of(pair.raw), counts.of(pair.safe));
        let more = safe - raw;
        println!("{:<22} {raw:>7} {safe:>7} {more:>7}", pair.name);
        if let Some(most) = pair.most
            && more > most
        {
            too_many.push(format!("{} takes {more} more, and {most} is the most", pair.name));
        }
    }
    if check && !too_many.is_empty() {
        eprintln!("{}", too_many.join("\n"));
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
