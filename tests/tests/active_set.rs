//! Collectives over active sets, deprecated since 1.5 and still part of the standard.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::{c_int, c_long};
use std::ops::{Add, Mul};

use pastey::paste;
use shmem_sys::{Complex, SHMEM_REDUCE_MIN_WRKDATA_SIZE, SHMEM_SYNC_SIZE, SHMEM_SYNC_VALUE};
use shmem_test::trials;
use shmem_tests::{Integer, Sym, Value, barrier, me, npes, pe, quiet, samples};

/// The number of the value around, and instead of, the data.
const UNTOUCHED: usize = 127;

/// PEs `start`, `start + 2^log_stride`, …, `size` of them.
#[derive(Clone, Copy, Debug)]
struct Set {
    start: usize,
    log_stride: usize,
    size: usize,
}

impl Set {
    fn members(self) -> Vec<usize> {
        (0..self.size).map(|i| self.start + (i << self.log_stride)).collect()
    }

    /// This PE's place in the set.
    fn rank(self) -> Option<usize> {
        self.members().iter().position(|&member| member == me())
    }

    /// The set as the routines take it.
    fn arguments(self) -> (c_int, c_int, c_int) {
        (pe(self.start), pe(self.log_stride), pe(self.size))
    }
}

/// Runs a check over several sets, one after the other, with a work array each. The check is run
/// by all PEs; `rank` tells a member.
fn over_sets(check: impl Fn(Set, *mut c_long)) {
    let sync = Sym::filled(SHMEM_SYNC_SIZE as usize, SHMEM_SYNC_VALUE);
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
        let restored = sync.to_vec().iter().all(|&value| value == SHMEM_SYNC_VALUE);
        assert!(restored, "the work array after a collective over {set:?}");
    }
}

/// Element `i` of what a PE sends.
fn element(world: usize, i: usize) -> usize {
    world * 16 + i
}

