//! Active sets: how collectives named their PEs before there were teams.

use core::ffi::{c_int, c_long};

use shmem_sys::SHMEM_SYNC_VALUE;

use crate::{Sym, Value, barrier, me, npes, pe};

/// The number of the value around, and instead of, the data that [`moves`] checks.
pub const UNTOUCHED: usize = 127;

/// PEs `start`, `start + 2^log_stride`, …, `size` of them.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// The first member.
    pub start: usize,
    /// The logarithm, to the base of 2, of the distance between members.
    pub log_stride: usize,
    /// How many members there are.
    pub size: usize,
}

impl Set {
    /// The world's numbers of the members.
    #[must_use]
    pub fn members(self) -> Vec<usize> {
        (0..self.size).map(|i| self.start + (i << self.log_stride)).collect()
    }

    /// This PE's place in the set.
    #[must_use]
    pub fn rank(self) -> Option<usize> {
        self.members().iter().position(|&member| member == me())
    }

    /// The set as the routines take it.
    #[must_use]
    pub fn arguments(self) -> (c_int, c_int, c_int) {
        (pe(self.start), pe(self.log_stride), pe(self.size))
    }
}

/// Runs a check over several sets, one after the other, with a work array of `size` elements. The
/// check is run by all PEs; `rank` tells a member.
pub fn over_sets(size: c_int, check: impl Fn(Set, *mut c_long)) {
    /// Not a value that a work array begins with.
    const PAST_THE_END: c_long = 0x5555_5555;
    let size = size as usize;
    let sync = Sym::filled(size + 1, SHMEM_SYNC_VALUE);
    sync.write(size, &[PAST_THE_END]);
    let every_other = Set { start: 0, log_stride: 1, size: npes().div_ceil(2) };
    let sets = [
        Set { start: 0, log_stride: 0, size: npes() },
        every_other,
        Set { start: npes() - 1, log_stride: 3, size: 1 },
        Set { start: npes() / 2, log_stride: 0, size: npes() - npes() / 2 },
    ];
    for set in sets {
        check(set, sync.ptr());
        barrier();
        let (now, past) = (sync.to_vec(), sync.read(size));
        let restored = now[..size].iter().all(|&value| value == SHMEM_SYNC_VALUE);
        assert!(restored, "the work array after a collective over {set:?}");
        assert_eq!(past, PAST_THE_END, "the work array was overrun");
    }
}

/// Runs a data collective; whoever is not a member must not be written to.
pub fn moves<T: Value>(
    sync_size: c_int,
    send: impl Fn(Set) -> Vec<T>,
    receive: impl Fn(Set) -> Vec<T>,
    call: impl Fn(Set, *mut T, *const T, *mut c_long),
) {
    over_sets(sync_size, |set, sync| {
        let source = Sym::new(&send(set));
        // `receive` is what a member gets; others know its length from it.
        let expected = receive(set);
        let dest = Sym::filled(expected.len(), T::sample(UNTOUCHED));
        if set.rank().is_some() {
            call(set, dest.ptr(), source.ptr(), sync);
            assert_eq!(dest.to_vec(), expected, "over {set:?}");
        } else {
            barrier_free_check(&dest);
        }
        barrier();
        if set.rank().is_none() {
            barrier_free_check(&dest);
        }
        assert_eq!(source.to_vec(), send(set));
    });
}

/// A nonmember's destination stays as it was.
fn barrier_free_check<T: Value>(dest: &Sym<T>) {
    assert!(dest.to_vec().iter().all(|&v| v == T::sample(UNTOUCHED)), "a nonmember was written to");
}
