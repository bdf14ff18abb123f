//! Data collectives over teams: broadcast, collect, fcollect, alltoall, alltoalls, of every type;
//! the rendezvous of sync and barrier.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_int;

use pastey::paste;
use shmem_sys::{SHMEM_TEAM_WORLD, shmem_team_t};
use shmem_test::trials;
use shmem_tests::{Reversed, Sym, Value, barrier, me, npes, pe, quiet, right, samples};

/// The number of the value around, and instead of, the data.
const UNTOUCHED: usize = 127;

/// A team and how its numbers relate to the world's.
struct Members {
    team: shmem_team_t,
    /// The world's number of each member.
    world: Vec<usize>,
    /// This PE's number.
    rank: usize,
}

/// Runs a check over the world and over the world reversed.
fn over_teams(check: impl Fn(&Members)) {
    check(&Members { team: SHMEM_TEAM_WORLD(), world: (0..npes()).collect(), rank: me() });
    let on = Reversed::new();
    let world = (0..npes()).rev().collect();
    check(&Members { team: on.team, world, rank: npes() - 1 - me() });
    on.end();
}

/// Element `i` of what a PE sends, different for up to 7 PEs and 16 elements.
fn element(world: usize, i: usize) -> usize {
    world * 16 + i
}

fn untouched<T: Value>(len: usize) -> Vec<T> {
    vec![T::sample(UNTOUCHED); len]
}

fn broadcast<T: Value>(call: impl Fn(shmem_team_t, *mut T, *const T, usize, c_int) -> c_int) {
    const N: usize = 7;
    over_teams(|team| {
        let dest = Sym::filled(N + 2, T::sample(UNTOUCHED));
        let source = Sym::new(&samples::<T>(element(me(), 0), N + 2));
        for (root, &world) in team.world.iter().enumerate() {
            assert_eq!(call(team.team, dest.at(1), source.at(1), N, pe(root)), 0);
            let mut expected = untouched(N + 2);
            expected[1..=N].copy_from_slice(&samples(element(world, 1), N));
            assert_eq!(dest.to_vec(), expected, "from {root}");
            dest.refill(T::sample(UNTOUCHED));
            assert_eq!(call(team.team, dest.at(1), source.at(1), 0, pe(root)), 0);
            assert_eq!(dest.to_vec(), untouched(N + 2));
        }
        assert_eq!(source.to_vec(), samples::<T>(element(me(), 0), N + 2));
    });
}

type Gather<'a, T> = &'a dyn Fn(shmem_team_t, *mut T, *const T, usize) -> c_int;

/// `count` says how many elements a PE of the world contributes.
fn gather<T: Value>(count: fn(usize) -> usize, call: Gather<'_, T>) {
    over_teams(|team| {
        let total: usize = (0..npes()).map(count).sum();
        let dest = Sym::filled(total + 2, T::sample(UNTOUCHED));
        let source = Sym::new(&samples::<T>(element(me(), 0), 10));
        assert_eq!(call(team.team, dest.at(1), source.at(1), count(me())), 0);
        let mut expected = untouched(1);
        for &world in &team.world {
            expected.extend(samples::<T>(element(world, 1), count(world)));
        }
        expected.push(T::sample(UNTOUCHED));
        assert_eq!(dest.to_vec(), expected);
        barrier();
    });
}

fn fcollect<T: Value>(call: impl Fn(shmem_team_t, *mut T, *const T, usize) -> c_int) {
    gather(|_| 5, &call);
    gather(|_| 1, &call);
    gather(|_| 0, &call);
}

fn collect<T: Value>(call: impl Fn(shmem_team_t, *mut T, *const T, usize) -> c_int) {
    gather(|pe| [3, 0, 8, 1, 0, 5, 2][pe], &call);
    gather(|pe| [0, 4, 1, 0, 2, 0, 6][pe], &call);
    gather(|_| 2, &call);
    gather(|_| 0, &call);
}

