//! The sieve of Eratosthenes as a pipeline: numbers go from PE to PE, and each sifts out multiples of its
//! own primes.
//!
//! ```text
//! cargo shmem run -n 4 --release --example mailbox_pipeline -- --below 1000000
//! ```
//!
//! An `Exchange` is for neighbours that stay: messages lie ready in place, two deep, and go when the `Mail`
//! is dropped. A `Mailbox` takes messages from anybody: here the reports to PE 0, in the order in which the
//! PEs are done. In C both are flags, credits and `shmem_put_signal`.

use std::error::Error;

use clap::Parser;
use shmem::prelude::*;
use shmem_examples::primes_below;

/// Counts the primes below a number.
#[derive(Parser)]
struct Options {
    /// The number
    #[arg(long, default_value_t = 200_000)]
    below: u64,
    /// How many numbers travel together
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    batch: u32,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => sieve(shmem, &options),
            None => Ok(()),
        }
    });
}

/// The sides of a PE in the pipeline.
const BEFORE: usize = 0;
const BEHIND: usize = 1;

fn sieve(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let (me, n, batch) = (shmem.my_pe(), shmem.n_pes(), options.batch as usize);
    let (before, behind) = (me.checked_add(-1), me.checked_add(1));
    let links = [before.map(|pe| (pe, BEHIND)), behind.map(|pe| (pe, BEFORE))];
    let pipeline = shmem.exchange::<u64>(&links, batch)?;
    let reports = shmem.mailbox::<u64>(2)?;

    // The primes up to the root are dealt out.
    let mine: Vec<u64> =
        primes_below(options.below.isqrt() + 1).into_iter().skip(me.index()).step_by(n).collect();
    let sift = |numbers: &[u64]| -> Vec<u64> {
        let stays = |x: &u64| mine.iter().all(|&prime| *x == prime || !x.is_multiple_of(prime));
        numbers.iter().copied().filter(stays).collect()
    };

    let mut numbers = 2..options.below;
    let mut passed = [0, 0]; // how many numbers, and their sum
    loop {
        // A message of no numbers says that there will be no more.
        let (last, rest) = if before.is_some() {
            let mail = pipeline.take(BEFORE);
            (mail.is_empty(), sift(&mail))
        } else {
            let some: Vec<u64> = numbers.by_ref().take(batch).collect();
            (some.is_empty(), sift(&some))
        };
        passed = [passed[0] + rest.len() as u64, passed[1] + rest.iter().sum::<u64>()];
        if behind.is_some() && (last || !rest.is_empty()) {
            pipeline.post(BEHIND, &rest);
        }
        if last {
            break;
        }
    }

    // PE 0 sends nothing to itself: it would wait for ever if another PE's report lay in its mailbox.
    if me.index() > 0 {
        reports.at(shmem.pe(0)).send(&passed);
        return Ok(());
    }
    let mut passed_by = vec![passed; n];
    for _ in 1..n {
        let report = reports.receive();
        passed_by[report.sender().index()].copy_from_slice(&report);
    }
    for (pe, [count, _]) in passed_by.iter().enumerate() {
        println!("PE {pe} has let {count} numbers pass");
    }
    let primes = primes_below(options.below);
    let expected = [primes.len() as u64, primes.iter().sum()];
    if passed_by[n - 1] != expected {
        let [count, sum] = passed_by[n - 1];
        return Err(format!(
            "{count} numbers with the sum {sum} are left; there are {} primes with the sum {}",
            expected[0], expected[1]
        )
        .into());
    }
    Ok(())
}
