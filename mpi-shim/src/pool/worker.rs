//! Who does what is ordered.

use super::TASKS;
use super::error::PoolError;
use super::manager::Difference;
use super::tasks::{Signature, Tasks};
use crate::error::{Error, Result};
use crate::messages::Matched;
use crate::messages::seal::Endpoint;
use crate::objects::Objects;
use crate::patience::patiently;
use crate::peer::{Source, Tag, Target};
use crate::sys::Mode;

/// Does what the manager orders until it lets this process go.
pub(super) fn serve(at: Endpoint<'_>, tasks: &Tasks<'_>, manager: usize) -> Result<()> {
    let from = Source::Rank(manager);
    let coming = |tag| patiently(|| Matched::look(at, from, tag));
    let (here, _) = coming(Tag::Is(TASKS))?.recv_obj::<Vec<Signature>>()?;
    let difference = Difference::first(&here, &tasks.signatures());
    at.send_obj(&difference, manager, TASKS)?;
    loop {
        let order = coming(Tag::Any)?;
        if usize::try_from(order.status().tag()) == Ok(here.len()) {
            order.recv_obj::<()>()?;
            let rank = at.comm.rank();
            return match difference {
                None => Ok(()),
                Some(Difference { here, there }) => {
                    Err(Error::Pool(PoolError::OtherTasks { rank, here, there }))
                }
            };
        }
        let tag = order.status().tag();
        let reply = tasks.serve(order).ok_or(Error::Lost { what: "task" })?;
        reply.send(at, Mode::Standard, Target::Rank(manager), tag)?;
    }
}
