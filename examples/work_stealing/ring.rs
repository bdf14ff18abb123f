//! Finding out that nobody has anything left to do: the token ring of Dijkstra, Feijen and van Gasteren.
//!
//! A token goes round the PEs in rounds. PE 0 sends it out white; every PE keeps it as long as it has
//! nodes, and then hands it on: as it came, or black if nodes have been stolen from this PE since it last
//! handed it on. If the token comes back to PE 0 white, there are no nodes left.
//!
//! # Why that is right
//!
//! Call PEs *visited* that have handed the token on in this round; PE 0 is one from the beginning. Then
//! one of these is true at any time:
//!
//! 1. no visited PE has any nodes, or
//! 2. from a PE that is not visited, nodes have been stolen since it last handed the token on, or
//! 3. the token is black.
//!
//! The round begins with 1, as PE 0 has none when it sends the token out. A visited PE without nodes can
//! get some only by stealing; as long as 1 is true the victim, who has some, is not visited, and then
//! 2 is true. Once 2 is true it remains so until the token comes to that victim, which makes it black,
//! and black it remains. PEs that become visited have no nodes then. When the token comes back all PEs are
//! visited, so 2 is false; if it is white 3 is false; so 1 is true and says that nobody has any nodes.
//!
//! That needs a theft to be one event: no moment at which nodes are neither the victim's nor the
//! thief's, and no theft of which the victim does not know. It is one: the compare-and-swap that
//! succeeds. A thief does not touch the token before it has done with the nodes it has claimed, and a PE
//! that hands the token on has found by the same word, after which there is nothing left to steal from it,
//! how many nodes it has lost.

use shmem::prelude::*;

/// What is sent round in place of the token when all is over.
const OVER: u64 = u64::MAX;

/// This PE's place in the ring.
pub(crate) struct Ring<'rt> {
    me: Pe,
    /// Twice the round, and one more if the token is white. It has come when it is of the round expected;
    /// so nobody needs to take it away.
    token: Signal<'rt>,
    /// The last round in which this PE has handed the token on.
    round: u64,
    /// How many nodes it had lost by then.
    lost: u64,
}

/// What has become of the token.
pub(crate) enum Token {
    /// It is not here.
    Elsewhere,
    /// It has been handed on.
    HandedOn,
    /// It will not come any more: there are no nodes left anywhere.
    Over,
}

impl<'rt> Ring<'rt> {
    /// A ring of all PEs. Collective.
    pub(crate) fn new(shmem: &'rt Shmem) -> shmem::Result<Self> {
        Ok(Self { me: shmem.my_pe(), token: shmem.signal()?, round: 0, lost: 0 })
    }

    /// Hands the token on if it is here.
    ///
    /// To be called by a PE without nodes, with the number of nodes that have been stolen from it so far.
    pub(crate) fn turn(&mut self, lost: u64) -> Token {
        let is_first = self.me.index() == 0;
        // To PE 0 the token comes back. At the beginning there, it is the black one of round 0.
        let awaited = if is_first { self.round } else { self.round + 1 };
        if !self.token.test(Until::Ge(2 * awaited)) {
            return Token::Elsewhere;
        }
        let token = self.token.fetch();
        let is_white = token % 2 == 1;
        if token == OVER || is_first && is_white {
            self.send(OVER);
            return Token::Over;
        }
        let stays_white = is_first || is_white && lost == self.lost;
        self.round += 1;
        self.lost = lost;
        self.send(2 * self.round + u64::from(stays_white));
        Token::HandedOn
    }

    fn send(&self, token: u64) {
        self.token.at(self.me.wrapping_add(1)).set(token);
    }
}
