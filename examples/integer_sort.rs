//! A bucket sort of random integers over all PEs, after the benchmark ISx.
//!
//! ```text
//! cargo shmem run -n 4 --release --example integer_sort -- --keys 10000000
//! ```
//!
//! Each PE has one bucket, an interval of keys. Every PE sends each key to the PE of its bucket, all keys
//! for one PE by one put, to a place that it reserves by fetch-and-add. Then every PE sorts its own.

use std::error::Error;
use std::time::Instant;

use clap::Parser;
use shmem::prelude::*;

/// Sorts random integers.
#[derive(Parser)]
struct Options {
    /// How many keys each PE begins with
    #[arg(long, default_value_t = 100_000)]
    keys: usize,
    /// Keys are below this
    #[arg(long, default_value_t = 1 << 28, value_parser = clap::value_parser!(u32).range(1..))]
    below: u32,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => sort(shmem, &options),
            None => Ok(()),
        }
    });
}

fn sort(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let world = shmem.world();
    let mut random = shmem_examples::random(shmem, 11);
    let keys: Vec<u32> = (0..options.keys).map(|_| random.u32(..options.below)).collect();

    world.barrier();
    let start = Instant::now();
    let mut bucket = exchange(shmem, options, &keys)?;
    bucket.sort_unstable();
    world.barrier();
    let time = start.elapsed();

    validate(shmem, &keys, &bucket)?;
    if shmem.my_pe().index() == 0 {
        println!("{} keys in {time:.1?}", options.keys * shmem.n_pes());
    }
    Ok(())
}

/// Sends every key to its bucket; gives what has come to this PE's.
fn exchange(shmem: &Shmem, options: &Options, keys: &[u32]) -> shmem::Result<Vec<u32>> {
    let n = shmem.n_pes();
    let width = (options.below as usize).div_ceil(n);
    let mut buckets = vec![Vec::new(); n];
    for &key in keys {
        buckets[key as usize / width].push(key);
    }

    // The fullest bucket decides how much room every PE needs.
    let mut sizes: Vec<u64> = buckets.iter().map(|bucket| bucket.len() as u64).collect();
    shmem.world().sum_slice(&mut sizes);
    let room = sizes.iter().copied().max().unwrap_or(0);
    let inbox = shmem.alloc::<u32>(room as usize)?;
    let taken = shmem.atomic(0u64)?;

    // Beginning with the right neighbour, so that not all send to one PE at a time.
    for step in 1..=n as isize {
        let pe = shmem.my_pe().wrapping_add(step);
        let bucket = &buckets[pe.index()];
        let begin = taken.at(pe).fetch_add(bucket.len() as u64) as usize;
        inbox.slice(begin..begin + bucket.len()).at(pe).put(bucket);
    }
    shmem.world().barrier(); // all keys are there
    let mine = taken.at(shmem.my_pe()).fetch();
    Ok(inbox.slice(..mine as usize).to_vec())
}

/// Checks that the buckets, one after the other, are the keys of all PEs in order.
fn validate(shmem: &Shmem, keys: &[u32], sorted: &[u32]) -> Result<(), Box<dyn Error>> {
    let world = shmem.world();
    // How many keys there are, their sum, and the sum of a function of each that mixes its bits.
    let fingerprint = |keys: &[u32]| {
        let mix = |&key: &u32| u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31);
        world.sum([
            keys.len() as u64,
            keys.iter().map(|&key| u64::from(key)).sum(),
            keys.iter().map(mix).fold(0, u64::wrapping_add),
        ])
    };
    if fingerprint(keys) != fingerprint(sorted) {
        return Err("the sorted keys are not those that there were".into());
    }

    // Every PE's first and last key, of which an empty bucket has none.
    let ends: Vec<u32> = [sorted.first(), sorted.last()].into_iter().flatten().copied().collect();
    let ends = world.collect(&ends);
    if !sorted.is_sorted() || !ends.is_sorted() {
        return Err("the keys are not in order".into());
    }
    Ok(())
}
