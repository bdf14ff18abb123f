//! Reading random entries of a table that is spread over all PEs.
//!
//! ```text
//! cargo shmem run -n 4 --release --example index_gather
//! ```
//!
//! Once by a get per entry, and once by asking: requests for one PE travel together, and so do its
//! answers.

use std::error::Error;
use std::time::Instant;

use clap::Parser;
use shmem::prelude::*;

/// Reads random entries of a table spread over all PEs.
#[derive(Parser)]
struct Options {
    /// How many entries of the table each PE has
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    entries: u32,
    /// How many entries each PE reads
    #[arg(long, default_value_t = 100_000)]
    reads: u64,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => compare(shmem, &options),
            None => Ok(()),
        }
    });
}

/// What stands in an entry, so that what was read can be checked.
fn content(entry: u64) -> u64 {
    entry.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17)
}

fn compare(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let (me, n) = (shmem.my_pe(), shmem.n_pes() as u64);
    // Entry e is on PE e % n, at e / n.
    let own: Vec<u64> =
        (0..u64::from(options.entries)).map(|i| content(i * n + me.index() as u64)).collect();
    let table = shmem.alloc::<u64>(own.len())?;
    table.write_from(&own);
    shmem.world().barrier();

    let mut random = shmem_examples::random(shmem, 3);
    let wanted: Vec<u64> =
        (0..options.reads).map(|_| random.u64(..n * u64::from(options.entries))).collect();

    // Room for all that a PE asks for at once.
    let workspace = shmem.workspace::<u64>(wanted.len())?;
    let world = shmem.world();
    let team = world.with_workspace(&workspace);

    let start = Instant::now();
    let got: Vec<u64> = wanted
        .iter()
        .map(|entry| table.at(shmem.pe((entry % n) as usize)).g((entry / n) as usize))
        .collect();
    let first = start.elapsed();
    let answers = ask(&team, &table, &wanted);
    let second = start.elapsed() - first;

    let right: Vec<u64> = wanted.iter().copied().map(content).collect();
    if got != right || answers != right {
        return Err("some entries were read wrong".into());
    }
    if me.index() == 0 {
        println!("{} entries: {first:.1?} one by one, {second:.1?} by asking", options.reads);
    }
    Ok(())
}

/// Reads entries by sending every PE the list of what is wanted from it. Collective.
fn ask(team: &Team<'_>, table: &SymBuf<'_, u64>, wanted: &[u64]) -> Vec<u64> {
    let n = team.n_ranks() as u64;
    let mut requests = vec![Vec::new(); team.n_ranks()];
    for entry in wanted {
        requests[(entry % n) as usize].push(entry / n);
    }
    let asked = team.alltoall_parts(&requests);
    let answer = |list: &Vec<u64>| list.iter().map(|&i| table.read(i as usize)).collect();
    let answers: Vec<Vec<u64>> = asked.iter().map(answer).collect();

    let mut answers: Vec<_> =
        team.alltoall_parts(&answers).into_iter().map(Vec::into_iter).collect();
    wanted.iter().filter_map(|entry| answers[(entry % n) as usize].next()).collect()
}