fn alltoalls<T: Value>(
    strides: &[(isize, isize, usize)],
    call: impl Fn(shmem_team_t, *mut T, *const T, isize, isize, usize) -> c_int,
) {
    over_teams(|team| {
        for &(dst, sst, nelems) in strides {
            let (to, from) = (dst as usize, sst as usize);
            // Element j of the block for `to` in what `from` sends: 7 × 7 × 2 are below 127.
            let sent = |from: usize, to: usize, j: usize| (from * 7 + to) * 2 + j;
            let mut values = untouched::<T>(1 + npes() * nelems * from);
            for r in 0..npes() {
                for j in 0..nelems {
                    values[1 + (r * nelems + j) * from] = T::sample(sent(team.rank, r, j));
                }
            }
            let source = Sym::new(&values);
            let dest = Sym::filled(2 + npes() * nelems * to, T::sample(UNTOUCHED));
            let failed = call(team.team, dest.at(1), source.at(1), dst, sst, nelems);
            assert_eq!(failed, 0);
            let mut expected = untouched(2 + npes() * nelems * to);
            for r in 0..npes() {
                for j in 0..nelems {
                    expected[1 + (r * nelems + j) * to] = T::sample(sent(r, team.rank, j));
                }
            }
            assert_eq!(dest.to_vec(), expected, "dst {dst}, sst {sst}, {nelems} elements");
            barrier();
            assert_eq!(source.to_vec(), values);
        }
    });
}

fn alltoall<T: Value>(call: impl Fn(shmem_team_t, *mut T, *const T, usize) -> c_int) {
    alltoalls(&[(1, 1, 2), (1, 1, 1), (1, 1, 0)], |team, d, s, _, _, n| call(team, d, s, n));
}

const STRIDES: &[(isize, isize, usize)] = &[(3, 2, 2), (1, 4, 1), (2, 1, 2), (1, 1, 2), (2, 3, 0)];

#[rustfmt::skip]
macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! {
        fn typed_broadcast() {
            // SAFETY: symmetric and in bounds.
            $(broadcast::<$ty>(|t, d, s, n, r| unsafe {
                shmem_sys::[<shmem_ $name _broadcast>](t, d, s, n, r)
            });)*
        }

        fn typed_collect() {
            // SAFETY: symmetric and in bounds.
            $(collect::<$ty>(|t, d, s, n| unsafe {
                shmem_sys::[<shmem_ $name _collect>](t, d, s, n)
            });)*
        }

        fn typed_fcollect() {
            // SAFETY: symmetric and in bounds.
            $(fcollect::<$ty>(|t, d, s, n| unsafe {
                shmem_sys::[<shmem_ $name _fcollect>](t, d, s, n)
            });)*
        }

        fn typed_alltoall() {
            // SAFETY: symmetric and in bounds.
            $(alltoall::<$ty>(|t, d, s, n| unsafe {
                shmem_sys::[<shmem_ $name _alltoall>](t, d, s, n)
            });)*
        }

        fn typed_alltoalls() {
            // SAFETY: symmetric and in bounds.
            $(alltoalls::<$ty>(STRIDES, |t, d, s, dst, sst, n| unsafe {
                shmem_sys::[<shmem_ $name _alltoalls>](t, d, s, dst, sst, n)
            });)*
        }
    }};
}

shmem_sys::for_each_rma_type!(typed);

fn mem() {
    // SAFETY: symmetric and in bounds.
    broadcast::<u8>(|t, d, s, n, r| unsafe {
        shmem_sys::shmem_broadcastmem(t, d.cast(), s.cast(), n, r)
    });
    // SAFETY: symmetric and in bounds.
    collect::<u8>(|t, d, s, n| unsafe { shmem_sys::shmem_collectmem(t, d.cast(), s.cast(), n) });
    // SAFETY: symmetric and in bounds.
    fcollect::<u8>(|t, d, s, n| unsafe { shmem_sys::shmem_fcollectmem(t, d.cast(), s.cast(), n) });
    // SAFETY: symmetric and in bounds.
    alltoall::<u8>(|t, d, s, n| unsafe { shmem_sys::shmem_alltoallmem(t, d.cast(), s.cast(), n) });
    // SAFETY: symmetric and in bounds.
    alltoalls::<u8>(STRIDES, |t, d, s, dst, sst, n| unsafe {
        shmem_sys::shmem_alltoallsmem(t, d.cast(), s.cast(), dst, sst, n)
    });
}

