//! What this PE knows of a team, and how teams come to be destroyed.
//!
//! Destroying a team is a collective of its members, so dropping a [`Team`](super::Team) only notes that
//! this PE is done with it. Its *parent* knows of it on all the parent's members, whether they are in
//! the new team or not, and in the same order: they were all in the split. So before the next split of
//! the parent its members tell each other, with a bit per child, which children they have dropped and
//! have no contexts of; a child they are not in counts as such. What all have given up is destroyed in
//! the order in which it was made. Every member of such a child is there, and none has anything else to do first, so this
//! does not hang.
//!
//! A team's own children are settled in the same way before it is destroyed itself. A child that is
//! still in use then stays for as long as the runtime, unless it is freed by hand.
//!
//! A context borrows its `Team`, so it outlives none. But one that is forgotten is there for the library
//! and is counted for ever: its team is not destroyed at all, but by the library's own finalize.

#![allow(unsafe_code, reason = "destroys teams that every member is done with")]

use std::cell::{Cell, RefCell};
use std::ffi::c_int;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use shmem_sys::shmem_ctx_t;

use super::Rank;
use crate::sys::{Contexts, Members, RawContext, Users};

/// Words of marks that travel in one agreement.
const MARK_WORDS: usize = 15;

/// Children that one agreement decides on.
const AT_ONCE: usize = MARK_WORDS * u64::BITS as usize;

/// What a [`Team`](super::Team) has of its state. Dropping it says that this PE is done with the team,
/// unless it was lent by another.
///
/// It borrows nothing, so that a `Team` which is used no more does not hold up the end of the runtime.
pub(super) struct Held {
    state: Rc<State>,
    lent: bool,
}

impl Held {
    #[inline]
    pub(super) fn new(state: &Rc<State>) -> Self {
        Self { state: Rc::clone(state), lent: false }
    }

    /// Another one, which must be gone before this is.
    pub(super) fn lend(&self) -> Self {
        Self { state: Rc::clone(&self.state), lent: true }
    }

    /// One of a team that is not this crate's to destroy.
    pub(super) fn of_another(state: Rc<State>) -> Self {
        Self { state, lent: true }
    }

    /// The state, to be used after the `Team` is gone, unless it was lent.
    pub(super) fn release(self) -> Option<Rc<State>> {
        (!self.lent).then(|| Rc::clone(&self.state))
    }
}

impl Deref for Held {
    type Target = State;

    #[inline]
    fn deref(&self) -> &State {
        &self.state
    }
}

impl Drop for Held {
    #[inline]
    fn drop(&mut self) {
        if !self.lent {
            self.state.dropped.set(true);
        }
    }
}

/// A team on one of its members.
pub(crate) struct State {
    pub(super) members: Members,
    /// Tells it from the other teams of this process, past ones too.
    pub(super) id: u64,
    pub(super) n_ranks: c_int,
    pub(super) my_rank: c_int,
    /// Whether this PE is in one of its collectives.
    pub(super) busy: Cell<bool>,
    /// Whether this PE is done with it.
    dropped: Cell<bool>,
    destroyed: Cell<bool>,
    /// This PE's contexts of it.
    contexts: Contexts,
    /// The teams that were split off, in order. `None` is one that this PE is not in.
    children: RefCell<Vec<Option<Rc<State>>>>,
}

impl State {
    pub(crate) fn new(members: Members) -> Rc<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Rc::new(Self {
            id: NEXT.fetch_add(1, Relaxed),
            n_ranks: members.n_ranks(),
            my_rank: members.my_rank(),
            members,
            busy: Cell::new(false),
            dropped: Cell::new(false),
            destroyed: Cell::new(false),
            contexts: Contexts::default(),
            children: RefCell::default(),
        })
    }

    /// Notes a team that was split off. All members do so, in the same order.
    pub(super) fn enter(&self, child: Option<Rc<Self>>) {
        self.children.borrow_mut().push(child);
    }

    /// A context of this team; `None` when the library has no more. Local.
    ///
    /// # Safety
    ///
    /// Where it has more users than this thread, the library must have granted that.
    pub(crate) unsafe fn context(
        &self,
        users: Users,
        stores: bool,
    ) -> Option<RawContext<'_, Rank>> {
        // SAFETY: `destroy` sees that they are gone on all members; the rest
        // is the caller's promise.
        unsafe { self.members.context(self.id, &self.contexts, users, stores) }
    }

    /// A context of this team that somebody else has made.
    ///
    /// # Safety
    ///
    /// It must be one that nobody else uses or destroys.
    pub(crate) unsafe fn adopt(&self, context: shmem_ctx_t) -> RawContext<'_, Rank> {
        // SAFETY: the caller's promise.
        unsafe { RawContext::adopt(context, self.id, Some(&self.contexts)) }
    }

    /// Notes that somebody else is to destroy the team.
    pub(super) fn give_away(&self) {
        self.destroyed.set(true);
    }

    /// Whether this PE needs the team no more.
    fn is_given_up(&self) -> bool {
        self.dropped.get() && self.contexts.are_gone()
    }

    /// Destroys the children that all members have dropped, and says whether all members think what
    /// they are about to do, `what`, possible. Collective.
    pub(super) fn settle(&self, what: &[u8; 8], possible: bool) -> bool {
        let children = self.children.take();
        let mut kept = Vec::new();
        let mut all_possible = true;
        // Without children there is one agreement too.
        let mut parts = children.chunks(AT_ONCE);
        let mut part = parts.next().unwrap_or_default();
        loop {
            let mut mine = [0; 1 + MARK_WORDS];
            mine[MARK_WORDS] = u64::from(possible);
            for (i, child) in part.iter().enumerate() {
                let dropped = child.as_ref().is_none_or(|child| child.is_given_up());
                mine[i / 64] |= u64::from(dropped) << (i % 64);
            }
            let agreed = self.members.agree(what, mine);
            all_possible &= agreed.all[MARK_WORDS] == 1;
            for (i, child) in part.iter().enumerate() {
                if agreed.all[i / 64] >> (i % 64) & 1 == 0 {
                    kept.push(child.clone());
                } else if let Some(child) = child {
                    child.destroy();
                }
            }
            match parts.next() {
                Some(next) => part = next,
                None => break,
            }
        }
        *self.children.borrow_mut() = kept;
        all_possible
    }

    /// Destroys the team, which this PE has dropped, unless some member has forgotten a context of it.
    /// Collective over its members.
    pub(super) fn destroy(&self) {
        if self.destroyed.get() || !self.settle(b"teamfree", self.contexts.are_gone()) {
            return;
        }
        self.destroyed.set(true);
        // SAFETY: the predefined teams are nobody's children and are not freed. This PE's `Team` was
        // dropped, or can not be reached any more; it alone handed out copies of the handle, for as long
        // as it was borrowed. All members have just said that they have no contexts of it.
        unsafe { self.members.destroy() };
    }

    /// Destroys all teams that were split off and theirs, once every PE has agreed to end the outermost
    /// `Shmem`: no handle is left, and all members go through these teams in the same order.
    ///
    /// The library's finalize does not do it where the program's C part has initialised before.
    pub(crate) fn end(&self) {
        for child in self.children.take().into_iter().flatten() {
            child.end();
            child.destroy();
        }
    }
}
