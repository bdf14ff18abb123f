//! Epochs: times in which memory is not everybody's.
//!
//! A buffer is *shared* at first: any PE may write it, so nobody gets a reference. All PEs together can
//! make it *local*, which gives each of them its own part as `&mut [T]` and nobody anything else, or
//! *frozen*, which gives everybody `&[T]` and gets. Why that is sound:
//!
//! * A PE reaches elements only through the one handle that owns them. A change of state takes that
//!   handle, by value or by a mutable borrow, so no slice of it is alive, and no scope that uses it.
//! * What was issued through the handle is complete: operations on other contexts end with their
//!   scopes, and those on the default context with the quiet that comes first in [`Shmem::change`].
//! * Then all PEs meet, and compare the change, the block and the range exactly. Ids of blocks are
//!   never given twice, and a PE that goes on has seen the same record from all others; so every PE
//!   is in the same state of the same elements, or the job ends and no reference is made.
//!
//! So the same change is counted alike everywhere without a count. The meeting orders memory on both
//! sides: it begins with a sequentially consistent fence, and leaves after acquiring from every PE.

mod frozen;
mod local;

use std::fmt;
use std::panic::Location;

use crate::Shmem;
use crate::part::Part;
use crate::runtime::PANICKED;

pub use frozen::{Frozen, RemoteFrozen, SymFrozen};
pub use local::SymLocal;

/// A change of state, in numbers that PEs compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
enum Change {
    ToLocal = 1,
    FromLocal = 2,
    ToFrozen = 3,
    FromFrozen = 4,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ToLocal => "begins a local epoch",
            Self::FromLocal => "ends a local epoch",
            Self::ToFrozen => "begins a frozen epoch",
            Self::FromFrozen => "ends a frozen epoch",
        })
    }
}

impl Shmem {
    /// Completes this PE's operations and meets all PEs, which must make the same change of the same
    /// elements: otherwise ends the job, and the first PEs of two that differ say what they do.
    ///
    /// On return nobody uses the elements as before any more.
    #[track_caller]
    fn change<T>(&self, change: Change, part: &Part<'_, T>) {
        let range = part.range();
        let mine = [change as u64, part.id(), range.start as u64, range.end as u64];
        let agreed = self.session.agree(b"epoch\0\0\0", mine);
        if let Some(i) = (0..mine.len()).find(|&i| agreed.min[i] != agreed.max[i]) {
            let here = Location::caller();
            let id = part.id();
            let what = format!("{change} of elements {range:?} of block {id} ({here})");
            self.differ(mine[i] == agreed.min[i], mine[i] == agreed.max[i], &what)
        }
    }

    /// Ends the job, in which all PEs are here because of a difference: the first PE on the low side of
    /// it and the first on the high side say what they do.
    fn differ(&self, low: bool, high: bool, what: &str) -> ! {
        let me = self.my_pe().index() as u64;
        let stands = |side| if side { me } else { u64::MAX };
        let speakers = self.session.agree(b"differ\0\0", [stands(low), stands(high)]).min;
        if speakers.contains(&me) {
            eprintln!("error: PEs {speakers:?} are in different epochs: PE {me} {what}");
        }
        self.session.barrier();
        self.session.end_job(1)
    }

    /// Runs what must not be left by a panic: if it is, ends the job. The panic has been reported.
    fn or_end<R>(&self, closure: impl FnOnce() -> R) -> R {
        struct EndJob<'a>(&'a Shmem);
        impl Drop for EndJob<'_> {
            fn drop(&mut self) {
                eprintln!("error on PE {}: a panic in an epoch ends the job", self.0.my_pe());
                self.0.session.end_job(PANICKED);
            }
        }
        let unless_done = EndJob(self);
        let result = closure();
        std::mem::forget(unless_done);
        result
    }
}