/// Sizes at which an algorithm may change, back to back into alternating buffers.
fn many_sizes() {
    const MAX: usize = 40_000;
    let source = Sym::filled(MAX, 0u32);
    let dests = [Sym::filled(MAX * npes(), 0u32), Sym::filled(MAX * npes(), 0u32)];
    let value = |pe: usize, i: usize, len: usize| (pe << 24 | i) as u32 ^ (len as u32) << 3;
    for (round, len) in
        [1, 2, 5, 47, 48, 49, 100, 1000, 1023, 1024, 5000, MAX].into_iter().enumerate()
    {
        let dest = &dests[round % 2];
        let mine: Vec<u32> = (0..len).map(|i| value(me(), i, len)).collect();
        source.write(0, &mine);
        let world = SHMEM_TEAM_WORLD();
        // SAFETY: symmetric and in bounds.
        let failed =
            unsafe { shmem_sys::shmem_uint32_fcollect(world, dest.ptr(), source.ptr(), len) };
        assert_eq!(failed, 0);
        for from in 0..npes() {
            for i in 0..len {
                assert_eq!(dest.read(from * len + i), value(from, i, len), "{len} from {from}");
            }
        }
        barrier();
        let root = round % npes();
        // SAFETY: symmetric and in bounds.
        let failed = unsafe {
            shmem_sys::shmem_uint32_broadcast(world, dest.ptr(), source.ptr(), len, pe(root))
        };
        assert_eq!(failed, 0);
        assert!((0..len).all(|i| dest.read(i) == value(root, i, len)), "{len} from root {root}");
        barrier();
    }
}

/// The source is free when the call returns, though others may still be inside.
fn source_is_reusable() {
    let source = Sym::filled(3_000, 0u64);
    let dests = [Sym::filled(3_000, 0u64), Sym::filled(3_000, 0u64)];
    for round in 0..100 {
        let dest = &dests[round % 2];
        let root = round % npes();
        source.write(0, &vec![round as u64; 3_000]);
        // SAFETY: symmetric and in bounds; the sync of the round before has made the destination
        // ready.
        unsafe {
            shmem_sys::shmem_uint64_broadcast(
                SHMEM_TEAM_WORLD(),
                dest.ptr(),
                source.ptr(),
                3_000,
                pe(root),
            )
        };
        source.write(0, &vec![u64::MAX; 3_000]);
        assert_eq!(dest.to_vec(), vec![round as u64; 3_000]);
        // SAFETY: collective.
        unsafe { shmem_sys::shmem_sync_all() };
    }
}

/// Nobody leaves before everybody has come.
fn rendezvous(meet: impl Fn()) {
    let arrivals = Sym::filled(1, 0u64);
    for round in 1..=200 {
        for target in 0..npes() {
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_atomic_inc(arrivals.ptr(), pe(target)) };
        }
        quiet();
        meet();
        // SAFETY: a symmetric word.
        let seen = unsafe { shmem_sys::shmem_uint64_atomic_fetch(arrivals.ptr(), pe(me())) };
        assert!(seen >= round * npes() as u64, "round {round}: only {seen} arrivals");
    }
    barrier();
}

fn barrier_all() {
    rendezvous(barrier);
}

fn sync_all() {
    // SAFETY: collective.
    rendezvous(|| unsafe { shmem_sys::shmem_sync_all() });
}

fn team_sync() {
    over_teams(|team| {
        // SAFETY: collective over the team, which is all PEs.
        rendezvous(|| assert_eq!(unsafe { shmem_sys::shmem_team_sync(team.team) }, 0));
    });
}

/// A sync makes earlier stores visible, with no quiet.
fn sync_shows_stores() {
    let data = Sym::filled(500, 0u64);
    for round in 0..50 {
        data.write(0, &[round; 500]);
        // SAFETY: collective.
        unsafe { shmem_sys::shmem_sync_all() };
        let mut copy = [u64::MAX; 500];
        // SAFETY: symmetric and in bounds.
        unsafe { shmem_sys::shmem_uint64_get(copy.as_mut_ptr(), data.ptr(), 500, pe(right())) };
        assert_eq!(copy, [round; 500]);
        // SAFETY: collective.
        unsafe { shmem_sys::shmem_sync_all() };
    }
}

fn main() {
    shmem_test::run(trials![
        typed_broadcast: [1, 2, 3, 4, 7], typed_collect: [1, 2, 3, 4, 7],
        typed_fcollect: [1, 2, 3, 4, 7], typed_alltoall: [1, 2, 3, 4, 7],
        typed_alltoalls: [1, 2, 3, 4, 7], mem, many_sizes, source_is_reusable: [2, 3, 4, 7],
        barrier_all: [1, 2, 3, 4, 7], sync_all: [1, 2, 3, 4, 7], team_sync: [1, 2, 3, 4, 7],
        sync_shows_stores,
    ]);
}
