//! What a call costs beyond the C interface's, in the same job of the same program.
//!
//! `cargo bench -p mpi-shim --bench against_c` launches jobs of two and four processes that take the time of both
//! halves of each pair in turn, then counts the instructions of one process by callgrind, which do not depend on what
//! else the machine does. With `--count` it only counts, and fails where a call costs too much.

#[allow(dead_code, reason = "what only the benchmark of OpenSHMEM asks")]
#[path = "../../../benches/src/overhead/callgrind.rs"]
mod callgrind;
mod pairs;

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use callgrind::Counts;
use mpi_shim::prelude::*;
use pairs::{PAIRS, Pair, Setup, WINDOW};
use shmem_test::Job;

/// The argument with which this program is a process of a job that takes times.
const TIMED: &str = "--timed";
const DEADLINE: Duration = Duration::from_secs(600);

/// Elements of eight bytes.
const SIZES: [usize; 4] = [1, 128, 4096, 32_768];
/// How long one half of a pair is looked at, at a time.
const GLANCE: Duration = Duration::from_millis(20);
const GLANCES: usize = 15;

/// Rounds that callgrind sees.
const ROUNDS: usize = 200;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match arguments.next().as_deref() {
        None => {
            for n in [2, 4] {
                launch(n);
            }
            others();
            count()
        }
        Some("--count") => count(),
        Some(TIMED) => {
            mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
                take_times(&mut setup(mpi, SIZES[SIZES.len() - 1]));
                Ok(())
            });
            ExitCode::SUCCESS
        }
        Some(callgrind::MEASURED) => {
            mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
                let mut setup = setup(mpi, 1);
                for Pair { c, rust, .. } in PAIRS {
                    // The first round makes what later ones find.
                    for rounds in [ROUNDS, ROUNDS] {
                        c.1(&mut setup, 1, rounds);
                        rust.1(&mut setup, 1, rounds);
                    }
                }
                Ok(())
            });
            ExitCode::SUCCESS
        }
        Some(other) => {
            eprintln!("unknown argument {other}; there is --count");
            ExitCode::FAILURE
        }
    }
}

fn setup(mpi: &Mpi, longest: usize) -> Setup<'_> {
    let world = mpi.world();
    let most = longest * world.size().max(WINDOW);
    Setup { mpi, data: vec![1.0; most], room: vec![0.0; most], world }
}

/// A job of this program, which prints a table.
fn launch(n: usize) {
    let program = std::env::current_exe().expect("this program");
    let outcome =
        shmem_test::run_mpi_job(Job::new(program, n).arg(TIMED), DEADLINE).expect("a job");
    for said in outcome.stdout.iter().chain(&outcome.stderr) {
        print!("{}", String::from_utf8_lossy(said));
    }
    assert_eq!(outcome.status, 0, "a job of {n} processes");
}

fn take_times(setup: &mut Setup<'_>) {
    let (me, n) = (setup.world.rank(), setup.world.size());
    if me == 0 {
        println!("{} by {n} processes: nanoseconds a call", mpi_shim::library());
        println!("{:<11}{:>9}{:>13}{:>13}{:>11}", "", "bytes", "C", "Rust", "Rust / C");
    }
    for pair in PAIRS {
        for len in SIZES {
            let rounds = rounds(setup, pair, len);
            let (mut c, mut rust) = (Vec::new(), Vec::new());
            for glance in 0..GLANCES {
                // Each is the first of the two as often as the other.
                let mut halves = [(&mut c, pair.c.1), (&mut rust, pair.rust.1)];
                halves.rotate_left(glance % 2);
                for (times, half) in halves {
                    setup.world.barrier().expect("a barrier");
                    let start = Instant::now();
                    half(setup, len, rounds);
                    times.push(start.elapsed().as_secs_f64() * 1e9 / (rounds * pair.calls) as f64);
                }
            }
            let (c, rust) = (median(c), median(rust));
            if me == 0 {
                let ratio = rust / c;
                println!("{:<11}{:>9}{c:>13.1}{rust:>13.1}{ratio:>11.3}", pair.name, 8 * len);
            }
        }
    }
}

/// How often one half is called for a glance, the same on all processes.
fn rounds(setup: &mut Setup<'_>, pair: &Pair, len: usize) -> usize {
    let mut rounds = 1;
    loop {
        setup.world.barrier().expect("a barrier");
        let start = Instant::now();
        pair.c.1(setup, len, rounds);
        let enough = u8::from(start.elapsed() >= GLANCE);
        if setup.world.all_reduce_value(enough, Max).expect("an answer") == 1 {
            return rounds;
        }
        rounds *= 2;
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The same exchange by mpi4py, where that is installed for this library.
fn others() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/against_c/mpi4py.py");
    let output = Command::new(mpi_shim::launcher())
        .args(["-n", "2", "python3", script, mpi_shim::library()])
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

fn count() -> ExitCode {
    let counts = match callgrind::run(1) {
        Ok(counts) => counts,
        Err(callgrind::Error::NoValgrind) => {
            println!("instructions: skipped, valgrind is not installed");
            return ExitCode::SUCCESS;
        }
        Err(callgrind::Error::Failed(why)) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    println!("{} by 1 process, to itself: instructions a call", mpi_shim::library());
    println!("{:<11}{:>9}{:>9}{:>9}", "", "C", "Rust", "more");
    let mut result = ExitCode::SUCCESS;
    for pair in PAIRS {
        let of = |half: &str, counts: &Counts| counts.of(half) / (ROUNDS * pair.calls) as i64;
        let (c, rust) = (of(pair.c.0, &counts), of(pair.rust.0, &counts));
        println!("{:<11}{c:>9}{rust:>9}{:>9}", pair.name, rust - c);
        if rust - c > pair.most {
            eprintln!("{}: more than {} instructions beyond C's", pair.name, pair.most);
            result = ExitCode::FAILURE;
        }
    }
    result
}
