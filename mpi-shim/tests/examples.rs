//! The example programs, which look at their own results, as jobs of several processes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use shmem_test::Job;

/// A net for hangs.
const DEADLINE: Duration = Duration::from_secs(60);

/// Examples that spawn, which Open MPI does not return from now and then: `tests/dynamic.rs` says more.
const SPAWNING: [&str; 2] = ["spawn", "pool_spawned"];

/// How often these are run at most.
const TRIES: usize = 3;

fn main() {
    let mut arguments = Arguments::from_args();
    // The processes of one job fill the machine.
    arguments.test_threads = Some(1);
    let trials = names().into_iter().flat_map(|name| {
        (1..=4).map(move |n| {
            let name = name.clone();
            Trial::test(format!("{name}::np{n}"), move || run(&name, n))
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit()
}

/// Of all examples that there are.
fn names() -> Vec<String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut names: Vec<_> = fs::read_dir(sources)
        .expect("a directory of examples")
        .map(|entry| entry.expect("an entry").path())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

/// Where Cargo puts an example: beside the directory that its test programs are in.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("this program");
    test.ancestors().nth(2).expect("a target directory").join("examples").join(name)
}

fn run(name: &str, n: usize) -> Result<(), Failed> {
    let program = program(name);
    if !program.exists() {
        return Err("cargo build -p mpi-shim --all-features --examples comes before".into());
    }
    let may_hang = SPAWNING.contains(&name) && mpi_shim::library() == "openmpi";
    let mut outcome = shmem_test::run_mpi_job(Job::new(&program, n), DEADLINE);
    for _ in 1..TRIES {
        if let (Err(why), true) = (&outcome, may_hang) {
            eprintln!("{name} at {n} processes is run again: {why}");
            outcome = shmem_test::run_mpi_job(Job::new(&program, n), DEADLINE);
        }
    }
    let outcome = outcome?;
    let said: Vec<_> = outcome.stderr.iter().map(|said| String::from_utf8_lossy(said)).collect();
    if outcome.status != 0 {
        return Err(format!("status {}\n{}", outcome.status, said.join("\n")).into());
    }
    Ok(())
}
