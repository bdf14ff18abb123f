//! Mailboxes: messages that are lent where they arrive.
//!
//! A mailbox belongs to one PE at a time, and two words of it say to whom:
//!
//! | claim | arrived | the payload is |
//! |---|---|---|
//! | 0 | 0 | nobody's |
//! | sender + 1 | 0 | that sender's, to write |
//! | sender + 1 | length + 1 | its own PE's, to read |
//!
//! A sender claims by compare-and-swap, and one `put_signal` brings the payload and says how long it is.
//! The receiver clears `arrived`, completes, and then clears the claim, once the slice it had lent is
//! gone. Only the mailbox's methods touch these words, so no other PE writes while a slice is lent. A
//! sender or a receiver that forgets leaves the mailbox as it is: stuck, and nothing else.

#![allow(unsafe_code, reason = "lends the message that has arrived")]

use std::alloc::Layout;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::thread;

use crate::Shmem;
use crate::element::Element;
use crate::error::Result;
use crate::memory::{Block, Kind};
use crate::pe::{OfTheWorld, Pe, Peer};
use crate::sys::{AmoCalls, Compare, ExtendedCalls, Scope, Span, Target, Word};

/// Where the words stand, in words: on cache lines of their own, because others poll the claim.
const CLAIM: usize = 0;
const ARRIVED: usize = 8;

/// On every PE, room for one message of up to so many elements, which any PE may send to it.
///
/// The receiver has the message as a slice, in place, until it drops the [`Mail`]; only then can the next
/// one come. Who sends to a full mailbox waits, so PEs that only send to each other wait for ever.
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let mailbox = shmem.mailbox::<f64>(100)?;
///     mailbox.at(shmem.my_pe().wrapping_add(1)).send(&[1.0, 2.0, 3.0]);
///     let mail = mailbox.receive();
///     assert_eq!(mail.sender(), shmem.my_pe().wrapping_add(-1));
///     assert_eq!(mail[..], [1.0, 2.0, 3.0]);
///     Ok(())
/// });
/// ```
pub struct Mailbox<'rt, T> {
    block: Block<'rt>,
    capacity: usize,
    /// Whether this PE's message is lent. A [`Mail`] that was forgotten does not say.
    lent: Cell<bool>,
    elements: PhantomData<[T]>,
}

/// A [`Mailbox`] on one PE, to send to.
pub struct RemoteMailbox<'a, T> {
    mailbox: &'a Mailbox<'a, T>,
    pe: Pe,
}

/// A message that has arrived, a `[T]` where it lies. Dropping it makes room for the next one.
///
/// ```compile_fail
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let mailbox = shmem.mailbox::<u32>(1)?;
///     mailbox.at(shmem.my_pe()).send(&[1]);
///     let mail = mailbox.receive();
///     let data: &[u32] = &mail;
///     drop(mail);
///     assert_eq!(data[0], 1); // may be the next one's by now
///     Ok(())
/// });
/// ```
#[must_use = "mail that is dropped is gone"]
pub struct Mail<'a, T> {
    mailbox: &'a Mailbox<'a, T>,
    sender: Pe,
    len: usize,
}

impl Shmem {
    /// Allocates a mailbox, empty on every PE, for messages of up to `capacity` elements.
    ///
    /// Collective: every PE must call it, with the same `T` and `capacity`. On return the mailbox exists
    /// everywhere.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mailbox = shmem.mailbox::<[f64; 3]>(100)?;
    /// assert_eq!(mailbox.capacity(), 100);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    pub fn mailbox<T: Element>(&self, capacity: usize) -> Result<Mailbox<'_, T>> {
        let (head, element) = (Mailbox::<T>::HEAD, Layout::new::<T>());
        let block = self.allocate_behind(head, Kind::Mailbox, element, capacity, &[])?;
        Ok(Mailbox { block, capacity, lent: Cell::new(false), elements: PhantomData })
    }
}

impl<T> Mailbox<'_, T> {
    /// The words, and what aligns the payload.
    const HEAD: usize = if align_of::<T>() > 128 { align_of::<T>() } else { 128 };

    fn claim(&self) -> Word<'_, u64> {
        self.block.span().word(CLAIM)
    }

    fn arrived(&self) -> Word<'_, u64> {
        self.block.span().word(ARRIVED)
    }

    fn payload(&self, len: usize) -> Span<'_> {
        self.block.span().part(Self::HEAD..Self::HEAD + len * size_of::<T>())
    }
}

