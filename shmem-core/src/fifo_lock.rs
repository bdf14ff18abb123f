//! A fair lock across PEs in eight bytes per PE: a queue whose links lie with those who queue.
//!
//! Each PE has a `node`, and the PE that is the lock's home also the `tail`, the last PE in the
//! queue plus one. The head of the queue has the lock. A newcomer swaps itself into the tail and
//! writes its number into its predecessor's node; who leaves hands the lock to the one linked
//! there. Every word is zero while nobody queues, as the standard wants a lock to be born.
//!
//! A node is a few bits, so that one word tells where its PE stands:
//!
//! | bits | meaning |
//! |---|---|
//! | 0 | `QUEUED`: has the lock or waits for it |
//! | 1 | `WAITING`: waits for it |
//! | 2… | the next PE in the queue, plus one |

use core::fmt;
use core::sync::atomic::Ordering;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

const QUEUED: u32 = 1;
const WAITING: u32 = 2;
const NEXT_SHIFT: u32 = 2;

/// A word of a lock, on some PE: what its atomic operations are called in Rust.
#[expect(missing_docs, reason = "the operations of Rust's atomics")]
pub trait Word {
    fn load(&self, order: Ordering) -> u32;
    fn store(&self, value: u32, order: Ordering);
    fn swap(&self, value: u32, order: Ordering) -> u32;
    fn fetch_or(&self, value: u32, order: Ordering) -> u32;
    fn fetch_and(&self, value: u32, order: Ordering) -> u32;

    /// # Errors
    ///
    /// The value that was there, when it was another.
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32>;
}

/// Where a lock's words are.
pub trait Words {
    /// The tail, on the lock's home.
    fn tail(&self) -> impl Word;

    /// A PE's node.
    fn node(&self, pe: usize) -> impl Word;

    /// How many PEs there are.
    fn n_pes(&self) -> usize;
}

/// How a PE waits for others and tells them that what they may wait for has changed.
pub trait Peers {
    /// Returns once `done` has answered yes.
    fn until(&self, done: impl FnMut() -> bool);

    /// To be called after a change that `pe` may be waiting for.
    fn ring(&self, pe: usize);
}

/// A call that the lock's contract forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misuse {
    /// The PE that asks for the lock already has it.
    Held,
    /// The PE that asks for the lock is already waiting for it, in another thread.
    Waited,
    /// The PE that clears the lock does not have it.
    NotHeld,
    /// The lock names a PE that does not exist: it was not zero at first, or was written to.
    NoLock,
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Held => "this PE already has the lock",
            Self::Waited => "another thread of this PE is waiting for the lock",
            Self::NotHeld => "this PE does not have the lock",
            Self::NoLock => {
                "this is no lock, which must be 0 before its first use and not be written to"
            }
        })
    }
}

/// Queues for the lock and returns with it. Acquires what the last holder released.
///
/// # Errors
///
/// [`Misuse`], and the lock is as it was if it is one.
pub fn acquire<L: Words>(env: &impl Peers, lock: &L, me: usize) -> Result<(), Misuse> {
    let own = lock.node(me);
    own.compare_exchange(0, QUEUED | WAITING, Relaxed, Relaxed).map_err(standing)?;
    let ahead = lock.tail().swap(number(me), AcqRel);
    if ahead == 0 {
        own.fetch_and(!WAITING, Relaxed);
        return Ok(());
    }
    // Whoever is ahead stays in its node until it has seen this link.
    let ahead = pe(ahead, lock)?;
    lock.node(ahead).fetch_or(number(me) << NEXT_SHIFT, Release);
    env.ring(ahead);
    env.until(|| own.load(Acquire) & WAITING == 0);
    Ok(())
}

/// Takes the lock if nobody queues for it, and answers whether it did.
///
/// # Errors
///
/// [`Misuse`], and the lock is as it was.
pub fn try_acquire<L: Words>(lock: &L, me: usize) -> Result<bool, Misuse> {
    let own = lock.node(me);
    match own.load(Relaxed) {
        0 => {}
        node if node & WAITING != 0 => return Ok(false),
        node => return Err(standing(node)),
    }
    if lock.tail().load(Relaxed) != 0
        || own.compare_exchange(0, QUEUED | WAITING, Relaxed, Relaxed).is_err()
    {
        return Ok(false);
    }
    let taken = lock.tail().compare_exchange(0, number(me), AcqRel, Relaxed).is_ok();
    if taken {
        own.fetch_and(!WAITING, Relaxed);
    } else {
        // It was never in the tail, so nobody can have linked to it.
        own.store(0, Relaxed);
    }
    Ok(taken)
}

/// Hands the lock to the next in the queue, or leaves it free.
///
/// # Errors
///
/// [`Misuse`], and the lock is as it was.
pub fn release<L: Words>(env: &impl Peers, lock: &L, me: usize) -> Result<(), Misuse> {
    let own = lock.node(me);
    let mut node = own.load(Acquire);
    if node & (QUEUED | WAITING) != QUEUED {
        return Err(Misuse::NotHeld);
    }
    if node >> NEXT_SHIFT == 0 {
        if lock.tail().compare_exchange(number(me), 0, Release, Relaxed).is_ok() {
            own.store(0, Relaxed);
            return Ok(());
        }
        // Somebody has swapped itself in and is about to link.
        env.until(|| {
            node = own.load(Acquire);
            node >> NEXT_SHIFT != 0
        });
    }
    let next = pe(node >> NEXT_SHIFT, lock)?;
    // Before the hand-over: afterwards the lock may be free, and free means all zero.
    own.store(0, Relaxed);
    lock.node(next).fetch_and(!WAITING, Release);
    env.ring(next);
    Ok(())
}

/// What it means that a PE that asks for the lock has this node.
fn standing(node: u32) -> Misuse {
    if node & WAITING == 0 { Misuse::Held } else { Misuse::Waited }
}

/// PEs are stored plus one: zero is nobody.
fn number(pe: usize) -> u32 {
    pe as u32 + 1
}

fn pe(number: u32, lock: &impl Words) -> Result<usize, Misuse> {
    let pe = number as usize - 1;
    if pe < lock.n_pes() { Ok(pe) } else { Err(Misuse::NoLock) }
}
