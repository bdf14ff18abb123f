//! π by Monte Carlo: the share of random points of a square that lie in its circle.
//!
//! ```text
//! cargo shmem run -n 4 --release --example pi -- --points 100000000
//! ```

use std::error::Error;
use std::f64::consts::PI;

use clap::Parser;
use shmem::prelude::*;

/// Estimates π by throwing points at a square.
#[derive(Parser)]
struct Options {
    /// How many points each PE throws
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    points: u64,
    /// Where the random numbers begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => estimate(shmem, &options),
            None => Ok(()),
        }
    });
}

fn estimate(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let mut random = shmem_examples::random(shmem, options.seed);
    let in_circle = |_: &u64| {
        let (x, y) = (random.f64(), random.f64());
        x * x + y * y < 1.0
    };
    let mine = (0..options.points).filter(in_circle).count() as u64;

    let hits = shmem.world().sum(mine) as f64;
    let points = shmem.n_pes() as f64 * options.points as f64;
    let pi = 4.0 * hits / points;

    // Each point is a coin that falls with probability π/4 on the side of 4.
    let deviation = (PI * (4.0 - PI) / points).sqrt();
    if shmem.my_pe().index() == 0 {
        println!("{points} points: π is about {pi:.6}, give or take {deviation:.6}");
    }
    if (pi - PI).abs() > 6.0 * deviation {
        return Err(format!("{pi} is too far from π for {points} random points").into());
    }
    Ok(())
}
