//! A PE: runs the trials that the driver names.

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::process::exit;
use std::sync::{Mutex, PoisonError};

use crate::body::Place;
use crate::host::host;
use crate::trial::Trial;
use crate::wire::{self, FINISH, Report};

/// What the panics of the running trial said, on whatever thread and in order.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Takes orders until the driver has no more. A driver that is gone takes its PEs with it.
pub(crate) fn serve(trials: &[Trial], address: &str) -> ! {
    let me = host().start();
    panic::set_hook(Box::new(|info| {
        // Shown if the panic goes on to end the job, so that nobody reports it.
        eprintln!("{info}");
        PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(info.to_string());
    }));

    if obey(trials, address, me).is_err() {
        exit(1);
    }
    host().end();
    exit(0)
}

fn obey(trials: &[Trial], address: &str, me: u32) -> io::Result<()> {
    let driver = wire::connect(address)?;
    wire::send_number(&driver, me)?;
    loop {
        match wire::receive_number(&driver)? {
            FINISH => return Ok(()),
            index => wire::send_report(&driver, &attempt(&trials[index as usize]))?,
        }
    }
}

/// Runs a trial and meets the other PEs, unless it failed: then they wait in vain, and the
/// driver ends the job.
fn attempt(trial: &Trial) -> Report {
    let panics = || PANICS.lock().unwrap_or_else(PoisonError::into_inner);
    panics().clear();
    panic::catch_unwind(AssertUnwindSafe(|| (trial.body)(Place::Shared)))
        .unwrap_or_else(|_| Err(panics().join("\n")))?;
    host().meet();
    Ok(())
}
