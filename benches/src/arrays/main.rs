//! What arrays cost, beside other ways to do the same.
//!
//! Run it at two PEs: `cargo shmem run --release -n 2 --bin arrays`. Each line gives nanoseconds of a call, and those of the
//! other way in the same run. Nothing is checked here; figures of different runs are not comparable on a shared machine.

#![allow(unsafe_code, reason = "the library's strided put, for comparison")]
#![allow(clippy::reversed_empty_ranges, reason = "ndarray counts these from the end")]

mod collectives;
mod transfers;

use std::time::Instant;

/// How many batches of each way there are.
const BATCHES: usize = 50;

/// What a call costs in two ways, as a line of text.
struct Comparison(String);

impl Comparison {
    fn print(self) {
        println!("{}", self.0);
    }
}

/// Compares what a call costs in two ways: the best of some batches of both. They take turns, so that both have the
/// same machine. Calls are told which batch they are of.
fn compare(
    calls: u32,
    (name, mut ours): (&str, impl FnMut(usize)),
    (other, mut theirs): (&str, impl FnMut(usize)),
) -> Comparison {
    let run = |batch: usize, call: &mut dyn FnMut(usize)| {
        let start = Instant::now();
        (0..calls).for_each(|_| call(batch));
        start.elapsed().as_nanos() as f64 / f64::from(calls)
    };
    let (mut ours_best, mut theirs_best) = (f64::INFINITY, f64::INFINITY);
    for batch in 0..BATCHES {
        ours_best = ours_best.min(run(batch, &mut ours));
        theirs_best = theirs_best.min(run(batch, &mut theirs));
    }
    let (more, ratio) = (ours_best - theirs_best, ours_best / theirs_best);
    let sides = format!("{name:<26} {ours_best:>10.1}   {other:<24} {theirs_best:>10.1}");
    Comparison(format!("{sides} {more:>+10.1} {ratio:>6.2}"))
}

fn main() {
    shmem::run(|shmem| -> shmem_ndarray::Result<()> {
        if shmem.my_pe().index() == 0 {
            println!("{} PEs, {:?}: nanoseconds a call", shmem.n_pes(), shmem_sys::provider());
        }
        transfers::all(shmem)?;
        collectives::all(shmem)
    });
}
