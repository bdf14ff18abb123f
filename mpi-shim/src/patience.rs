//! Waiting for others without keeping a core from them.

use std::thread;
use std::time::Duration;

use crate::error::Result;

/// How often to look before sleeping.
const LOOKS: u32 = 200;

/// The longest sleep between two looks.
const GLANCE: Duration = Duration::from_micros(500);

/// By how much each sleep is longer than the one before.
const STEP: Duration = Duration::from_micros(10);

/// Waits until a look has found something.
pub(crate) fn patiently<R>(mut look: impl FnMut() -> Result<Option<R>>) -> Result<R> {
    let mut looks = 0u32;
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        looks = looks.saturating_add(1);
        match looks.checked_sub(LOOKS) {
            None => thread::yield_now(),
            Some(sleeps) => thread::sleep(STEP.saturating_mul(sleeps).min(GLANCE)),
        }
    }
}