/// Runs a data collective; whoever is not a member must not be written to.
fn moves<T: Value>(
    send: impl Fn(Set) -> Vec<T>,
    receive: impl Fn(Set) -> Vec<T>,
    call: impl Fn(Set, *mut T, *const T, *mut c_long),
) {
    over_sets(|set, sync| {
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
        |set| spread(set, sst, &|to, j| block(set.rank().unwrap_or(0), to, j)),
        |set| spread(set, dst, &|from, j| block(from, set.rank().unwrap_or(0), j)),
        call,
    );
}

fn alltoall<T: Value>(routine: Gather) {
    alltoalls::<T>((1, 1), |set, dest, source, sync| {
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
    alltoalls::<T>((3, 2), |set, dest, source, sync| {
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

type ToAll<T> =
    unsafe extern "C" fn(*mut T, *const T, c_int, c_int, c_int, c_int, *mut T, *mut c_long);

/// A reduction, in place and not.
fn to_all<T: Value>(input: fn(usize, usize) -> T, op: fn(T, T) -> T, routine: ToAll<T>) {
    for n in [1, 6, 900] {
        let work = (n / 2 + 1).max(SHMEM_REDUCE_MIN_WRKDATA_SIZE as usize);
        let work = Sym::filled(work, T::sample(3));
        let call = |set: Set, dest: *mut T, source: *const T, sync| {
            let (start, stride, size) = set.arguments();
            // SAFETY: symmetric and in bounds; all members call.
            unsafe { routine(dest, source, pe(n), start, stride, size, work.ptr(), sync) }
        };
        let inputs = |_| (0..n).map(|i| input(me(), i)).collect();
        let results = |set: Set| {
            let member = |i| set.members().into_iter().map(move |m| input(m, i));
            let mut all: Vec<T> =
                (0..n).map(|i| member(i).reduce(op).expect("a set has members")).collect();
            all.push(T::sample(UNTOUCHED));
            all
        };
        moves(inputs, results, call);
        over_sets(|set, sync| {
            let both = Sym::new(&inputs(set));
            if set.rank().is_some() {
                call(set, both.ptr(), both.ptr(), sync);
                assert!(both.to_vec() == results(set)[..n], "in place over {set:?}");
            }
            barrier();
        });
    }
}

fn any_bits<T: Integer>(pe: usize, i: usize) -> T {
    T::sample((pe * 31 + i * 7) % 120)
}

/// Numbers that every active-set reduction of their type can be tried with: integers wrap, the
/// others stay exact.
trait Number: Value {
    fn input(pe: usize, i: usize) -> Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn least(self, other: Self) -> Self;
    fn most(self, other: Self) -> Self;
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl Number for $ty {
            fn input(pe: usize, i: usize) -> Self {
                any_bits::<$ty>(pe, i) | 1
            }
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
            fn least(self, other: Self) -> Self {
                self.min(other)
            }
            fn most(self, other: Self) -> Self {
                self.max(other)
            }
        }
    )*};
}

integers!(i16, i32, i64);

macro_rules! floats {
    ($($ty:ty),*) => {$(
        impl Number for $ty {
            fn input(pe: usize, i: usize) -> Self {
                ((pe * 3 + i) % 5) as $ty - 2.5
            }
            fn plus(self, other: Self) -> Self {
                self.add(other)
            }
            fn times(self, other: Self) -> Self {
                self.mul(other)
            }
            fn least(self, other: Self) -> Self {
                self.min(other)
            }
            fn most(self, other: Self) -> Self {
                self.max(other)
            }
        }
    )*};
}

floats!(f32, f64);

/// Complex numbers of small integers.
fn complex<T: From<u8> + std::ops::Sub<Output = T>>(pe: usize, i: usize) -> Complex<T> {
    let part = |number: usize| T::from((number % 3) as u8) - T::from(1);
    Complex { re: part(pe + i), im: part(pe * 2 + i) }
}

macro_rules! bitwise {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn and_to_all() {
            $(to_all::<$ty>(|p, i| !(any_bits::<$ty>(p, i) & 0x11), Integer::and,
                shmem_sys::[<shmem_ $n _and_to_all>]);)*
        }

        fn or_to_all() {
            $(to_all::<$ty>(|p, i| any_bits::<$ty>(p, i) & 0x1234, Integer::or,
                shmem_sys::[<shmem_ $n _or_to_all>]);)*
        }

        fn xor_to_all() {
            $(to_all::<$ty>(any_bits, Integer::xor, shmem_sys::[<shmem_ $n _xor_to_all>]);)*
        }
    }};
}

macro_rules! minmax {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn min_to_all() {
            $(to_all::<$ty>(Number::input, Number::least, shmem_sys::[<shmem_ $n _min_to_all>]);)*
        }

        fn max_to_all() {
            $(to_all::<$ty>(Number::input, Number::most, shmem_sys::[<shmem_ $n _max_to_all>]);)*
        }

        fn sum_to_all() {
            $(to_all::<$ty>(Number::input, Number::plus, shmem_sys::[<shmem_ $n _sum_to_all>]);)*
            to_all::<Complex<f32>>(complex, Add::add, shmem_sys::shmem_complexf_sum_to_all);
            to_all::<Complex<f64>>(complex, Add::add, shmem_sys::shmem_complexd_sum_to_all);
        }

        fn prod_to_all() {
            $(to_all::<$ty>(Number::input, Number::times, shmem_sys::[<shmem_ $n _prod_to_all>]);)*
            to_all::<Complex<f32>>(complex, Mul::mul, shmem_sys::shmem_complexf_prod_to_all);
            to_all::<Complex<f64>>(complex, Mul::mul, shmem_sys::shmem_complexd_prod_to_all);
        }
    }};
}

shmem_sys::for_each_to_all_bitwise_type!(bitwise);
shmem_sys::for_each_to_all_minmax_type!(minmax);

type Meet = unsafe extern "C" fn(c_int, c_int, c_int, *mut c_long);

/// Nobody leaves before every member has come; the work array serves the same set at once again.
fn rendezvous(routine: Meet) {
    over_sets(|set, sync| {
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
    rendezvous(shmem_sys::shmem_barrier);
}

fn syncs() {
    rendezvous(shmem_sys::shmem_sync);
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

fn main() {
    shmem_test::run(trials![
        broadcasts: [1, 2, 3, 4, 7], collects: [1, 2, 3, 4, 7], fcollects: [1, 2, 3, 4, 7],
        alltoall_sized: [1, 2, 3, 4, 7], alltoalls_sized: [1, 2, 3, 4, 7],
        and_to_all: [1, 2, 3, 4, 7], or_to_all, xor_to_all, min_to_all, max_to_all,
        sum_to_all: [1, 2, 3, 4, 7], prod_to_all, barriers: [1, 2, 3, 4, 7],
        syncs: [1, 2, 3, 4, 7], halves_at_once: [2, 3, 4, 7],
    ]);
}
