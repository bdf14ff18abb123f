//! Collectives over active sets, deprecated since 1.5 and still part of the standard.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::{c_int, c_long};

use shmem_sys::{
    SHMEM_ALLTOALL_SYNC_SIZE, SHMEM_ALLTOALLS_SYNC_SIZE, SHMEM_BARRIER_SYNC_SIZE,
    SHMEM_BCAST_SYNC_SIZE, SHMEM_COLLECT_SYNC_SIZE, SHMEM_SYNC_SIZE, SHMEM_SYNC_VALUE,
};
use shmem_test::trials;
use shmem_tests::active_set::{Set, UNTOUCHED, moves, over_sets};
use shmem_tests::{Sym, Value, barrier, me, npes, pe, quiet, samples};

/// Element `i` of what a PE sends.
fn element(world: usize, i: usize) -> usize {
    world * 16 + i
}

type Broadcast = unsafe extern "C" fn(
    *mut core::ffi::c_void,
    *const core::ffi::c_void,
    usize,
    c_int,
    c_int,
    c_int,
    c_int,
    *mut c_long,
);

/// The root's own destination is not written.
fn broadcast<T: Value>(routine: Broadcast) {
    const N: usize = 5;
    moves::<T>(
        SHMEM_BCAST_SYNC_SIZE,
        |_| samples(element(me(), 0), N + 1),
        |set| {
            let root = set.size - 1;
            let mut all = vec![T::sample(UNTOUCHED); N + 1];
            if set.rank() != Some(root) {
                all[..N].copy_from_slice(&samples(element(set.members()[root], 0), N));
            }
            all
        },
        |set, dest, source, sync| {
            let (start, stride, size) = set.arguments();
            // SAFETY: symmetric and in bounds; all members call.
            unsafe { routine(dest.cast(), source.cast(), N, size - 1, start, stride, size, sync) }
        },
    );
}

type Gather = unsafe extern "C" fn(
    *mut core::ffi::c_void,
    *const core::ffi::c_void,
    usize,
    c_int,
    c_int,
    c_int,
    *mut c_long,
);

fn gather<T: Value>(count: fn(usize) -> usize, routine: Gather) {
    moves::<T>(
        SHMEM_COLLECT_SYNC_SIZE,
        |_| samples(element(me(), 0), 9),
        |set| {
            let parts = set.members().into_iter();
            let mut all: Vec<T> =
                parts.flat_map(|member| samples(element(member, 0), count(member))).collect();
            all.push(T::sample(UNTOUCHED));
            all
        },
        |set, dest, source, sync| {
            let (start, stride, size) = set.arguments();
            // SAFETY: symmetric and in bounds; all members call.
            unsafe { routine(dest.cast(), source.cast(), count(me()), start, stride, size, sync) }
        },
    );
}

/// What `from` has for `to`, element `j`.
fn block(from: usize, to: usize, j: usize) -> usize {
    (from * 7 + to) * 2 + j
}

fn alltoalls<T: Value>(
    sync_size: c_int,
    (dst, sst): (usize, usize),
    call: impl Fn(Set, *mut T, *const T, *mut c_long),
) {
    const N: usize = 2;
    let spread = |set: Set, stride: usize, number: &dyn Fn(usize, usize) -> usize| {
        let mut all = vec![T::sample(UNTOUCHED); set.size * N * stride + 1];
        for r in 0..set.size {
            for j in 0..N {
                all[(r * N + j) * stride] = T::sample(number(r, j));
            }
        }
        all
    };
    moves::<T>(
        sync_size,
        |set| spread(set, sst, &|to, j| block(set.rank().unwrap_or(0), to, j)),
        |set| spread(set, dst, &|from, j| block(from, set.rank().unwrap_or(0), j)),
        call,
    );
}

fn alltoall<T: Value>(routine: Gather) {
    alltoalls::<T>(SHMEM_ALLTOALL_SYNC_SIZE, (1, 1), |set, dest, source, sync| {
        let (start, stride, size) = set.arguments();
        // SAFETY: symmetric and in bounds; all members call.
        unsafe { routine(dest.cast(), source.cast(), 2, start, stride, size, sync) }
    });
}

type Alltoalls = unsafe extern "C" fn(
    *mut core::ffi::c_void,
    *const core::ffi::c_void,
    isize,
    isize,
    usize,
    c_int,
    c_int,
    c_int,
    *mut c_long,
);

fn strided_alltoall<T: Value>(routine: Alltoalls) {
    alltoalls::<T>(SHMEM_ALLTOALLS_SYNC_SIZE, (3, 2), |set, dest, source, sync| {
        let (start, stride, size) = set.arguments();
        // SAFETY: symmetric and in bounds; all members call.
        unsafe { routine(dest.cast(), source.cast(), 3, 2, 2, start, stride, size, sync) }
    });
}

fn broadcasts() {
    broadcast::<u32>(shmem_sys::shmem_broadcast32);
    broadcast::<u64>(shmem_sys::shmem_broadcast64);
}

fn collects() {
    gather::<u32>(|pe| [3, 0, 8, 1, 0, 5, 2][pe], shmem_sys::shmem_collect32);
    gather::<u64>(|pe| [3, 0, 8, 1, 0, 5, 2][pe], shmem_sys::shmem_collect64);
}

fn fcollects() {
    gather::<u32>(|_| 4, shmem_sys::shmem_fcollect32);
    gather::<u64>(|_| 4, shmem_sys::shmem_fcollect64);
}

fn alltoall_sized() {
    alltoall::<u32>(shmem_sys::shmem_alltoall32);
    alltoall::<u64>(shmem_sys::shmem_alltoall64);
}