impl<T: Element> Mailbox<'_, T> {
    /// How many elements a message can have.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// The mailbox of a PE, to send to.
    #[must_use]
    pub fn at(&self, pe: Pe) -> RemoteMailbox<'_, T> {
        RemoteMailbox { mailbox: self, pe }
    }

    /// Waits for a message to this PE, and lends it.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mailbox = shmem.mailbox::<u32>(3)?;
    /// mailbox.at(shmem.my_pe().wrapping_add(1)).send(&[1, 2]);
    /// let mail = mailbox.receive();
    /// assert_eq!(mail.len(), 2);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the message before is still lent, or its [`Mail`] was forgotten.
    #[doc(alias = "shmem_signal_wait_until")]
    #[track_caller]
    pub fn receive(&self) -> Mail<'_, T> {
        self.not_lent();
        self.arrived().signal_wait(Compare::ne(0));
        self.try_receive().expect("only the receiver takes it away")
    }

    /// Lends the message to this PE, if one has arrived. Does not wait.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let mailbox = shmem.mailbox::<u8>(2)?;
    ///     assert!(mailbox.try_receive().is_none());
    ///     assert!(mailbox.at(shmem.my_pe()).try_send(&[7]));
    ///     assert!(!mailbox.at(shmem.my_pe()).try_send(&[8]), "it is full");
    ///     assert_eq!(mailbox.try_receive().unwrap()[..], [7]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// As [`receive`](Self::receive).
    #[doc(alias = "shmem_signal_fetch")]
    #[track_caller]
    pub fn try_receive(&self) -> Option<Mail<'_, T>> {
        self.not_lent();
        if self.arrived().signal_fetch() == 0 {
            return None;
        }
        let shmem = self.block.shmem;
        // Does not wait. It is what makes the payload visible; fetching a signal promises nothing.
        let len = self.arrived().signal_wait(Compare::ne(0)) as usize - 1;
        assert!(len <= self.capacity, "senders check that");
        let sender = u64::fetch(self.claim(), shmem.me) - 1;
        self.lent.set(true);
        Some(Mail { mailbox: self, sender: shmem.pe(sender as usize), len })
    }

    /// Claims a PE's mailbox, if it has room, for a message of `len` elements; gives what its arrival does to
    /// the word that tells it.
    #[track_caller]
    fn claim_for(&self, len: usize, pe: impl Target) -> Option<(i32, u64)> {
        let capacity = self.capacity;
        assert!(len <= capacity, "{len} elements are more than a mailbox of {capacity} takes");
        let me = self.block.shmem.me.index() as u64;
        let claimed = u64::compare_swap(self.claim(), 0, me + 1, pe) == 0;
        claimed.then(|| Word::setting(len as u64 + 1))
    }

    #[track_caller]
    fn not_lent(&self) {
        assert!(!self.lent.get(), "the last mail is still lent, or was forgotten");
    }
}

impl<T: Element> RemoteMailbox<'_, T> {
    /// Waits until the mailbox has room, and sends `data` to it; `data` is free again on return.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mailbox = shmem.mailbox::<u32>(3)?;
    /// mailbox.at(shmem.my_pe().wrapping_add(1)).send(&[1, 2]);
    /// assert_eq!(mailbox.receive()[..], [1, 2]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` is longer than the mailbox's capacity.
    #[doc(alias = "shmem_put_signal")]
    #[track_caller]
    pub fn send(self, data: &[T]) {
        while !self.try_send(data) {
            while u64::fetch(self.mailbox.claim(), self.pe) != 0 {
                thread::yield_now();
            }
        }
    }

    /// Sends `data` if the mailbox has room, and answers whether it had. Does not wait.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mailbox = shmem.mailbox::<u32>(3)?;
    /// let right = mailbox.at(shmem.my_pe().wrapping_add(1));
    /// assert!(right.try_send(&[1])); // there is room for one
    /// assert_eq!(mailbox.receive()[..], [1]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` is longer than the mailbox's capacity.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations and signaling operations: `shmem_atomic_compare_swap`,
    /// `shmem_putmem_signal`.
    #[doc(alias = "shmem_put_signal")]
    #[track_caller]
    #[must_use = "tells whether it was sent"]
    pub fn try_send(self, data: &[T]) -> bool {
        let Self { mailbox, pe } = self;
        let claimed = mailbox.claim_for(data.len(), pe);
        if let Some(arrived) = claimed {
            mailbox.payload(data.len()).put_signal(data, mailbox.arrived(), arrived, pe);
        }
        claimed.is_some()
    }
}

