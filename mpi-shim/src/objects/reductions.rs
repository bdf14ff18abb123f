//! Objects combined by closures.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::{Call, pack};
use super::error::ObjectError;
use super::format::Format;
use crate::error::{Error, Result};

/// A closure that combines values, and what it has panicked with, which waits until nobody waits for this process.
struct Combining<B> {
    by: B,
    panicked: Option<Box<dyn std::any::Any + Send>>,
}

impl<B> Combining<B> {
    fn new(by: B) -> Self {
        Self { by, panicked: None }
    }

    fn combine<T>(&mut self, left: Result<T>, right: Result<T>) -> Result<T>
    where
        B: FnMut(T, T) -> T,
    {
        let (left, right) = (left?, right?);
        // What it leaves behind is not called again: a panic goes on, after the values that follow have become
        // errors.
        catch_unwind(AssertUnwindSafe(|| (self.by)(left, right))).map_err(|panic| {
            self.panicked = Some(panic);
            Error::Object(ObjectError::Peer {
                why: "the closure that combines values has panicked".into(),
            })
        })
    }

    fn end(self) {
        if let Some(panic) = self.panicked {
            resume_unwind(panic);
        }
    }
}

/// Combines all values at rank 0, by a tree that keeps their order, and has `then` make of them what is to be. On
/// other ranks, that gets the value of which nothing more is to become.
pub(super) fn to_first<T: Serialize + DeserializeOwned, F: Format, R>(
    call: Call<'_>,
    mine: T,
    by: impl FnMut(T, T) -> T,
    then: impl FnOnce(Result<T>) -> Result<R>,
) -> Result<R> {
    let (me, n) = (call.rank(), call.size());
    let mut combining = Combining::new(by);
    let mut value = Ok(mine);
    let mut sent = Ok(());
    // Before each step, this process has the values from its rank on, as many as the step is wide.
    let mut width = 1;
    while width < n {
        if me & width != 0 {
            let (packed, written) = pack::<T, F>(value.as_ref());
            sent = call.send(&packed, me - width).and(written);
            break;
        }
        if me + width < n {
            let right = call.receive::<T, F>(me + width);
            value = combining.combine(value, right);
        }
        width *= 2;
    }
    let result = then(value);
    combining.end();
    sent.and(result)
}

/// Combines the values of this and all lower ranks, and has `then` make of them what is to be.
pub(super) fn prefixes<T: Serialize + DeserializeOwned, F: Format, R>(
    call: Call<'_>,
    mine: T,
    by: impl FnMut(T, T) -> T,
    then: impl FnOnce(Result<T>) -> Result<R>,
) -> Result<R> {
    let (me, n) = (call.rank(), call.size());
    let mut combining = Combining::new(by);
    let mut value = Ok(mine);
    let mut sent = Ok(());
    // Before each step, this process has the values up to its own, as many as the step is wide.
    let mut width = 1;
    while width < n {
        let (packed, written) = pack::<T, F>(value.as_ref());
        let (above, below) = (me + width < n, me >= width);
        let left = match (above, below) {
            (true, true) => Some(call.exchange::<T, F>(&packed, me + width, me - width)),
            (false, true) => Some(call.receive::<T, F>(me - width)),
            (true, false) => {
                sent = sent.and(call.send(&packed, me + width));
                None
            }
            (false, false) => None,
        };
        if above {
            sent = sent.and(written);
        }
        if let Some(left) = left {
            value = combining.combine(left, value);
        }
        width *= 2;
    }
    let result = then(value);
    combining.end();
    sent.and(result)
}

/// What the process of the next lower rank has; `None` on rank 0.
pub(super) fn shifted<T: Serialize + DeserializeOwned, F: Format>(
    call: Call<'_>,
    own: Result<T>,
) -> Result<Option<T>> {
    let (me, n) = (call.rank(), call.size());
    let (packed, written) = pack::<T, F>(own.as_ref());
    let got = match (me + 1 < n, me > 0) {
        (true, true) => call.exchange::<T, F>(&packed, me + 1, me - 1).map(Some),
        (true, false) => call.send(&packed, me + 1).map(|()| None),
        (false, true) => call.receive::<T, F>(me - 1).map(Some),
        (false, false) => return Ok(None),
    };
    if me + 1 < n { written.and(got) } else { got }
}
