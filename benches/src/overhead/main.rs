//! How many instructions the safe calls take beyond the raw ones, counted by callgrind.
//!
//! `cargo run --release -p shmem-benches --bin overhead` prints a table. With `--check` it fails where a
//! safe call takes more than it may, where that grows with a transfer's size, and where a local access
//! calls anything. Counts are of one PE and do not depend on what else the machine does. Without valgrind
//! it ends with status 77.

mod callgrind;
mod pairs;

use std::process::ExitCode;

use callgrind::Counts;
use pairs::{LARGEST, PAIRS, Pair};

/// The status that says that there is no valgrind.
const NO_VALGRIND: u8 = 77;

/// Elements of the transfers. The runtime copies one by a load and a store and larger ones all in the same
/// way, which is what can be compared.
const SIZES: [usize; 3] = [1, LARGEST / 4, LARGEST];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next().map(|n| n.parse())) {
        (None, _) => table(false),
        (Some("--check"), None) => table(true),
        (Some(callgrind::MEASURED), Some(Ok(elements))) => {
            pairs::call_all(elements);
            ExitCode::SUCCESS
        }
        (Some(other), _) => {
            eprintln!("unknown argument {other}; there is --check");
            ExitCode::FAILURE
        }
    }
}

fn table(check: bool) -> ExitCode {
    let mut runs = Vec::new();
    for elements in SIZES {
        match callgrind::run(elements) {
            Ok(counts) => runs.push(counts),
            Err(callgrind::Error::NoValgrind) => {
                eprintln!("valgrind is not installed");
                return ExitCode::from(NO_VALGRIND);
            }
            Err(callgrind::Error::Failed(why)) => {
                eprintln!("{why}");
                return ExitCode::FAILURE;
            }
        }
    }
    let sizes = SIZES.map(|elements| format!("{:>13} bytes", 8 * elements));
    println!("{:<29} {}", "instructions a call", sizes.join(" "));
    println!("{:<29} {}", "", ["    raw   safe more"; SIZES.len()].join(" "));
    for pair in PAIRS {
        let columns = runs.iter().map(|counts| {
            let (raw, safe) = (counts.of(pair.raw), counts.of(pair.safe));
            format!("{raw:>7} {safe:>6} {:>4}", safe - raw)
        });
        println!("{:<29} {}", pair.name, columns.collect::<Vec<_>>().join(" "));
    }
    let wrong = wrong(&runs);
    if check && !wrong.is_empty() {
        eprintln!("{}", wrong.join("\n"));
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// What is not as it is to be.
fn wrong(runs: &[Counts]) -> Vec<String> {
    let mut wrong = Vec::new();
    for pair @ Pair { name, safe, most, local, .. } in PAIRS {
        let more: Vec<_> = runs.iter().map(|run| run.of(safe) - run.of(pair.raw)).collect();
        if more.iter().any(|more| more > most) {
            wrong.push(format!("{name} takes {more:?} more, and {most} is the most"));
        }
        if more[1] != more[2] {
            wrong.push(format!("{name} takes {more:?} more, which grows with the size"));
        }
        if *local && !runs[0].callees(safe).is_empty() {
            wrong.push(format!("{name} calls {:?}", runs[0].callees(safe)));
        }
    }
    // The profile shows calls where there are some.
    if PAIRS.iter().all(|pair| runs[0].callees(pair.safe).is_empty()) {
        wrong.push("no call is seen anywhere".to_owned());
    }
    wrong
}
