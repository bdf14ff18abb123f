//! What a call costs beyond the C interface's, in the same job of the same program, and what it does by rsmpi.
//!
//! `cargo bench -p mpi-shim --bench against_c` launches jobs of two and four processes that take the time of each loop by
//! C, by this crate and by rsmpi in turn, and one by mpi4py, over the same library, which is that of `$PYTHON`, or
//! `python3`. Then it counts the instructions of one process by callgrind, which do not depend on what else the machine
//! does. With `--count` it only counts, and fails where a call costs too much.

#[allow(dead_code, reason = "what only the benchmark of OpenSHMEM asks")]
#[path = "../../../benches/src/overhead/callgrind.rs"]
mod callgrind;
mod loops;
mod rsmpi;

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use loops::{LOOPS, Loop, Setup, WINDOW};
use mpi_shim::prelude::*;
use shmem_test::Job;

/// The argument with which this program is a process of a job that takes times.
const TIMED: &str = "--timed";
const DEADLINE: Duration = Duration::from_secs(600);

/// Elements of eight bytes.
const SIZES: [usize; 4] = [1, 128, 4096, 32_768];
/// How long a loop by one of them is looked at, at a time.
const GLANCE: Duration = Duration::from_millis(2);
/// Of which the shortest counts: what else the machine does only adds.
const GLANCES: usize = 75;

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
                for Loop { by, .. } in LOOPS.iter().filter(|one| one.most.is_some()) {
                    // The first round makes what later ones find.
                    for rounds in [ROUNDS, ROUNDS] {
                        for (_, half) in by {
                            half(&mut setup, 1, rounds);
                        }
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
        let [c, more, ratio] = ["C", "beyond C", "to C"];
        let [rust, rsmpi] = ["mpi-shim", "rsmpi"];
        println!("{:<13}{:>9}{:>12}{rust:>20}{rsmpi:>20}", "", "bytes", c);
        println!("{:<34}{more:>12}{ratio:>8}{more:>12}{ratio:>8}", "");
    }
    for one in LOOPS {
        for len in SIZES {
            let rounds = rounds(setup, one, len);
            let mut times = [f64::INFINITY; 3];
            for glance in 0..GLANCES {
                // Each is the first as often as the others.
                for turn in 0..3 {
                    let which = (glance + turn) % 3;
                    setup.world.barrier().expect("a barrier");
                    let start = Instant::now();
                    one.by[which].1(setup, len, rounds);
                    let calls = (rounds * one.calls) as f64;
                    let time = start.elapsed().as_secs_f64() * 1e9 / calls;
                    times[which] = times[which].min(time);
                }
            }
            if me == 0 {
                let [c, rust, rsmpi] = times;
                print!("{:<13}{:>9}{c:>12.1}", one.name, 8 * len);
                print!("{:>12.1}{:>8.3}", rust - c, rust / c);
                println!("{:>12.1}{:>8.3}", rsmpi - c, rsmpi / c);
            }
        }
    }
}

/// How often a loop goes round for a glance, the same on all processes.
fn rounds(setup: &mut Setup<'_>, one: &Loop, len: usize) -> usize {
    let mut rounds = 1;
    loop {
        setup.world.barrier().expect("a barrier");
        let start = Instant::now();
        one.by[0].1(setup, len, rounds);
        let enough = u8::from(start.elapsed() >= GLANCE);
        if setup.world.all_reduce_value(enough, Max).expect("an answer") == 1 {
            return rounds;
        }
        rounds *= 2;
    }
}

/// Some of the same by mpi4py, where that is installed for this library.
fn others() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/against_c/by_mpi4py.py");
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
    println!("{:<13}{:>9}{:>18}{:>18}", "", "C", "mpi-shim beyond C", "rsmpi beyond C");
    let mut result = ExitCode::SUCCESS;
    for one in LOOPS {
        let Some(most) = one.most else { continue };
        let calls = (ROUNDS * one.calls) as i64;
        let [c, rust, rsmpi] = one.by.map(|(name, _)| counts.of(name) / calls);
        let more = rust - c;
        println!("{:<13}{c:>9}{more:>18}{:>18}", one.name, rsmpi - c);
        if more > most {
            eprintln!("{}: more than {} instructions beyond C's", one.name, most);
            result = ExitCode::FAILURE;
        }
    }
    result
}
