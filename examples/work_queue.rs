//! A queue of work shared by all PEs: a counter of tickets on PE 0, taken by fetch-and-increment.
//!
//! ```text
//! cargo shmem run -n 4 --release --example work_queue -- --below 20000000
//! ```
//!
//! Each ticket is an interval in which to count the primes. Later intervals take longer, so dealing them
//! out beforehand would leave PEs idle; here whoever is done takes the next one. It is fetched while the
//! one before is worked on, by `shmem_atomic_fetch_inc_nbi` in C, so nobody waits for the network.

use std::error::Error;

use clap::Parser;
use shmem::prelude::*;
use shmem_examples::primes_below;

/// Counts the primes below a number.
#[derive(Parser)]
struct Options {
    /// The number
    #[arg(long, default_value_t = 1_000_000)]
    below: u64,
    /// How many numbers a ticket is for
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    interval: u64,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => count(shmem, &options),
            None => Ok(()),
        }
    });
}

fn count(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let tickets = shmem.atomic(0u64)?;
    let counter = tickets.at(shmem.pe(0));
    let n_tickets = options.below.div_ceil(options.interval);

    let (mut taken, mut mine) = (0, 0);
    let mut next = counter.fetch_inc();
    while next < n_tickets {
        let begin = next * options.interval;
        let end = options.below.min(begin + options.interval);
        // The next ticket is on its way until the scope ends, and there by then.
        mine += shmem.scope(|s| {
            s.fetch_inc(counter, &mut next);
            primes(begin, end)
        });
        taken += 1;
    }
    println!("PE {} had {taken} tickets of {n_tickets}", shmem.my_pe());

    let world = shmem.world();
    let (total, all_taken) = (world.sum(mine), world.sum(taken));
    // What one PE alone would count, by another way.
    let expected = primes_below(options.below).len() as u64;
    if total != expected || all_taken != n_tickets {
        return Err(format!("{total} primes in {all_taken} tickets; there are {expected}").into());
    }
    if shmem.my_pe().index() == 0 {
        println!("{total} primes below {}", options.below);
    }
    Ok(())
}

/// How many primes there are from `begin` to below `end`, by trial division.
fn primes(begin: u64, end: u64) -> u64 {
    let is_prime = |&n: &u64| n >= 2 && (2..).take_while(|d| d * d <= n).all(|d| n % d != 0);
    (begin..end).filter(is_prime).count() as u64
}
