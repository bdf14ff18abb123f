//! Objects combined by closures.

use std::iter::successors;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::format::Format;
use crate::error::Result;

/// What has become of a reduction here: a value, and whether what others were to have has reached them.
pub(super) type Reduced<T> = (Result<T>, Result<()>);

/// How many values a process has before each step.
fn widths(n: usize) -> impl Iterator<Item = usize> {
    successors(Some(1), |width| Some(width * 2)).take_while(move |&width| width < n)
}

/// Combines all values at rank 0, by a tree that keeps their order. On other ranks, the value is one of which nothing
/// more is to become.
pub(super) fn to_first<T: Serialize + DeserializeOwned, F: Format>(
    call: &Call<'_>,
    mine: T,
    mut by: impl FnMut(T, T) -> T,
) -> Reduced<T> {
    let (me, n) = (call.rank(), call.peers());
    let mut value = Ok(mine);
    // This process has the values from its rank on.
    for width in widths(n) {
        if me & width != 0 {
            let (packed, written) = call.pack::<T, F>(value.as_ref());
            let sent = call.send(&packed, me - width);
            return (value, sent.and(written));
        }
        if me + width < n {
            let right = call.receive::<T, F>(me + width);
            value = call.combine(&mut by, value, right);
        }
    }
    (value, Ok(()))
}

/// Combines the values of this and all lower ranks.
pub(super) fn prefixes<T: Serialize + DeserializeOwned, F: Format>(
    call: &Call<'_>,
    mine: T,
    mut by: impl FnMut(T, T) -> T,
) -> Reduced<T> {
    let (mut value, mut sent) = (Ok(mine), Ok(()));
    // This process has the values up to its own.
    for width in widths(call.peers()) {
        let left = pass::<T, F>(call, value.as_ref(), width, &mut sent);
        if let Some(left) = left {
            value = call.combine(&mut by, left, value);
        }
    }
    (value, sent)
}

/// What the process of the next lower rank has; `None` on rank 0.
pub(super) fn shifted<T: Serialize + DeserializeOwned, F: Format>(
    call: &Call<'_>,
    own: Result<T>,
) -> (Result<Option<T>>, Result<()>) {
    let mut sent = Ok(());
    let left = pass::<T, F>(call, own.as_ref(), 1, &mut sent);
    (left.transpose(), sent)
}

/// Sends a value so many ranks up, if there is one, and returns what comes from so many ranks below.
fn pass<T: Serialize + DeserializeOwned, F: Format>(
    call: &Call<'_>,
    value: Result<&T, &crate::Error>,
    by: usize,
    sent: &mut Result<()>,
) -> Option<Result<T>> {
    let above = Some(call.rank() + by).filter(|&above| above < call.peers());
    let below = call.rank().checked_sub(by);
    let Some(above) = above else { return below.map(|below| call.receive::<T, F>(below)) };
    let (packed, written) = call.pack::<T, F>(value);
    let (passed, left) = match below {
        Some(below) => (Ok(()), Some(call.exchange::<T, F>(&packed, above, below))),
        None => (call.send(&packed, above), None),
    };
    *sent = std::mem::replace(sent, Ok(())).and(passed).and(written);
    left
}