/// Messages that are on their way while the scope does something else.
impl<'scope, N: Peer> Scope<'scope, '_, N> {
    /// Waits until the mailbox has room, and starts to send `data` to it.
    ///
    /// Completes what this scope has started before, if it has to wait. The message arrives by the end of
    /// the scope: [`quiet`](Self::quiet) it before you wait for an answer.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let mailbox = shmem.mailbox::<f64>(100)?;
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     let data = vec![1.0; 100];
    ///     shmem.scope(|s| {
    ///         s.send(mailbox.at(right), &data);
    ///         // Time for something else.
    ///     });
    ///     assert_eq!(mailbox.receive()[99], 1.0);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `data` is longer than the mailbox's capacity.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_putmem_signal_nbi`.
    #[doc(alias = "shmem_put_signal_nbi")]
    #[track_caller]
    pub fn send<T: Element>(&self, mailbox: RemoteMailbox<'scope, T>, data: &'scope [T])
    where
        N: OfTheWorld,
    {
        while !self.try_send(mailbox, data) {
            // The receiver may be waiting for something that this scope has only started.
            self.quiet();
            while u64::fetch(mailbox.mailbox.claim(), self.at(mailbox.pe.into())) != 0 {
                thread::yield_now();
            }
        }
    }

    /// Starts to send `data` if the mailbox has room, and answers whether it had. Does not wait.
    ///
    /// # Panics
    ///
    /// If `data` is longer than the mailbox's capacity.
    #[track_caller]
    #[must_use = "tells whether it was sent"]
    pub fn try_send<T: Element>(
        &self,
        RemoteMailbox { mailbox, pe }: RemoteMailbox<'scope, T>,
        data: &'scope [T],
    ) -> bool
    where
        N: OfTheWorld,
    {
        let pe = self.at(pe.into());
        let claimed = mailbox.claim_for(data.len(), pe);
        if let Some(arrived) = claimed {
            let payload = mailbox.payload(data.len()).elements(data.len());
            payload.put_signal_nbi(data, mailbox.arrived(), arrived, pe);
        }
        claimed.is_some()
    }
}

impl<T> Mail<'_, T> {
    /// Who sent it.
    #[must_use]
    pub fn sender(&self) -> Pe {
        self.sender
    }
}

impl<T: Element> Deref for Mail<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: the message has arrived, and nobody writes the payload until `drop` clears the claim.
        // There is no other `Mail`, nor can there be one: `lent` is set, even if this is leaked.
        unsafe { self.mailbox.payload(self.len).elements(self.len).lend() }
    }
}

impl<T> Drop for Mail<'_, T> {
    fn drop(&mut self) {
        let shmem = self.mailbox.block.shmem;
        self.mailbox.arrived().signal_set(0, shmem.me);
        shmem.quiet();
        u64::set(self.mailbox.claim(), 0, shmem.me);
        self.mailbox.lent.set(false);
    }
}

impl<T> Clone for RemoteMailbox<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RemoteMailbox<'_, T> {}

impl<T> fmt::Debug for Mailbox<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, capacity) = (self.block.id(), self.capacity);
        f.debug_struct("Mailbox").field("id", &id).field("capacity", &capacity).finish()
    }
}

impl<T> fmt::Debug for RemoteMailbox<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteMailbox")
            .field("mailbox", self.mailbox)
            .field("pe", &self.pe)
            .finish()
    }
}

impl<T: Element + fmt::Debug> fmt::Debug for Mail<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("sender", &self.sender).field("data", &&**self).finish()
    }
}
