//! Calls that only one process can see to be right, which tells the others before they make them.

use super::{Comm, Receiving, Session, Way, broadcast};
use crate::dynamic::ConnectionError;
use crate::error::{Error, Result};

/// Has the root prepare something, and says of what extent it is: what there is at the root, nothing elsewhere.
/// Collective, and an error everywhere if the root has one.
pub(super) fn prepared<R>(
    comm: &Comm,
    root: usize,
    session: &Session,
    prepare: impl FnOnce() -> Result<(R, u64)>,
) -> Result<(Option<R>, u64)> {
    comm.peer(root)?;
    let mine = (comm.rank() == root).then(prepare);
    let mut extent = [match &mine {
        Some(Ok((_, extent))) => extent.saturating_add(1),
        _ => 0,
    }];
    broadcast(comm, &mut Receiving::elements(&mut extent, session)?, root, &mut Way::now())?;
    let mine = mine.transpose()?.map(|(mine, _)| mine);
    let refused = Error::Connection(ConnectionError::Refused { rank: root });
    let extent = extent[0].checked_sub(1).ok_or(refused)?;
    Ok((mine, extent))
}
