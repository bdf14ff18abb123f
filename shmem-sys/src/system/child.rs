//! Processes that a PE starts with its environment: none of them is that PE.
//!
//! The launcher's variables make a PE of whoever has them. A second claim to a rank fails deep inside
//! the library, or takes the job along. So a PE leaves a mark in its environment, which its children
//! inherit: who they would be, and which process is that already.

use std::{env, process};

use super::faults;

/// Holds the mark.
const MARK: &str = "SHMEM_SYS_PE";

/// What names a job and a rank in it, of the launchers that tell both.
const IDENTITY: [&str; 2] = ["PMIX_NAMESPACE", "PMIX_RANK"];

fn identity() -> Option<String> {
    let [job, rank] = IDENTITY.map(|name| env::var(name).ok());
    Some(format!("{}.{}", job?, rank?))
}

/// Before init: refuses who inherited the environment of a PE that another process is.
///
/// # Errors
///
/// One line that names that process and says what to do.
pub(super) fn refuse() -> Result<(), String> {
    let (Some(identity), Ok(mark)) = (identity(), env::var(MARK)) else { return Ok(()) };
    match mark.rsplit_once(' ') {
        Some((pe, pid)) if pe == identity && pid != process::id().to_string() => Err(format!(
            "this process was started with the environment of a PE, process {pid}, and cannot be that PE \
             too: start it by the launcher, or without the variables PMIX_* and OMPI_*"
        )),
        _ => Ok(()),
    }
}

/// After init, which may have set the variables itself: marks what children inherit.
pub(super) fn mark() {
    if let Some(identity) = identity() {
        faults::set_variable(MARK, &format!("{identity} {}", process::id()));
    }
}
