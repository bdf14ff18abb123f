//! Objects beside mpi4py's pickled ones: the same exchange between two processes, of a record with an array of a number
//! of bytes, by `sendrecv_obj` here and by `sendrecv` there, in jobs that follow each other.
//!
//! `cargo bench -p mpi-shim --bench objects`; mpi4py, over the same library, is that of `$PYTHON`, or `python3`.

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use mpi_shim::objects::Bulk;
use mpi_shim::prelude::*;
use serde::{Deserialize, Serialize};
use shmem_test::Job;

/// The argument with which this program is a process of a job.
const TIMED: &str = "--timed";
const DEADLINE: Duration = Duration::from_secs(300);

/// Bytes of the array.
const SIZES: [usize; 4] = [16, 1 << 10, 64 << 10, 1 << 20];
const GLANCES: usize = 15;
const ROUNDS: u32 = 50;

#[derive(Serialize, Deserialize)]
struct Record {
    name: String,
    tags: BTreeMap<String, i64>,
    values: Bulk<f64>,
}

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == TIMED) {
        mpi_shim::run(take_times);
        return ExitCode::SUCCESS;
    }
    let program = std::env::current_exe().expect("this program");
    let job = Job::new(program, 2).arg(TIMED);
    let outcome = shmem_test::run_mpi_job(job, DEADLINE).expect("a job");
    for said in outcome.stdout.iter().chain(&outcome.stderr) {
        print!("{}", String::from_utf8_lossy(said));
    }
    assert_eq!(outcome.status, 0, "a job");
    pickled();
    ExitCode::SUCCESS
}

fn take_times(mpi: &Mpi) -> mpi_shim::Result<()> {
    let world = mpi.world();
    let peer = 1 - world.rank();
    if world.rank() == 0 {
        println!("{}: microseconds for an exchange of records", mpi_shim::library());
    }
    for size in SIZES {
        let tags = [("one".to_owned(), 1), ("two".to_owned(), 2)].into();
        let values = (0..size / 8).map(|i| i as f64).collect();
        let record = Record { name: "a record".to_owned(), tags, values };
        let mut times = Vec::new();
        for _ in 0..GLANCES {
            world.barrier()?;
            let start = Instant::now();
            for _ in 0..ROUNDS {
                let (got, _) = world.sendrecv_obj::<_, Record>(&record, peer, 0, peer, 0)?;
                std::hint::black_box(got.values.len());
            }
            times.push(start.elapsed() / ROUNDS);
        }
        times.sort_unstable();
        if world.rank() == 0 {
            println!("{:<10}{size:>9}{:>12.1}", "objects", times[GLANCES / 2].as_secs_f64() * 1e6);
        }
    }
    Ok(())
}

/// The same by mpi4py, where that is installed for this library.
fn pickled() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/objects/pickled.py");
    let output = Command::new(mpi_shim::launcher())
        .args(["-n", "2", &python, script, mpi_shim::library()])
        .envs(["OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"].map(|name| (name, "1")))
        .env("OMPI_MCA_rmaps_base_oversubscribe", "1")
        .output();
    match output {
        Ok(output) if output.status.success() => {
            print!("{}", String::from_utf8_lossy(&output.stdout));
        }
        _ => println!("mpi4py: skipped, it is not installed for {}", mpi_shim::library()),
    }
}
