//! Remote memory access, contiguous: put, get, p, g and the non-blocking forms, of every type and
//! size, on the default context and on a team's.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use pastey::paste;
use shmem_test::trials;
use shmem_tests::{Reversed, Sym, Value, barrier, both, left, me, npes, pe, quiet, right, samples};

/// Elements moved.
const N: usize = 7;

/// Elements before and after them that must stay as they are.
const GUARD: usize = 3;

/// The number of the guards' value: no PE's data has it.
const UNTOUCHED: usize = 127;

/// The number of the first of a PE's values.
fn data_of(pe: usize) -> usize {
    pe * 16
}

fn put<T: Value>(call: impl Fn(*mut T, *const T, usize, usize)) {
    let dest = Sym::filled(GUARD + N + GUARD, T::sample(UNTOUCHED));
    let source = samples::<T>(data_of(me()), N + 2);
    call(dest.at(GUARD), source[1..].as_ptr(), N, right());
    call(dest.ptr(), source.as_ptr(), 0, right());
    quiet();
    barrier();
    let mut expected = vec![T::sample(UNTOUCHED); GUARD + N + GUARD];
    expected[GUARD..][..N].copy_from_slice(&samples(data_of(left()) + 1, N));
    assert_eq!(dest.to_vec(), expected);
    assert_eq!(source, samples::<T>(data_of(me()), N + 2));
}

fn get<T: Value>(call: impl Fn(*mut T, *const T, usize, usize)) {
    let source = Sym::new(&samples::<T>(data_of(me()), N + 2));
    let mut dest = vec![T::sample(UNTOUCHED); GUARD + N + GUARD];
    call(dest[GUARD..].as_mut_ptr(), source.at(1), N, right());
    call(dest.as_mut_ptr(), source.ptr(), 0, right());
    quiet();
    let mut expected = vec![T::sample(UNTOUCHED); GUARD + N + GUARD];
    expected[GUARD..][..N].copy_from_slice(&samples(data_of(right()) + 1, N));
    assert_eq!(dest, expected);
    barrier();
    assert_eq!(source.to_vec(), samples::<T>(data_of(me()), N + 2));
}

fn p<T: Value>(call: impl Fn(*mut T, T, usize)) {
    let dest = Sym::filled(3, T::sample(UNTOUCHED));
    call(dest.at(1), T::sample(me()), right());
    quiet();
    barrier();
    let [before, after] = [T::sample(UNTOUCHED); 2];
    assert_eq!(dest.to_vec(), [before, T::sample(left()), after]);
}

fn g<T: Value>(call: impl Fn(*const T, usize) -> T) {
    let source = Sym::new(&samples::<T>(data_of(me()), 3));
    assert_eq!(call(source.at(1), right()), T::sample(data_of(right()) + 1));
    barrier();
}

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! {
        fn typed_put() {
            let on = Reversed::new();
            $(both!(on, put::<$ty>, [<shmem_ $name _put>], [<shmem_ctx_ $name _put>],
                |d, s, n| (d, s, n));)*
            on.end();
        }

        fn typed_get() {
            let on = Reversed::new();
            $(both!(on, get::<$ty>, [<shmem_ $name _get>], [<shmem_ctx_ $name _get>],
                |d, s, n| (d, s, n));)*
            on.end();
        }

        fn typed_put_nbi() {
            let on = Reversed::new();
            $(both!(on, put::<$ty>, [<shmem_ $name _put_nbi>], [<shmem_ctx_ $name _put_nbi>],
                |d, s, n| (d, s, n));)*
            on.end();
        }

        fn typed_get_nbi() {
            let on = Reversed::new();
            $(both!(on, get::<$ty>, [<shmem_ $name _get_nbi>], [<shmem_ctx_ $name _get_nbi>],
                |d, s, n| (d, s, n));)*
            on.end();
        }

        fn typed_p() {
            let on = Reversed::new();
            $(both!(on, p::<$ty>, [<shmem_ $name _p>], [<shmem_ctx_ $name _p>], |d, v| (d, v));)*
            on.end();
        }

        fn typed_g() {
            let on = Reversed::new();
            $(both!(on, g::<$ty>, [<shmem_ $name _g>], [<shmem_ctx_ $name _g>], |s| (s));)*
            on.end();
        }
    }};
}

shmem_sys::for_each_rma_type!(typed);

macro_rules! sized {
    ($($bits:literal: $ty:ty),* $(,)?) => { paste! {
        fn sized_put() {
            let on = Reversed::new();
            $(both!(on, put::<$ty>, [<shmem_put $bits>], [<shmem_ctx_put $bits>],
                |d, s, n| (d.cast(), s.cast(), n));)*
            on.end();
        }

        fn sized_get() {
            let on = Reversed::new();
            $(both!(on, get::<$ty>, [<shmem_get $bits>], [<shmem_ctx_get $bits>],
                |d, s, n| (d.cast(), s.cast(), n));)*
            on.end();
        }

        fn sized_put_nbi() {
            let on = Reversed::new();
            $(both!(on, put::<$ty>, [<shmem_put $bits _nbi>], [<shmem_ctx_put $bits _nbi>],
                |d, s, n| (d.cast(), s.cast(), n));)*
            on.end();
        }

        fn sized_get_nbi() {
            let on = Reversed::new();
            $(both!(on, get::<$ty>, [<shmem_get $bits _nbi>], [<shmem_ctx_get $bits _nbi>],
                |d, s, n| (d.cast(), s.cast(), n));)*
            on.end();
        }
    }};
}

