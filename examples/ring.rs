//! A token goes round the ring of PEs, and each adds its number to it.
//!
//! ```text
//! cargo shmem run -n 4 --example ring -- --laps 1000
//! ```
//!
//! The token travels by `put_signal`: who sees the signal at its new value also sees the token that was
//! sent with it. The signal counts laps, so it never has to be reset.

use std::error::Error;

use clap::Parser;
use shmem::prelude::*;

/// Passes a token round the ring of PEs.
#[derive(Parser)]
struct Options {
    /// How often the token goes round.
    #[arg(long, default_value_t = 10)]
    laps: u64,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => go_round(shmem, options.laps),
            None => Ok(()),
        }
    });
}

fn go_round(shmem: &Shmem, laps: u64) -> Result<(), Box<dyn Error>> {
    let me = shmem.my_pe();
    let right = me.wrapping_add(1);
    let inbox = shmem.alloc::<u64>(1)?;
    let arrived = shmem.signal()?;

    let send = |token: u64, lap| {
        inbox.at(right).put_signal(&[token], &arrived, SignalOp::Set(lap));
    };
    let receive = |lap| {
        arrived.wait(Until::Ge(lap));
        inbox.read(0)
    };

    let mut token = 0;
    for lap in 1..=laps {
        if me.index() == 0 {
            send(token, lap);
            token = receive(lap);
        } else {
            token = receive(lap);
            send(token + me.index() as u64, lap);
        }
    }

    if me.index() == 0 {
        let n = shmem.n_pes() as u64;
        let expected = laps * (n * (n - 1) / 2);
        if token != expected {
            return Err(format!("the token should be {expected}, and it is {token}").into());
        }
        println!("{laps} laps over {n} PEs: the token is {token}, as it should be");
    }
    Ok(())
}
