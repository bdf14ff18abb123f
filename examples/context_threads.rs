//! Threads that communicate on their own, each with a context.
//!
//! ```text
//! cargo shmem run -n 2 --release --example context_threads -- --threads 4
//! ```
//!
//! Every PE sends a message to every PE, and its threads share the work. In C that takes
//! `shmem_init_thread` with `SHMEM_THREAD_MULTIPLE`, and in each thread `shmem_ctx_create`,
//! `shmem_ctx_put_nbi` and `shmem_ctx_quiet`: a quiet that waits for what this thread has sent, and not for
//! the others. Where the library does not let threads call, one thread sends everything.

use std::error::Error;
use std::thread;

use clap::Parser;
use shmem::prelude::*;
use shmem::{ContextOptions, SignalWord};

/// Sends messages from several threads.
#[derive(Parser)]
struct Options {
    /// How many threads send, on each PE
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    threads: u32,
    /// How many numbers are in a message
    #[arg(long, default_value_t = 10_000)]
    len: u32,
    /// Do not even ask for threads
    #[arg(long)]
    funneled: bool,
}

fn main() {
    // The level has to be known before the start. Who cannot read the options says so afterwards.
    if Options::try_parse().is_ok_and(|options| options.funneled) {
        shmem::run(program);
    } else {
        shmem::run_threaded(program);
    }
}

fn program(shmem: &Shmem) -> Result<(), Box<dyn Error>> {
    match shmem_examples::options::<Options>(shmem)? {
        Some(options) => exchange(shmem, &options),
        None => Ok(()),
    }
}

/// The message of one PE to another.
fn message(from: Pe, to: Pe, len: usize) -> Vec<u64> {
    let first = (from.index() as u64) << 32 | (to.index() as u64) << 48;
    (first..).take(len).collect()
}

/// Sends messages by the context of a scope, each with a signal behind it. They are complete when it ends.
fn send<'scope>(
    s: &Scope<'scope, '_>,
    place: SymSlice<'scope, u64>,
    arrived: SignalWord<'scope>,
    messages: impl Iterator<Item = &'scope (Pe, Vec<u64>)>,
) {
    for (pe, message) in messages {
        s.put_signal(place.at(*pe), message, arrived, SignalOp::Add(1));
    }
}

fn exchange(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let (me, n, len) = (shmem.my_pe(), shmem.n_pes(), options.len as usize);
    let outbox: Vec<_> = shmem.pes().map(|pe| (pe, message(me, pe, len))).collect();
    let inbox = shmem.alloc::<u64>(n * len)?;
    let arrived = shmem.signal()?;
    let place = inbox.slice(me.index() * len..).slice(..len);

    match shmem.threads() {
        Ok(threads) => {
            let n_threads = options.threads as usize;
            let (place, arrived) = (threads.share(place), threads.share(arrived.word()));
            thread::scope(|scope| {
                for i in 0..n_threads {
                    let share = outbox.iter().skip(i).step_by(n_threads);
                    scope.spawn(move || match threads.private_context(ContextOptions::new()) {
                        Ok(context) => {
                            context.scope(|s| send(s, place.get(), arrived.get(), share));
                        }
                        // There are no more. The default context is for all threads.
                        Err(_) => threads.scope(|s| send(s, place.get(), arrived.get(), share)),
                    });
                }
            });
        }
        Err(refusal) => {
            if me.index() == 0 {
                println!("{refusal}: one thread sends everything");
            }
            shmem.scope(|s| send(s, place, arrived.word(), outbox.iter()));
        }
    }

    arrived.wait(Until::Ge(n as u64));
    for from in shmem.pes() {
        let came = inbox.slice(from.index() * len..).slice(..len).to_vec();
        if came != message(from, me, len) {
            return Err(format!("PE {me} has not got what PE {from} has sent").into());
        }
    }
    println!("PE {me} has got {n} messages of {len} numbers");
    Ok(())
}
