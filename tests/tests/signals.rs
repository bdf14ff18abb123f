//! Signals: put with signal of every type and size, signal operations without data, waiting.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_int;

use pastey::paste;
use shmem_sys::{SHMEM_CMP_EQ, SHMEM_CMP_GE, SHMEM_CMP_NE, SHMEM_SIGNAL_ADD, SHMEM_SIGNAL_SET};
use shmem_test::trials;
use shmem_tests::{Reversed, Sym, Value, barrier, both, left, me, npes, pe, right, samples};

const N: usize = 7;

/// The number of the value around the data.
const UNTOUCHED: usize = 127;

/// What a signal word holds at first: its halves differ, so that half a word written shows.
const BEFORE: u64 = 0x0000_0007_ffff_fff0;

fn wait_until(signal: &Sym<u64>, index: usize, cmp: c_int, value: u64) -> u64 {
    // SAFETY: a symmetric word of this PE's.
    unsafe { shmem_sys::shmem_signal_wait_until(signal.at(index), cmp, value) }
}

fn fetch(signal: &Sym<u64>, index: usize) -> u64 {
    // SAFETY: a symmetric word of this PE's.
    unsafe { shmem_sys::shmem_signal_fetch(signal.at(index)) }
}

/// Whoever has seen the signal sees the data, with no other synchronisation.
fn put_signal<T: Value>(call: impl Fn(*mut T, *const T, usize, *mut u64, u64, c_int, usize)) {
    let dest = Sym::filled(N + 2, T::sample(UNTOUCHED));
    let signals = Sym::filled(3, BEFORE);
    let source = samples::<T>(me() * 16, N + 1);
    let mut expected = vec![T::sample(UNTOUCHED); N + 2];

    let set = 0x5555_0000_aaaa_0000 + me() as u64;
    call(dest.at(1), source.as_ptr(), N, signals.at(1), set, SHMEM_SIGNAL_SET, right());
    let seen = wait_until(&signals, 1, SHMEM_CMP_NE, BEFORE);
    assert_eq!(seen, 0x5555_0000_aaaa_0000 + left() as u64);
    expected[1..=N].copy_from_slice(&samples(left() * 16, N));
    assert_eq!(dest.to_vec(), expected);
    barrier();

    call(dest.at(1), source[1..].as_ptr(), N, signals.at(1), 1 << 40, SHMEM_SIGNAL_ADD, right());
    let added = seen + (1 << 40);
    assert_eq!(wait_until(&signals, 1, SHMEM_CMP_EQ, added), added);
    expected[1..=N].copy_from_slice(&samples(left() * 16 + 1, N));
    assert_eq!(dest.to_vec(), expected);

    barrier();

    // Without data it is still a signal.
    call(dest.at(1), source.as_ptr(), 0, signals.at(1), 3, SHMEM_SIGNAL_SET, right());
    assert_eq!(wait_until(&signals, 1, SHMEM_CMP_EQ, 3), 3);
    barrier();
    assert_eq!(dest.to_vec(), expected);
    assert_eq!(signals.to_vec(), [BEFORE, 3, BEFORE]);
}

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! {
        fn typed_put_signal() {
            let on = Reversed::new();
            $(both!(on, put_signal::<$ty>, [<shmem_ $name _put_signal>],
                [<shmem_ctx_ $name _put_signal>], |d, s, n, sig, v, op| (d, s, n, sig, v, op));)*
            on.end();
        }

        fn typed_put_signal_nbi() {
            let on = Reversed::new();
            $(both!(on, put_signal::<$ty>, [<shmem_ $name _put_signal_nbi>],
                [<shmem_ctx_ $name _put_signal_nbi>],
                |d, s, n, sig, v, op| (d, s, n, sig, v, op));)*
            on.end();
        }
    }};
}

shmem_sys::for_each_rma_type!(typed);

macro_rules! sized {
    ($($bits:literal: $ty:ty),* $(,)?) => { paste! {
        fn sized_put_signal() {
            let on = Reversed::new();
            $(both!(on, put_signal::<$ty>, [<shmem_put $bits _signal>],
                [<shmem_ctx_put $bits _signal>],
                |d, s, n, sig, v, op| (d.cast(), s.cast(), n, sig, v, op));)*
            on.end();
        }

        fn sized_put_signal_nbi() {
            let on = Reversed::new();
            $(both!(on, put_signal::<$ty>, [<shmem_put $bits _signal_nbi>],
                [<shmem_ctx_put $bits _signal_nbi>],
                |d, s, n, sig, v, op| (d.cast(), s.cast(), n, sig, v, op));)*
            on.end();
        }
    }};
}

