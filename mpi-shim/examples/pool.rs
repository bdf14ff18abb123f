//! Counts primes by a pool: rank 0 hands out ranges, the others count.

use std::error::Error;

use mpi_shim::pool::{MpiPool, Tasks};

/// Ranges of so many numbers.
const RANGE: u64 = 1000;

fn is_prime(n: u64) -> bool {
    n > 1 && (2..).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d))
}

fn main() {
    mpi_shim::run(|mpi| -> Result<(), Box<dyn Error>> {
        let world = mpi.world();
        let mut tasks = Tasks::new();
        let count = tasks
            .add("count", |(from, to): (u64, u64)| (from..to).filter(|&n| is_prime(n)).count());
        let parse = tasks.add_fallible("parse", |text: String| text.parse::<u64>());
        MpiPool::run(&world, &tasks, |pool| -> Result<(), Box<dyn Error>> {
            let ranges = (0..100).map(|i| (i * RANGE, (i + 1) * RANGE));
            let mut done = 0;
            let mut primes = 0;
            for (_, counted) in pool.map_chunks(count, ranges, 5)?.as_they_come() {
                done += 1;
                primes += counted?;
            }
            println!("{primes} primes below {}, by {} workers", done * RANGE, pool.workers());
            assert_eq!((done, primes), (100, 9592));

            assert_eq!(pool.submit(parse, "17".to_owned())?.wait()?, 17);
            let error = pool.submit(parse, "seventeen".to_owned())?.wait().unwrap_err();
            println!("as it should be: {error}");
            Ok(())
        })?;
        Ok(())
    });
}
