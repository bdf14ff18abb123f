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

    let start = Instant::now();
    let got: Vec<u64> = wanted
        .iter()
        .map(|entry| table.at(shmem.pe((entry % n) as usize)).g((entry / n) as usize))
        .collect();
    let first = start.elapsed();
    let answers = ask(shmem, &table, &wanted)?;
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

/// Reads entries by sending every PE the list of what is wanted from it.
fn ask(shmem: &Shmem, table: &SymBuf<'_, u64>, wanted: &[u64]) -> shmem::Result<Vec<u64>> {
    let (world, me, n) = (shmem.world(), shmem.my_pe().index(), shmem.n_pes());
    let mut requests = vec![Vec::new(); n];
    for entry in wanted {
        requests[(entry % n as u64) as usize].push(entry / n as u64);
    }

    // Room for the longest list from each PE, for the requests and in their place the answers.
    let room = world.max(requests.iter().map(Vec::len).max().unwrap_or(0));
    let counts = shmem.alloc::<u64>(n)?;
    let inbox = shmem.alloc::<u64>(n * room)?;
    let outbox = shmem.alloc::<u64>(n * room)?;
    let from = |pe: usize, len: usize| pe * room..pe * room + len;

    for (pe, list) in shmem.pes().zip(&requests) {
        inbox.slice(from(me, list.len())).at(pe).put(list);
        counts.at(pe).p(me, list.len() as u64);
    }
    world.barrier(); // all requests are there
    for asker in shmem.pes() {
        let list = inbox.slice(from(asker.index(), counts.read(asker.index()) as usize)).to_vec();
        let answers: Vec<u64> = list.iter().map(|&i| table.read(i as usize)).collect();
        outbox.slice(from(me, answers.len())).at(asker).put(&answers);
    }
    world.barrier(); // all answers are there

    let mut answers: Vec<_> =
        (0..n).map(|pe| outbox.slice(from(pe, requests[pe].len())).to_vec().into_iter()).collect();
    let next = |entry: &u64| answers[(entry % n as u64) as usize].next();
    Ok(wanted.iter().filter_map(next).collect())
}
