//! What all processes have to say alike is compared before a library is told.
//!
//! Libraries take it on trust: told different things, they would make communicators of different sizes.

use super::TopologyError;
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::op::Min;

/// Has all processes fail if one cannot go on, or if they do not have the same words, which mean this. Collective.
pub(super) fn agree(
    on: &Communicator<'_>,
    what: &'static str,
    mine: Result<Vec<i64>>,
) -> Result<()> {
    let words = mine.as_deref().unwrap_or_default();
    let n = words.len() as i64;
    let mut head = [i64::from(mine.is_ok()), n, -n];
    on.all_reduce_in_place(&mut head, Min)?;
    let [fine, least, most] = head;
    mine.as_ref().map_err(Error::clone)?;
    if fine == 0 {
        return Err(Error::Topology(TopologyError::Elsewhere));
    }
    let differ = || Err(Error::Topology(TopologyError::Differ { what }));
    if least != -most {
        return differ();
    }
    let mut bounds: Vec<_> = words.iter().flat_map(|&word| [word, -word]).collect();
    on.all_reduce_in_place(&mut bounds, Min)?;
    if bounds.chunks(2).all(|pair| pair[0] == -pair[1]) { Ok(()) } else { differ() }
}

/// A number as a word; those too large for one are alike, and refused by whoever looks at them.
pub(super) fn word(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Numbers as C has them.
pub(super) fn numbers(all: impl Iterator<Item = usize>) -> Result<Vec<i32>> {
    all.map(|n| i32::try_from(n).map_err(|_| Error::TooLarge { count: n })).collect()
}
