//! Exchanges: mail between fixed neighbours, two messages deep, with no claims and no barriers.
//!
//! A side of a PE is linked with one side of one PE, and that one with it, which is verified when the
//! exchange is made. So the room for what arrives on a side has one sender for ever. There is room for
//! two messages, used in turn; of message k, counted from 0:
//!
//! * its sender writes it once the receiver has released message k - 2, which it says by setting the
//!   *credit* on the sender's side to the number of messages it has released;
//! * one `put_signal` brings it and sets the *arrived* word of its room to its length + 1;
//! * the receiver lends it, clears *arrived*, completes, and gives the credit.
//!
//! Counts are kept privately on both ends. Who forgets a message gives no credit: the side is stuck.

#![allow(unsafe_code, reason = "lends the messages that have arrived")]

use std::alloc::Layout;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::Shmem;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::memory::{Block, Kind};
use crate::pe::{OfTheWorld, Pe, Peer};
use crate::sys::{Compare, Scope, Span, Word};

/// Messages of a side that can be under way or lent.
const ROOMS: usize = 2;

/// Words of a side in the head: those that are used, to the end of a pair of cache lines.
const SIDE_WORDS: usize = 16;
const ARRIVED: usize = 0;
const CREDIT: usize = ROOMS;
const LINK: usize = CREDIT + 1;

/// What a PE has with each of its neighbours: they post messages to each other and take them, as slices
/// where they lie. For halo exchanges.
///
/// Nobody waits for anybody but the neighbour that is late: a side takes a second message before the
/// first one is released. So posting on all sides and then taking on all sides never gets stuck.
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     const LEFT: usize = 0;
///     const RIGHT: usize = 1;
///     let (left, right) = (shmem.my_pe().wrapping_add(-1), shmem.my_pe().wrapping_add(1));
///     let halo = shmem.exchange::<f64>(&[Some((left, RIGHT)), Some((right, LEFT))], 1)?;
///
///     let mut cells = vec![shmem.my_pe().index() as f64; 10];
///     for _ in 0..100 {
///         halo.post(LEFT, &cells[..1]);
///         halo.post(RIGHT, &cells[9..]);
///         let (from_left, from_right) = (halo.take(LEFT), halo.take(RIGHT));
///         cells[0] = (from_left[0] + cells[0]) / 2.0;
///         cells[9] = (from_right[0] + cells[9]) / 2.0;
///     }
///     Ok(())
/// });
/// ```
pub struct Exchange<'rt, T> {
    block: Block<'rt>,
    sides: Vec<Side>,
    capacity: usize,
    elements: PhantomData<[T]>,
}

/// This PE's end of a link.
struct Side {
    /// The other end, if there is one.
    link: Option<(Pe, usize)>,
    posted: Cell<u64>,
    released: Cell<u64>,
    /// Whether the next message to be released is lent. One that was forgotten does not say.
    lent: Cell<bool>,
}

/// A message that a neighbour has posted, a `[T]` where it lies. Dropping it gives its room back.
#[must_use = "mail that is dropped is gone"]
pub struct ExchangeMail<'a, T> {
    exchange: &'a Exchange<'a, T>,
    side: usize,
    len: usize,
}

impl Shmem {
    /// Allocates an exchange for messages of up to `capacity` elements, with this PE's sides: each says
    /// which side of which PE it is linked with, and is `None` where there is nobody, at an edge.
    ///
    /// Collective: every PE must call it, with the same `T`, `capacity`, and number of sides. On return
    /// the exchange exists everywhere.
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// # Panics
    ///
    /// On all PEs, if some side is linked with one that is not linked with it.
    #[track_caller]
    pub fn exchange<T: Element>(
        &self,
        links: &[Option<(Pe, usize)>],
        capacity: usize,
    ) -> Result<Exchange<'_, T>> {
        let agreed = self.session.agree(b"sides\0\0\0", [links.len() as u64]);
        let ([min], [max]) = (agreed.min, agreed.max);
        if min != max {
            return Err(Error::Asymmetric { what: "numbers of sides", min, max });
        }
        let head = head::<T>(links.len());
        // The links, for their other ends to compare with.
        let mut first = vec![0u64; links.len() * SIDE_WORDS];
        for (words, link) in first.chunks_mut(SIDE_WORDS).zip(links) {
            words[LINK..LINK + 2].copy_from_slice(&described(*link));
        }
        let room = Layout::new::<T>();
        // Too many to count are too many to allocate.
        let len = capacity.saturating_mul(ROOMS * links.len());
        let first = bytemuck::cast_slice(&first);
        let block = self.allocate_behind(head, Kind::Exchange, room, len, first)?;
        let sides = links.iter().map(|&link| Side::new(link)).collect();
        let exchange = Exchange { block, sides, capacity, elements: PhantomData };
        let stray = exchange.stray();
        let agreed = self.session.agree(b"links\0\0\0", [u64::from(stray.is_none())]);
        if let Some(side) = stray {
            let (pe, other) = links[side].expect("a side that is linked");
            panic!(
                "side {side} is linked with side {other} of PE {pe}, which is not linked with it"
            );
        }
        assert!(agreed.all == [1], "some PE's side is linked with one that is not linked with it");
        Ok(exchange)
    }
}

