//! Pairs of PEs play ping-pong with messages of growing size, and PE 0 says how long they fly.
//!
//! ```text
//! cargo shmem run -n 2 --release --example ping_pong
//! ```
//!
//! A message is a `put_signal`: the data, and behind it a signal that counts the messages. A PE without a
//! partner watches.

use std::error::Error;
use std::time::Instant;

use clap::Parser;
use shmem::prelude::*;

/// Measures how long messages take there and back.
#[derive(Parser)]
struct Options {
    /// How often each message goes there and back
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    rounds: u64,
    /// The longest message, in words of 8 bytes
    #[arg(long, default_value_t = 1 << 16, value_parser = clap::value_parser!(u64).range(1..))]
    longest: u64,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => play(shmem, &options),
            None => Ok(()),
        }
    });
}

fn play(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let me = shmem.my_pe();
    let longest = options.longest as usize;
    let ball = shmem.alloc::<u64>(longest)?;
    let arrived = shmem.signal()?;

    let serves = me.index().is_multiple_of(2);
    let Some(partner) = me.checked_add(if serves { 1 } else { -1 }) else {
        println!("PE {me} has no partner");
        return Ok(());
    };

    let mut played = 0;
    let mut data = vec![0; longest];
    let sizes = std::iter::successors(Some(1), |size| Some(size * 8)).take_while(|&n| n <= longest);
    for size in sizes {
        let (here, there) = (ball.slice(..size), ball.slice(..size).at(partner));
        data[..size].fill(size as u64);
        let start = Instant::now();
        for _ in 0..options.rounds {
            played += 1;
            if serves {
                there.put_signal(&data[..size], &arrived, SignalOp::Set(played));
            }
            arrived.wait(Until::Ge(played));
            here.read_into(&mut data[..size]);
            if !serves {
                data[..size].iter_mut().for_each(|word| *word += 1);
                there.put_signal(&data[..size], &arrived, SignalOp::Set(played));
            }
        }
        let flight = start.elapsed() / (2 * options.rounds as u32);
        if serves && data[..size].iter().any(|&word| word != size as u64 + options.rounds) {
            return Err(format!("the message of {size} words came back damaged").into());
        }
        if me.index() == 0 {
            println!("{:>10} bytes: {flight:>10.2?} one way", 8 * size);
        }
    }
    Ok(())
}
