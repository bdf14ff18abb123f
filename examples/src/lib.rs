//! What the example programs share: reading their options, random numbers, and checks.

pub mod input;
pub mod matrix_market;
pub mod partition;
pub mod picture;

use clap::Parser;
use shmem::Shmem;

/// Reads the program's options, for which every PE has the same arguments.
///
/// `None` after `--help` and the like, which PE 0 has then answered.
///
/// # Errors
///
/// What is wrong with the arguments, in one paragraph. Every PE gets it; `shmem::run` prints it once.
pub fn options<O: Parser>(shmem: &Shmem) -> Result<Option<O>, String> {
    match O::try_parse() {
        Ok(options) => Ok(Some(options)),
        Err(answer) if answer.exit_code() == 0 => {
            if shmem.my_pe().index() == 0 {
                print!("{answer}");
            }
            Ok(None)
        }
        Err(error) => Err(error.to_string().trim_start_matches("error: ").trim_end().to_owned()),
    }
}

/// Random numbers of this PE's own: others on every PE, and the same again in every run with that seed.
pub fn random(shmem: &Shmem, seed: u64) -> fastrand::Rng {
    let mut seeds = fastrand::Rng::with_seed(seed);
    let own = (0..=shmem.my_pe().index()).map(|_| seeds.u64(..)).last();
    fastrand::Rng::with_seed(own.unwrap_or(seed))
}

/// What programs say that try several things: which were right, from PE 0, and else which was not.
///
/// # Errors
///
/// On a PE for which something was wrong, with its name.
pub fn verdict(shmem: &Shmem, results: &[(&str, bool)]) -> Result<(), String> {
    for (name, right) in results {
        if !right {
            return Err(format!("PE {}: {name}: not as it should be", shmem.my_pe()));
        }
        if shmem.my_pe().index() == 0 {
            println!("{name}: as it should be");
        }
    }
    Ok(())
}

/// The primes below `end`, by the sieve of Eratosthenes: what programs compare their own with.
pub fn primes_below(end: u64) -> Vec<u64> {
    let mut composite = vec![false; end as usize];
    let mut primes = Vec::new();
    for n in 2..end as usize {
        if !composite[n] {
            primes.push(n as u64);
            let multiples = n.saturating_mul(n)..end as usize;
            multiples.step_by(n).for_each(|multiple| composite[multiple] = true);
        }
    }
    primes
}