/// Bytes in front of the rooms.
fn head<T>(sides: usize) -> usize {
    (sides * SIDE_WORDS * size_of::<u64>()).next_multiple_of(align_of::<T>())
}

/// A link in words, of which the first is 0 if it leads nowhere.
fn described(link: Option<(Pe, usize)>) -> [u64; 2] {
    link.map_or([0; 2], |(pe, side)| [pe.index() as u64 + 1, side as u64])
}

impl Side {
    fn new(link: Option<(Pe, usize)>) -> Self {
        Self { link, posted: Cell::new(0), released: Cell::new(0), lent: Cell::new(false) }
    }
}

impl<T> Exchange<'_, T> {
    fn word(&self, side: usize, word: usize) -> Word<'_, u64> {
        self.block.span().word(side * SIDE_WORDS + word)
    }

    /// The word that says how long a message is that has arrived.
    fn arrived(&self, side: usize, message: u64) -> Word<'_, u64> {
        self.word(side, ARRIVED + message as usize % ROOMS)
    }

    /// The first elements of the room of a message.
    fn room(&self, side: usize, message: u64, len: usize) -> Span<'_> {
        let room = side * ROOMS + message as usize % ROOMS;
        let start = head::<T>(self.sides.len()) + room * self.capacity * size_of::<T>();
        self.block.span().part(start..start + len * size_of::<T>())
    }

    /// A side that is linked with one that is not linked with it.
    fn stray(&self) -> Option<usize> {
        let me = self.block.shmem.me;
        (0..self.sides.len()).find(|&side| {
            let Some((pe, other)) = self.sides[side].link else { return false };
            let mut theirs = [0u64; 2];
            if other < self.sides.len() {
                let start = (other * SIDE_WORDS + LINK) * size_of::<u64>();
                self.block.span().part(start..start + size_of_val(&theirs)).get(&mut theirs, pe);
            }
            theirs != described(Some((me, side)))
        })
    }

    #[track_caller]
    fn linked(&self, side: usize) -> (&Side, (Pe, usize)) {
        let n = self.sides.len();
        assert!(side < n, "there is no side {side} among {n}");
        match &self.sides[side] {
            found @ Side { link: Some(link), .. } => (found, *link),
            _ => panic!("side {side} is linked with nobody"),
        }
    }
}

impl<T: Element> Exchange<'_, T> {
    /// How many elements a message can have.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// The PE that a side is linked with, or `None` at an edge.
    ///
    /// # Panics
    ///
    /// If there is no such side.
    #[track_caller]
    #[must_use]
    pub fn neighbor(&self, side: usize) -> Option<Pe> {
        self.sides[side].link.map(|(pe, _)| pe)
    }

    /// Sends `data` to the neighbour on a side; `data` is free again on return.
    ///
    /// Waits while two messages are with the neighbour that it has not released.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let me = shmem.my_pe(); // linked with itself, for the example's sake
    /// let link = shmem.exchange::<f64>(&[Some((me, 1)), Some((me, 0)), None], 3)?;
    /// link.post(0, &[1.0, 2.0]);
    /// assert_eq!(link.take(1)[..], [1.0, 2.0]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such side, or nobody on it, or `data` is longer than the exchange's capacity.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_putmem_signal`.
    #[doc(alias = "shmem_put_signal")]
    #[track_caller]
    pub fn post(&self, side: usize, data: &[T]) {
        let (pe, room, word, arrived) = self.next(side, data.len(), || ());
        room.put_signal(data, word, arrived, pe);
    }

    /// Where the next message to a side goes, to be put there at once, and which word its arrival changes how.
    ///
    /// Waits for the credit; does `before` if that has not come.
    #[track_caller]
    fn next(
        &self,
        side: usize,
        len: usize,
        before: impl FnOnce(),
    ) -> (Pe, Span<'_>, Word<'_, u64>, (i32, u64)) {
        let capacity = self.capacity;
        assert!(len <= capacity, "{len} elements are more than an exchange of {capacity} takes");
        let (mine, (pe, other)) = self.linked(side);
        let message = mine.posted.get();
        if let Some(due) = (message + 1).checked_sub(ROOMS as u64) {
            let credit = self.word(side, CREDIT);
            if credit.signal_fetch() < due {
                before();
            }
            credit.signal_wait(Compare::ge(due));
        }
        mine.posted.set(message + 1);
        let arrived = Word::setting(len as u64 + 1);
        (pe, self.room(other, message, len), self.arrived(other, message), arrived)
    }

    /// Waits for the next message from the neighbour on a side, and lends it.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let me = shmem.my_pe(); // linked with itself, for the example's sake
    /// let link = shmem.exchange::<f64>(&[Some((me, 1)), Some((me, 0)), None], 3)?;
    /// link.post(0, &[1.0, 2.0]);
    /// let mail = link.take(1);
    /// assert_eq!(mail.iter().sum::<f64>(), 3.0);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such side, or nobody on it, or the side's last message is still lent, or its
    /// [`ExchangeMail`] was forgotten.
    #[doc(alias = "shmem_signal_wait_until")]
    #[track_caller]
    pub fn take(&self, side: usize) -> ExchangeMail<'_, T> {
        let (mine, _) = self.linked(side);
        assert!(!mine.lent.get(), "the last mail of side {side} is still lent, or was forgotten");
        let arrived = self.arrived(side, mine.released.get());
        let len = arrived.signal_wait(Compare::ne(0)) as usize - 1;
        assert!(len <= self.capacity, "senders check that");
        mine.lent.set(true);
        ExchangeMail { exchange: self, side, len }
    }

    /// Lends the next message from the neighbour on a side, if it has arrived. Does not wait.
    ///
    /// # Panics
    ///
    /// As [`take`](Self::take).
    #[doc(alias = "shmem_signal_fetch")]
    #[track_caller]
    pub fn try_take(&self, side: usize) -> Option<ExchangeMail<'_, T>> {
        let (mine, _) = self.linked(side);
        let arrived = self.arrived(side, mine.released.get());
        (mine.lent.get() || arrived.signal_fetch() != 0).then(|| self.take(side))
    }
}

