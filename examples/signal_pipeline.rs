//! A pipeline: blocks of numbers go from PE to PE, and each does its part of the work on them.
//!
//! ```text
//! cargo shmem run -n 4 --release --example signal_pipeline -- --blocks 10000
//! ```
//!
//! A block travels with a signal, `shmem_put_signal` in C. There is room for two with every PE, so one can
//! arrive while the one before is worked on. Who has taken a block out of its room gives a credit back, and
//! a block is sent only when there is a credit for its room.

use std::error::Error;
use std::time::Instant;

use clap::Parser;
use shmem::prelude::*;

/// Sends blocks of numbers through all PEs.
#[derive(Parser)]
struct Options {
    /// How many blocks
    #[arg(long, default_value_t = 1000)]
    blocks: u64,
    /// How many numbers are in a block
    #[arg(long, default_value_t = 1024)]
    len: u32,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => pass(shmem, &options),
            None => Ok(()),
        }
    });
}

/// How many blocks there is room for.
const ROOMS: u64 = 2;

/// Block `number` as it goes in.
fn source(number: u64, block: &mut [u64]) {
    block.iter_mut().zip(0..).for_each(|(x, i)| *x = (number << 32) + i);
}

/// A PE's part of the work. It matters which comes first.
fn work(pe: usize, block: &mut [u64]) {
    let factor = 0x9e37_79b9_7f4a_7c15;
    block.iter_mut().for_each(|x| *x = x.rotate_left(7).wrapping_mul(factor) ^ pe as u64);
}

/// What is left of a block at the end: a sum of its own, into which the blocks before have gone. It matters
/// where each number stands.
fn sink(total: u64, block: &[u64]) -> u64 {
    block.iter().fold(total, |sum, x| sum.rotate_left(1).wrapping_add(*x))
}

fn pass(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let (me, len) = (shmem.my_pe(), options.len as usize);
    let (before, behind) = (me.checked_add(-1), me.checked_add(1));

    let rooms = shmem.alloc::<u64>(ROOMS as usize * len)?;
    // A signal for each room: nothing says in which order two blocks under way arrive.
    let arrived = shmem.signals(ROOMS as usize)?;
    // Counted, not set, for the same reason.
    let credits = shmem.signal()?;

    let start = Instant::now();
    let mut block = vec![0; len];
    let mut total = 0;
    for number in 0..options.blocks {
        let room = (number % ROOMS) as usize;
        let (place, signal) = (rooms.slice(room * len..(room + 1) * len), arrived.word(room));
        match before {
            Some(pe) => {
                signal.wait(Until::Gt(number));
                place.read_into(&mut block);
                credits.at(pe).add(1);
            }
            None => source(number, &mut block),
        }
        work(me.index(), &mut block);
        match behind {
            Some(pe) => {
                credits.wait(Until::Ge((number + 1).saturating_sub(ROOMS)));
                place.at(pe).put_signal(&block, signal, SignalOp::Set(number + 1));
            }
            None => total = sink(total, &block),
        }
    }

    if behind.is_none() {
        let time = start.elapsed();
        let expected = alone(shmem, options);
        if total != expected {
            return Err(format!("{total:x} comes out, and one PE alone has {expected:x}").into());
        }
        println!("{} blocks through {} PEs: {time:.1?}", options.blocks, shmem.n_pes());
    }
    Ok(())
}

/// What one PE has that does all of the work.
fn alone(shmem: &Shmem, options: &Options) -> u64 {
    let mut block = vec![0; options.len as usize];
    (0..options.blocks).fold(0, |total, number| {
        source(number, &mut block);
        shmem.pes().for_each(|pe| work(pe.index(), &mut block));
        sink(total, &block)
    })
}
