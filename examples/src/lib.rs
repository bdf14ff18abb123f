//! What the example programs share: reading their options, and random numbers.

pub mod input;
pub mod matrix_market;
pub mod partition;

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
