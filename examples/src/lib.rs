//! What the example programs share: reading their options.

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
