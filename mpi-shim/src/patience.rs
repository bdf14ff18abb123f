//! Waiting for others without keeping a core from them.

use std::thread;
use std::time::{Duration, Instant};

use crate::error::Result;

/// How often to look before sleeping.
const LOOKS: u32 = 200;

/// The longest sleep between two looks.
const GLANCE: Duration = Duration::from_micros(500);

/// By how much each sleep is longer than the one before.
const STEP: Duration = Duration::from_micros(10);

/// The pauses of one wait.
#[derive(Default)]
struct Pauses {
    looks: u32,
    /// When the first sleep began.
    asleep: Option<Instant>,
}

impl Pauses {
    /// Lets others have the core for a while, and returns how long that has been the case.
    fn next(&mut self) -> Duration {
        self.looks = self.looks.saturating_add(1);
        let Some(sleeps) = self.looks.checked_sub(LOOKS) else {
            thread::yield_now();
            return Duration::ZERO;
        };
        let since = *self.asleep.get_or_insert_with(Instant::now);
        thread::sleep(STEP.saturating_mul(sleeps).min(GLANCE));
        since.elapsed()
    }
}

/// Waits until a look has found something.
pub(crate) fn patiently<R>(mut look: impl FnMut() -> Result<Option<R>>) -> Result<R> {
    let mut pauses = Pauses::default();
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        pauses.next();
    }
}

/// Waits until a look has found something, but no longer than this.
pub(crate) fn patiently_for<R>(
    most: Duration,
    mut look: impl FnMut() -> Result<Option<R>>,
) -> Result<Option<R>> {
    let mut pauses = Pauses::default();
    loop {
        let found = look()?;
        if found.is_some() || pauses.next() > most {
            return Ok(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_ends() {
        let nothing = || Ok(None::<()>);
        assert_eq!(patiently_for(Duration::from_millis(2), nothing), Ok(None));
        let mut looks = 0;
        let third = || {
            looks += 1;
            Ok((looks == 3).then_some(looks))
        };
        assert_eq!(patiently_for(Duration::ZERO, third), Ok(Some(3)));
    }
}
