//! A histogram spread over all PEs: random updates of a table that no PE could hold alone.
//!
//! ```text
//! cargo shmem run -n 4 --release --example histogram
//! ```
//!
//! Once by an atomic increment per update, and once with aggregation: updates for one PE are collected
//! and sent together. Aggregation pays where a message costs more than an increment.

use std::error::Error;
use std::time::Instant;

use clap::Parser;
use shmem::prelude::*;

/// Counts random numbers in a table spread over all PEs.
#[derive(Parser)]
struct Options {
    /// How many entries of the table each PE has
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    entries: u32,
    /// How many numbers each PE counts
    #[arg(long, default_value_t = 100_000)]
    updates: u64,
    /// How many updates for one PE are sent together
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..))]
    together: u32,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => compare(shmem, &options),
            None => Ok(()),
        }
    });
}

/// Where an entry of the whole table is: dealt out in turn.
fn place(shmem: &Shmem, entry: u64) -> (Pe, usize) {
    let n = shmem.n_pes() as u64;
    (shmem.pe((entry % n) as usize), (entry / n) as usize)
}

fn compare(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let world = shmem.world();
    let mut random = shmem_examples::random(shmem, 7);
    let entries = u64::from(options.entries) * shmem.n_pes() as u64;
    let updates: Vec<u64> = (0..options.updates).map(|_| random.u64(..entries)).collect();

    let start = Instant::now();
    let one_by_one = increments(shmem, options, &updates)?;
    let first = start.elapsed();
    let together = aggregated(shmem, options, &updates)?;
    let second = start.elapsed() - first;

    let total = world.sum(one_by_one.iter().sum::<u64>());
    let expected = options.updates * shmem.n_pes() as u64;
    if one_by_one != together || total != expected {
        return Err(format!("{total} updates were counted of {expected}").into());
    }
    if shmem.my_pe().index() == 0 {
        println!("{expected} updates: {first:.1?} one by one, {second:.1?} together");
    }
    Ok(())
}

/// An atomic increment per update. Gives this PE's part of the table.
fn increments(shmem: &Shmem, options: &Options, updates: &[u64]) -> shmem::Result<Vec<u64>> {
    let table = shmem.atomics::<u64>(options.entries as usize)?;
    for &entry in updates {
        let (pe, i) = place(shmem, entry);
        table.word(i).at(pe).inc();
    }
    shmem.world().barrier(); // completes all increments
    Ok((0..table.len()).map(|i| table.word(i).at(shmem.my_pe()).fetch()).collect())
}

/// In rounds: each PE sends every PE what it has for it, as much as there is room for.
fn aggregated(shmem: &Shmem, options: &Options, updates: &[u64]) -> shmem::Result<Vec<u64>> {
    let (world, n, me) = (shmem.world(), shmem.n_pes(), shmem.my_pe());
    let room = options.together as usize;
    let mut to_send = vec![Vec::new(); n];
    for &entry in updates {
        let (pe, i) = place(shmem, entry);
        to_send[pe.index()].push(i as u32);
    }

    // From each PE: how many, and which.
    let counts = shmem.alloc::<u64>(n)?;
    let inbox = shmem.alloc::<u32>(n * room)?;
    let mut table = vec![0; options.entries as usize];
    let mut sent = 0;
    let most = to_send.iter().map(Vec::len).max().unwrap_or(0);
    let longest = world.max(most);
    while sent < longest {
        for pe in shmem.pes() {
            let rest = &to_send[pe.index()];
            let part = &rest[sent.min(rest.len())..(sent + room).min(rest.len())];
            let begin = me.index() * room;
            inbox.slice(begin..begin + part.len()).at(pe).put(part);
            counts.at(pe).p(me.index(), part.len() as u64);
        }
        sent += room;
        world.barrier(); // everything has arrived
        for from in 0..n {
            let some = inbox.slice(from * room..).slice(..counts.read(from) as usize);
            some.to_vec().into_iter().for_each(|i| table[i as usize] += 1);
        }
        world.barrier(); // everything has been read, and can be overwritten
    }
    Ok(table)
}