/// Messages to neighbours that are on their way while the scope does something else.
impl<'scope, N: Peer> Scope<'scope, '_, N> {
    /// Starts to send `data` to the neighbour on a side. As [`Exchange::post`], but that `data` stays
    /// borrowed.
    ///
    /// Completes what this scope has started before, if it has to wait. The message arrives by the end of
    /// the scope: [`quiet`](Self::quiet) it, or end it, before you wait for the neighbours'.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (left, right) = (shmem.my_pe().wrapping_add(-1), shmem.my_pe().wrapping_add(1));
    ///     let halo = shmem.exchange::<f64>(&[Some((left, 1)), Some((right, 0))], 100)?;
    ///     let edges = [vec![1.0; 100], vec![2.0; 100]];
    ///     shmem.scope(|s| {
    ///         for (side, edge) in edges.iter().enumerate() {
    ///             s.post(&halo, side, edge);
    ///         }
    ///         // Time for the inner cells.
    ///     });
    ///     assert_eq!((halo.take(0)[0], halo.take(1)[99]), (2.0, 1.0));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`Exchange::post`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_putmem_signal_nbi`.
    #[doc(alias = "shmem_put_signal_nbi")]
    #[track_caller]
    pub fn post<T: Element>(
        &self,
        exchange: &'scope Exchange<'_, T>,
        side: usize,
        data: &'scope [T],
    ) where
        N: OfTheWorld,
    {
        // The neighbour may be waiting for something that this scope has only started.
        let (pe, room, word, arrived) = exchange.next(side, data.len(), || self.quiet());
        room.elements(data.len()).put_signal_nbi(data, word, arrived, self.at(pe.into()));
    }
}

impl<T: Element> Deref for ExchangeMail<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        let message = self.exchange.sides[self.side].released.get();
        // SAFETY: the message has arrived, and its only sender writes the room again after the credit
        // that `drop` gives. There is no other mail of this room: `lent` is set, even if this is leaked.
        unsafe { self.exchange.room(self.side, message, self.len).elements(self.len).lend() }
    }
}

impl<T> Drop for ExchangeMail<'_, T> {
    fn drop(&mut self) {
        let Self { exchange, side, .. } = *self;
        let (shmem, (mine, (pe, other))) = (exchange.block.shmem, exchange.linked(side));
        let message = mine.released.get();
        exchange.arrived(side, message).signal_set(0, shmem.me);
        shmem.quiet();
        exchange.word(other, CREDIT).signal_set(message + 1, pe);
        mine.released.set(message + 1);
        mine.lent.set(false);
    }
}

impl<T> fmt::Debug for Exchange<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let links: Vec<_> = self.sides.iter().map(|side| side.link).collect();
        let mut all = f.debug_struct("Exchange");
        all.field("id", &self.block.id()).field("links", &links);
        all.field("capacity", &self.capacity).finish()
    }
}

impl<T: Element + fmt::Debug> fmt::Debug for ExchangeMail<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeMail").field("side", &self.side).field("data", &&**self).finish()
    }
}
