//! Work stealing: searching a tree of which nobody knows beforehand where it is large.
//!
//! ```text
//! cargo shmem run -n 4 --release --example work_stealing -- --branches 20000
//! ```
//!
//! At first PE 0 has all that is known of the tree. Whoever has nothing to do steals nodes from another
//! PE's [`queue`], without that one's help; when nobody has any left, a token that goes round the [`ring`]
//! of PEs finds out.

mod queue;
mod ring;
mod tree;

use std::error::Error;

use clap::Parser;
use shmem::prelude::*;

use queue::Queue;
use ring::{Ring, Token};
use tree::Tally;

/// Counts the nodes of a random tree.
#[derive(Parser)]
struct Options {
    /// How many branches leave the root
    #[arg(long, default_value_t = 2000)]
    branches: u32,
    /// Which tree
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// After how many nodes a PE looks whether others can have some of its own
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..))]
    interval: u64,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => search(shmem, &options),
            None => Ok(()),
        }
    });
}

fn search(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let me = shmem.my_pe();
    let is_first = me.index() == 0;
    let others: Vec<Pe> = shmem.pes().filter(|pe| *pe != me).collect();
    let mut random = shmem_examples::random(shmem, options.seed);
    let (mut queue, mut ring) = (Queue::new(shmem)?, Ring::new(shmem)?);
    let mut tally = Tally::default();
    let (mut steals, mut handed_on_after) = (0, 0);

    if is_first {
        queue.extend(tree::branches(options.seed, options.branches));
    }
    loop {
        while let Some(node) = queue.pop() {
            tally.count(node);
            queue.extend(tree::children(node));
            if tally.nodes % options.interval == 0 {
                queue.open_some();
            }
        }
        match ring.turn(queue.lost()) {
            Token::Elsewhere => (),
            Token::HandedOn => handed_on_after = tally.nodes,
            Token::Over => break,
        }
        if let Some(victim) = random.choice(&others) {
            steals += u64::from(queue.steal(*victim));
        }
    }
    // Who has had nodes since it handed the token on has to hand it on again first.
    if tally.nodes != handed_on_after {
        return Err(format!("PE {me} had nodes when it was found that nobody has any").into());
    }
    println!("PE {me} counted {} nodes and stole {steals} times", tally.nodes);

    let world = shmem.world();
    let whole = Tally { nodes: world.sum(tally.nodes), digest: world.xor(tally.digest) };
    if is_first {
        let expected = tree::alone(options.seed, options.branches);
        if whole != expected {
            return Err(format!("together {whole:?}, one PE alone {expected:?}").into());
        }
        println!("{} nodes on {} PEs", whole.nodes, shmem.n_pes());
    }
    Ok(())
}
