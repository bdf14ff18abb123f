//! Waking a PE that sleeps, at no cost to writers while nobody does.
//!
//! ```text
//!   sleeper                              ringer
//!   sleepers += 1                        change what the sleeper waits for
//!   heavy fence                          light fence
//!   loop                                 if sleepers != 0
//!     r = rings                              rings += 1
//!     done?  leave                           wake all that sleep on rings
//!     sleep while rings == r
//!   sleepers -= 1
//! ```
//!
//! **No wake-up is lost.** The two fences are ordered one way or the other. If the ringer's comes
//! first, the sleeper's first look at the condition sees the change. If the sleeper's comes first,
//! the ringer sees `sleepers != 0` and raises `rings` after the change. A sleeper whose `r` is from
//! before that does not fall asleep, or is woken; one whose `r` is from after it sees the change,
//! because the read of `rings` acquires what the increment released. The count is raised for the
//! whole wait, so one heavy fence covers every round of the loop.
//!
//! **The fences are asymmetric.** Ringers are many and sleepers are slow anyway, so the sleeper
//! pays: its heavy fence makes every running thread of every PE execute a full fence, and the
//! ringer's light one only keeps the compiler from reordering. Where the kernel does not offer
//! that, both are full fences. [`Parking`] decides; here they only have to be ordered.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::Word32;

/// What the kernel does for those who sleep, and the two fences.
pub(crate) trait Parking {
    type Word: Word32;

    /// Sleeps while `word` has the value `expected`, until woken; may return early. Answers
    /// whether it was woken or found another value, rather than having slept long enough.
    fn sleep(&self, word: &Self::Word, expected: u32) -> bool;

    /// Wakes everybody who sleeps on `word`.
    fn wake(&self, word: &Self::Word);

    /// The sleeper's fence: ordered with every light fence of every PE.
    fn heavy_fence(&self);

    /// The ringer's fence.
    fn light_fence(&self);
}

/// The words of one PE's bell.
pub(crate) struct Bell<'a, W> {
    /// How often it was rung.
    pub(crate) rings: &'a W,
    /// How many threads listen.
    pub(crate) sleepers: &'a W,
}

/// Sleeps until `done` answers yes; or gives up and answers `false` once the bell was rung more
/// than `patience` times for nothing, because then those who ring it pay for somebody else's news.
pub(crate) fn listen<P: Parking>(
    parking: &P,
    bell: &Bell<'_, P::Word>,
    patience: u32,
    mut done: impl FnMut() -> bool,
) -> bool {
    let mut in_vain = 0;
    bell.sleepers.fetch_add(1, Relaxed);
    parking.heavy_fence();
    let heard = loop {
        let rings = bell.rings.load(Acquire);
        if done() {
            break true;
        }
        if in_vain > patience {
            break false;
        }
        in_vain += u32::from(parking.sleep(bell.rings, rings));
    };
    bell.sleepers.fetch_sub(1, Relaxed);
    heard
}

/// To be called after a change that somebody may be listening for.
#[inline]
pub(crate) fn ring<P: Parking>(parking: &P, bell: &Bell<'_, P::Word>) {
    parking.light_fence();
    if bell.sleepers.load(Relaxed) != 0 {
        wake(parking, bell);
    }
}

#[cold]
fn wake<P: Parking>(parking: &P, bell: &Bell<'_, P::Word>) {
    bell.rings.fetch_add(1, Release);
    parking.wake(bell.rings);
}