fn alltoalls_sized() {
    strided_alltoall::<u32>(shmem_sys::shmem_alltoalls32);
    strided_alltoall::<u64>(shmem_sys::shmem_alltoalls64);
}

type Meet = unsafe extern "C" fn(c_int, c_int, c_int, *mut c_long);

/// Nobody leaves before every member has come; the work array serves the same set at once again.
fn rendezvous(sync_size: c_int, routine: Meet) {
    over_sets(sync_size, |set, sync| {
        let arrivals = Sym::filled(1, 0u64);
        let (start, stride, size) = set.arguments();
        for round in (1..=100).filter(|_| set.rank().is_some()) {
            for target in set.members() {
                // SAFETY: a symmetric word.
                unsafe { shmem_sys::shmem_uint64_atomic_inc(arrivals.ptr(), pe(target)) };
            }
            quiet();
            // SAFETY: all members call.
            unsafe { routine(start, stride, size, sync) };
            // SAFETY: a symmetric word.
            let seen = unsafe { shmem_sys::shmem_uint64_atomic_fetch(arrivals.ptr(), pe(me())) };
            assert!(seen >= round * set.size as u64, "round {round}: only {seen} arrivals");
        }
        barrier();
    });
}

fn barriers() {
    rendezvous(SHMEM_BARRIER_SYNC_SIZE, shmem_sys::shmem_barrier);
}

fn syncs() {
    rendezvous(SHMEM_SYNC_SIZE, shmem_sys::shmem_sync);
}

/// Two halves meet by themselves at the same time, told apart by their members alone.
fn halves_at_once() {
    let sync = Sym::filled(2 * SHMEM_SYNC_SIZE as usize, SHMEM_SYNC_VALUE);
    let cells = Sym::filled(2, 0u64);
    let half = npes() / 2;
    let (start, size) = if me() < half { (0, half) } else { (half, npes() - half) };
    let mine = sync.at(if me() < half { 0 } else { SHMEM_SYNC_SIZE as usize });
    for round in 1..=200 {
        if me() == start {
            for target in start..start + size {
                // SAFETY: symmetric.
                unsafe { shmem_sys::shmem_uint64_p(cells.ptr(), round, pe(target)) };
            }
        }
        // SAFETY: all members call.
        unsafe { shmem_sys::shmem_barrier(pe(start), 0, pe(size), mine) };
        assert_eq!(cells.read(0), round);
        // SAFETY: all members call.
        unsafe { shmem_sys::shmem_sync(pe(start), 0, pe(size), mine) };
    }
    barrier();
}

/// One work array serves one set in all sorts of calls, one right after the other, and is as it was
/// whenever a call returns.
fn one_work_array() {
    const LENGTHS: [usize; 3] = [1, 7, 900];
    let n = npes();
    let sync = Sym::filled(SHMEM_SYNC_SIZE as usize, SHMEM_SYNC_VALUE);
    let (source, dest) = (Sym::filled(900, 0i64), Sym::filled(900 * n, 0i64));
    let restored = || assert_eq!(sync.to_vec(), [SHMEM_SYNC_VALUE; SHMEM_SYNC_SIZE as usize]);
    let value = |world: usize, round: usize| (1000 * round + world) as i64;
    for round in 0..120 {
        let len = LENGTHS[round % LENGTHS.len()];
        source.write(0, &vec![value(me(), round); len]);
        let (to, from, work) = (dest.ptr(), source.ptr(), sync.ptr());
        match round % 4 {
            0 => {
                // SAFETY: all PEs call, with symmetric arrays that are long enough.
                unsafe {
                    shmem_sys::shmem_collect64(to.cast(), from.cast(), len, 0, 0, pe(n), work);
                }
                let all = (0..n).flat_map(|world| vec![value(world, round); len]);
                assert_eq!(dest.to_vec()[..len * n], all.collect::<Vec<_>>());
            }
            1 => {
                let root = round % n;
                // SAFETY: as above.
                unsafe {
                    shmem_sys::shmem_broadcast64(
                        to.cast(),
                        from.cast(),
                        len,
                        pe(root),
                        0,
                        0,
                        pe(n),
                        work,
                    );
                }
                if me() != root {
                    assert_eq!(dest.to_vec()[..len], vec![value(root, round); len]);
                }
            }
            2 => {
                let nothing = core::ptr::null_mut();
                // SAFETY: as above; this library needs no room to work in.
                unsafe {
                    shmem_sys::shmem_longlong_sum_to_all(
                        to.cast(),
                        from.cast(),
                        len as c_int,
                        0,
                        0,
                        pe(n),
                        nothing,
                        work,
                    );
                }
                let sum = (0..n).map(|world| value(world, round)).sum();
                assert_eq!(dest.to_vec()[..len], vec![sum; len]);
            }
            // SAFETY: as above.
            _ => unsafe { shmem_sys::shmem_barrier(0, 0, pe(n), work) },
        }
        restored();
    }
    barrier();
}

fn main() {
    shmem_test::run(trials![
        broadcasts: [1, 2, 3, 4, 7], collects: [1, 2, 3, 4, 7], fcollects: [1, 2, 3, 4, 7],
        alltoall_sized: [1, 2, 3, 4, 7], alltoalls_sized: [1, 2, 3, 4, 7],
        barriers: [1, 2, 3, 4, 7], syncs: [1, 2, 3, 4, 7], halves_at_once: [2, 3, 4, 7], one_work_array: [1, 2, 3, 7],
    ]);
}