shmem_sys::for_each_size!(sized);

fn mem() {
    let on = Reversed::new();
    both!(on, put::<u8>, shmem_putmem, shmem_ctx_putmem, |d, s, n| (d.cast(), s.cast(), n));
    both!(on, get::<u8>, shmem_getmem, shmem_ctx_getmem, |d, s, n| (d.cast(), s.cast(), n));
    both!(on, put::<u8>, shmem_putmem_nbi, shmem_ctx_putmem_nbi, |d, s, n| (d.cast(), s.cast(), n));
    both!(on, get::<u8>, shmem_getmem_nbi, shmem_ctx_getmem_nbi, |d, s, n| (d.cast(), s.cast(), n));
    on.end();
}

/// Every length up to some vectors', at every alignment within a word, then some large ones.
fn mem_lengths_and_alignments() {
    let small = (0..140).map(|len| (len, len % 8, len / 3 % 8));
    let large = [(4096, 1, 3), (65_537, 5, 0), (262_144, 0, 0), (299_990, 7, 2)];
    lengths_and_alignments(160, small);
    lengths_and_alignments(300_000, large.into_iter());
}

/// Length, and how far from a word's beginning the destination and the source are.
fn lengths_and_alignments(room: usize, cases: impl Iterator<Item = (usize, usize, usize)>) {
    let dest = Sym::filled(room, 0u8);
    let data = |pe: usize| (0..room).map(move |i| (i * 7 + pe * 31 + i / 251) as u8 | 1);
    let (source, theirs): (Vec<u8>, Vec<u8>) = (data(me()).collect(), data(left()).collect());
    for (len, d, s) in cases {
        // SAFETY: in bounds, as the slices below show; symmetric.
        unsafe {
            shmem_sys::shmem_putmem(
                dest.at(d).cast(),
                source[s..][..len].as_ptr().cast(),
                len,
                pe(right()),
            );
        }
        barrier();
        let mut expected = vec![0u8; room];
        expected[d..][..len].copy_from_slice(&theirs[s..][..len]);
        assert!(dest.to_vec() == expected, "{len} bytes from +{s} to +{d}");

        let mut back = vec![0u8; len + 2];
        // SAFETY: in bounds; symmetric.
        unsafe {
            shmem_sys::shmem_getmem(
                back[1..].as_mut_ptr().cast(),
                dest.at(d).cast(),
                len,
                pe(right()),
            );
        }
        assert_eq!((back[0], back[len + 1]), (0, 0), "guards of a get of {len} bytes");
        assert!(back[1..=len] == source[s..][..len], "{len} bytes back from +{d}");
        dest.refill(0);
    }
}

/// Length 0 with NULL is a call that does nothing, wherever there is a length.
fn nothing_from_nowhere() {
    use core::ptr::{null, null_mut};
    for target in (0..npes()).map(pe) {
        // SAFETY: nothing is moved.
        unsafe { shmem_sys::shmem_putmem(null_mut(), null(), 0, target) };
        // SAFETY: nothing is moved.
        unsafe { shmem_sys::shmem_getmem(null_mut(), null(), 0, target) };
        // SAFETY: nothing is moved.
        unsafe { shmem_sys::shmem_putmem_nbi(null_mut(), null(), 0, target) };
        // SAFETY: nothing is moved.
        unsafe { shmem_sys::shmem_getmem_nbi(null_mut(), null(), 0, target) };
        // SAFETY: nothing is moved.
        unsafe { shmem_sys::shmem_double_put(null_mut(), null(), 0, target) };
        // SAFETY: nothing is moved.
        unsafe { shmem_sys::shmem_int_get(null_mut(), null(), 0, target) };
    }
}

/// The source of a blocking put may be reused at once, the destination of a get may be symmetric.
fn buffers_after_the_call() {
    let cell = Sym::filled(2, 0u64);
    let mut source = 17 + me() as u64;
    // SAFETY: symmetric destination, local source.
    unsafe { shmem_sys::shmem_uint64_put(cell.ptr(), &raw const source, 1, pe(right())) };
    source = 99;
    barrier();
    assert_eq!((cell.read(0), source), (17 + left() as u64, 99));
    // SAFETY: symmetric source; the destination is this PE's own part of it.
    unsafe { shmem_sys::shmem_uint64_get(cell.at(1), cell.ptr(), 1, pe(right())) };
    assert_eq!(cell.read(1), 17 + me() as u64);
    barrier();
}

fn main() {
    shmem_test::run(trials![
        typed_put, typed_get, typed_put_nbi, typed_get_nbi, typed_p, typed_g, sized_put, sized_get,
        sized_put_nbi, sized_get_nbi, mem, mem_lengths_and_alignments: [1, 2, 3],
        nothing_from_nowhere, buffers_after_the_call: [1, 2, 3, 4, 7],
    ]);
}
