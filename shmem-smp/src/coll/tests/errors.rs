//! Mistakes end the job with a line that names the call, the argument and what is wrong.
#![allow(unsafe_code, reason = "the entry points are unsafe; heaps here are lent by the test")]

use super::world::{Pe, pattern, run};
use crate::coll::ops::{Kernel, Sum};
use crate::coll::record::Routine;
use crate::coll::{alltoall, alltoalls, broadcast, collect, fcollect, reduce};

const HEAP: usize = 256;
const PES: usize = 3;

/// What the job ends with; nothing may have been written by then.
fn ending(body: impl Fn(&Pe<'_>) + Sync) -> String {
    let heaps = (0..PES).map(|rank| pattern(rank, HEAP)).collect();
    run(heaps, body).unwrap_err()
}

#[test]
fn a_root_must_be_a_member() {
    for root in [-1, PES as i32, i32::MAX, i32::MIN] {
        let message = ending(|pe| {
            // SAFETY: nothing in a test refers to the heaps.
            unsafe {
                broadcast(
                    pe.call::<48>(Routine::Broadcast),
                    pe.ptr(0),
                    pe.ptr(64),
                    4,
                    2,
                    root,
                    true,
                );
            }
        });
        assert!(message.starts_with("shmem__broadcast(nelems: 2"), "{message}");
        assert!(message.ends_with(&format!("root {root} is not a member; members are 0 to 2")));
    }
}

#[test]
fn buffers_must_be_symmetric() {
    let private = [0_u64; 4];
    let address = private.as_ptr().addr();
    let dest = ending(|pe| {
        let dest = std::ptr::without_provenance_mut(address);
        // SAFETY: nothing in a test refers to the heaps.
        unsafe { fcollect(pe.call::<48>(Routine::Fcollect), dest, pe.ptr(0), 8, 1) };
    });
    assert!(dest.contains(&format!("dest ({address:#x}) is not symmetric")), "{dest}");
    let source = ending(|pe| {
        let kernel = Kernel::new::<u64, Sum>();
        // SAFETY: nothing in a test refers to the heaps.
        unsafe {
            reduce(pe.call::<48>(Routine::SumReduce), kernel, pe.ptr(0), std::ptr::null(), 1)
        };
    });
    assert!(source.contains("source (0x0) is not symmetric"), "{source}");
}

#[test]
fn buffers_must_fit_the_heap() {
    let message = ending(|pe| {
        // SAFETY: nothing in a test refers to the heaps.
        unsafe { alltoall(pe.call::<48>(Routine::Alltoall), pe.ptr(HEAP - 47), pe.ptr(0), 8, 2) };
    });
    assert!(
        message.ends_with("dest takes 48 bytes, but only 47 are left there in the symmetric heap")
    );
    let message = ending(|pe| {
        // SAFETY: nothing in a test refers to the heaps.
        unsafe { alltoalls(pe.call::<48>(Routine::Alltoalls), pe.ptr(0), pe.ptr(100), 1, 8, 4, 2) };
    });
    // Six elements, eight apart.
    assert!(message.contains("source takes 164 bytes, but only 156 are left"), "{message}");
}

#[test]
fn sizes_must_have_addresses() {
    for nelems in [usize::MAX, usize::MAX / 8, isize::MAX as usize / 8] {
        let message = ending(|pe| {
            // SAFETY: nothing in a test refers to the heaps.
            unsafe { fcollect(pe.call::<48>(Routine::Fcollect), pe.ptr(0), pe.ptr(8), 8, nelems) };
        });
        assert!(message.ends_with("nelems is too large; that many bytes have no address"));
    }
    let message = ending(|pe| {
        // SAFETY: nothing in a test refers to the heaps.
        unsafe {
            alltoalls(pe.call::<0>(Routine::Alltoalls), pe.ptr(0), pe.ptr(9), 1, isize::MAX, 8, 2);
        }
    });
    assert!(message.ends_with("nelems is too large; that many bytes have no address"));
}

#[test]
fn strides_must_be_positive() {
    for (dst, sst, wrong) in [(0, 1, "dst is 0"), (1, -2, "sst is -2")] {
        let message = ending(|pe| {
            // SAFETY: nothing in a test refers to the heaps.
            unsafe {
                alltoalls(pe.call::<48>(Routine::Alltoalls), pe.ptr(0), pe.ptr(99), dst, sst, 1, 1);
            }
        });
        assert!(message.ends_with(&format!("{wrong}; it must be at least 1")), "{message}");
    }
}

#[test]
fn collect_checks_the_total() {
    for words in [true, false] {
        let message = ending(|pe| {
            let (dest, source, count) = (pe.ptr(HEAP - 5), pe.ptr(0), pe.rank() + 1);
            collective!(pe, words, Collect, |call| collect(call, dest, source, 1, count));
        });
        assert!(message.contains("dest takes 6 bytes, but only 5 are left"), "{message}");
    }
    let message = ending(|pe| {
        // SAFETY: nothing in a test refers to the heaps.
        unsafe {
            collect(pe.call::<48>(Routine::Collect), std::ptr::null_mut(), pe.ptr(0), 1, pe.rank());
        }
    });
    assert!(message.contains("dest (0x0) is not symmetric"), "{message}");
}

#[test]
fn counts_must_not_be_negative() {
    let message = ending(|pe| {
        pe.call::<0>(Routine::SumToAll).count_from_int("nreduce", -1);
    });
    assert!(message.ends_with("nreduce is -1; it can not be negative"), "{message}");
}

#[test]
fn differing_arguments_meet() {
    let message = ending(|pe| {
        let count = if pe.rank() == 1 { 3 } else { 2 };
        // SAFETY: nothing in a test refers to the heaps.
        unsafe { fcollect(pe.call::<48>(Routine::Fcollect), pe.ptr(0), pe.ptr(64), 1, count) };
    });
    assert!(message.contains("nelems: 3") && message.contains("nelems: 2"), "{message}");
}

/// Nothing to move needs no buffers.
#[test]
fn empty_calls_take_null() {
    let heaps: Vec<_> = (0..PES).map(|rank| pattern(rank, HEAP)).collect();
    let (dest, source) = (0_usize, 0_usize);
    let after = run(heaps.clone(), |pe| {
        let dest = std::ptr::without_provenance_mut::<u8>(dest);
        let source = std::ptr::without_provenance::<u8>(source);
        // SAFETY: there is nothing to read or write.
        unsafe { broadcast(pe.call::<48>(Routine::Broadcast), dest, source, 8, 0, 0, true) };
        // SAFETY: as above.
        unsafe { collect(pe.call::<0>(Routine::Collect), dest, source, 8, 0) };
        // SAFETY: as above.
        unsafe { alltoalls(pe.call::<48>(Routine::Alltoalls), dest, source, 2, 3, 8, 0) };
        let kernel = Kernel::new::<u64, Sum>();
        // SAFETY: as above.
        unsafe { reduce(pe.call::<0>(Routine::SumReduce), kernel, dest, source, 0) };
    });
    assert_eq!(after.unwrap(), heaps);
}
