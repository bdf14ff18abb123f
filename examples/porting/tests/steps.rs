//! The five steps, built and run as `docs/porting.md` says: each prints the same.
//!
//! For those in C, `OSHCC` names the compiler of the library that Rust is built over.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use shmem_test::Job;

const DEADLINE: Duration = Duration::from_secs(60);

const NPES: [usize; 5] = [1, 2, 3, 4, 8];

/// What PE 0 prints on so many PEs.
fn printed(program: &Path, npes: usize) -> String {
    let job = Job::new(program, npes).args(["30", "400"]);
    let outcome = shmem_test::run_job(job, DEADLINE).expect("a job");
    let said = String::from_utf8_lossy(&outcome.stderr.concat()).into_owned();
    assert_eq!(outcome.status, 0, "{} on {npes} PEs: {said}", program.display());
    String::from_utf8(outcome.stdout.concat()).expect("text")
}

/// Compiles and links a C program.
fn compiled(name: &str, inputs: &[PathBuf]) -> PathBuf {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut oshcc = Command::new(env::var_os("OSHCC").unwrap_or_else(|| "oshcc".into()));
    oshcc.args(["-Wall", "-Wextra", "-Werror", "-O2", "-o"]).arg(&program).args(inputs);
    run(&mut oshcc);
    program
}

/// The library of step 2, which cargo builds for tests only when asked to.
fn library() -> PathBuf {
    let beside = Path::new(env!("CARGO_BIN_EXE_step4"));
    let target = beside.ancestors().nth(2).expect("a target directory");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--package", "shmem-porting", "--lib", "--features", "system"]);
    run(cargo.arg("--target-dir").arg(target));
    beside.with_file_name("librod.a")
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What the PEs should print, by one program that computes the whole rod.
fn expected(npes: usize) -> String {
    let points = 30 * npes;
    let mut now = vec![0.0; points + 2];
    (points.div_ceil(3)..(2 * points).div_ceil(3)).for_each(|point| now[point + 1] = 1.0);
    for _ in 0..400 {
        let mut next = now.clone();
        for (next, around) in next[1..].iter_mut().zip(now.windows(3)) {
            *next = around[1] + 0.25 * (around[0] - 2.0 * around[1] + around[2]);
        }
        now = next;
    }
    format!("heat {:.9} after 400 steps\n", now[1..=points].iter().sum::<f64>())
}

#[test]
fn every_step_prints_the_same() {
    let source = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("c").join(name);
    let steps = [
        compiled("step1", &["main.c", "halo.c", "relax.c"].map(source)),
        compiled("step2", &[source("main.c"), library()]),
        env!("CARGO_BIN_EXE_step3").into(),
        env!("CARGO_BIN_EXE_step4").into(),
        env!("CARGO_BIN_EXE_step5").into(),
    ];
    for npes in NPES {
        for (step, program) in (1..).zip(&steps) {
            assert_eq!(printed(program, npes), expected(npes), "step {step} on {npes} PEs");
        }
    }
}