shmem_sys::for_each_size!(sized);

fn mem_put_signal() {
    let on = Reversed::new();
    both!(
        on,
        put_signal::<u8>,
        shmem_putmem_signal,
        shmem_ctx_putmem_signal,
        |d, s, n, g, v, o| (d.cast(), s.cast(), n, g, v, o)
    );
    both!(
        on,
        put_signal::<u8>,
        shmem_putmem_signal_nbi,
        shmem_ctx_putmem_signal_nbi,
        |d, s, n, g, v, o| (d.cast(), s.cast(), n, g, v, o)
    );
    on.end();
}

/// A signal operation without data, of which each PE's word gets one.
fn signals_one(op: fn(u64, u64) -> u64, call: impl Fn(*mut u64, u64, usize)) {
    let signals = Sym::filled(3, BEFORE);
    let value = |pe: usize| 0x0300_0000_0000_0011 + pe as u64;
    call(signals.at(1), value(me()), right());
    let expected = op(BEFORE, value(left()));
    assert_eq!(wait_until(&signals, 1, SHMEM_CMP_NE, BEFORE), expected);
    barrier();
    assert_eq!(signals.to_vec(), [BEFORE, expected, BEFORE]);
    assert_eq!(fetch(&signals, 1), expected);
    assert_eq!(fetch(&signals, 2), BEFORE);
}

fn signal_set(call: impl Fn(*mut u64, u64, usize)) {
    signals_one(|_, value| value, call);
}

fn signal_add(call: impl Fn(*mut u64, u64, usize)) {
    signals_one(u64::wrapping_add, call);
}

fn signals_without_data() {
    let on = Reversed::new();
    both!(on, signal_set, shmem_signal_set, shmem_ctx_signal_set, |d, v| (d, v));
    both!(on, signal_add, shmem_signal_add, shmem_ctx_signal_add, |d, v| (d, v));
    on.end();
}

/// Adds from everywhere, with and without data, are atomic with each other.
fn adds_are_atomic() {
    const TIMES: u64 = 500;
    let (signal, data) = (Sym::filled(1, 0u64), Sym::filled(npes(), 0u64));
    for i in 1..=TIMES {
        // SAFETY: a symmetric word; its slot of the data is this PE's alone to write.
        unsafe { shmem_sys::shmem_signal_add(signal.ptr(), 1, 0) };
        // SAFETY: as above.
        unsafe {
            shmem_sys::shmem_uint64_put_signal(
                data.at(me()),
                &raw const i,
                1,
                signal.ptr(),
                1,
                SHMEM_SIGNAL_ADD,
                0,
            );
        }
    }
    if me() == 0 {
        let all = 2 * TIMES * npes() as u64;
        assert_eq!(wait_until(&signal, 0, SHMEM_CMP_GE, all), all);
        assert_eq!(data.to_vec(), vec![TIMES; npes()]);
    }
    barrier();
}

/// A long message: no part of it may come after its signal.
fn no_data_after_the_signal() {
    const LEN: usize = 100_000;
    let data = Sym::filled(LEN, 0u64);
    let signals = Sym::filled(2, 0u64);
    for round in 1..=30 {
        let source = vec![round * 100 + me() as u64; LEN];
        // SAFETY: symmetric; in bounds; the receiver has released the buffer.
        unsafe {
            shmem_sys::shmem_uint64_put_signal_nbi(
                data.ptr(),
                source.as_ptr(),
                LEN,
                signals.ptr(),
                round,
                SHMEM_SIGNAL_SET,
                pe(right()),
            );
        }
        assert_eq!(wait_until(&signals, 0, SHMEM_CMP_EQ, round), round);
        let expected = round * 100 + left() as u64;
        assert!((0..LEN).all(|i| data.read(i) == expected), "round {round}");
        shmem_tests::quiet();
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_signal_set(signals.at(1), round, pe(left())) };
        wait_until(&signals, 1, SHMEM_CMP_EQ, round);
    }
    barrier();
}

fn main() {
    shmem_test::run(trials![
        typed_put_signal, typed_put_signal_nbi, sized_put_signal, sized_put_signal_nbi,
        mem_put_signal, signals_without_data, adds_are_atomic: [1, 2, 3, 7],
        no_data_after_the_signal: [1, 2, 3],
    ]);
}
