//! Creation, placement, resizing, strided copies, elements of many kinds, and the ways in and out.
#![allow(missing_docs, reason = "a test binary")]
#![allow(unsafe_code, reason = "tests the ways out of the safe API")]

use std::convert::Infallible;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

use shmem::num_complex::Complex;
use shmem::prelude::*;
use shmem::{Error, Placement};
use shmem_sys::Provider;
use shmem_test::{Trial, trials};

/// The runtime of a trial, nested in the harness's.
fn init() -> Shmem {
    Shmem::init().expect("nothing stands in the way")
}

fn right(shmem: &Shmem) -> Pe {
    shmem.my_pe().wrapping_add(1)
}

fn odd_one_out(shmem: &Shmem) -> bool {
    shmem.my_pe().index() == shmem.n_pes() - 1
}

#[track_caller]
fn panics<R>(f: impl FnOnce() -> R) {
    assert!(catch_unwind(AssertUnwindSafe(f)).is_err());
}

/// The contents are there, on every PE, as soon as the buffer is.
fn contents() {
    let shmem = init();
    let next = right(&shmem);
    let me = shmem.my_pe().index();
    for len in [0, 1, 3, 1000, 10_000] {
        let there = |buf: &SymBuf<'_, u64>| {
            let mut data = vec![99; len];
            buf.at(next).get(&mut data);
            data
        };
        let of = |pe: usize| (0..len).map(move |i| (i * 10 + pe) as u64);
        assert_eq!(there(&shmem.zeros(len).unwrap()), vec![0; len]);
        assert_eq!(there(&shmem.ones(len).unwrap()), vec![1; len]);
        let full = shmem.full(len, me as u64).unwrap();
        assert_eq!(there(&full), vec![next.index() as u64; len]);
        assert_eq!(there(&full.like().unwrap()), vec![0; len]);
        let data: Vec<u64> = of(me).collect();
        assert!(there(&shmem.from_slice(&data).unwrap()).into_iter().eq(of(next.index())));
        let made = shmem.from_fn(len, |i| (i * 10 + me) as u64).unwrap();
        assert!(there(&made).into_iter().eq(of(next.index())));
        shmem.world().barrier();
        made.free();
    }
}

/// PEs that ask for different things all learn it, and lose nothing.
fn asymmetric() {
    let shmem = init();
    let odd = usize::from(odd_one_out(&shmem));
    let same = shmem.n_pes() == 1;
    let asymmetric = |result: Result<SymBuf<'_, u64>, Error>, text: &str| match result {
        Ok(_) => assert!(same),
        Err(error @ Error::Asymmetric { .. }) => assert!(error.to_string().contains(text)),
        Err(error) => panic!("{error}"),
    };
    asymmetric(shmem.from_fn(10 + odd, |i| i as u64), "numbers of elements");
    asymmetric(shmem.from_slice(&vec![0; 10 - odd]), "numbers of elements");
    let aligned = Placement::new().align(64 << odd);
    asymmetric(shmem.alloc_in(aligned, 10), "alignments");
    let plain = Placement::new();
    let hinted = if odd == 1 { plain.signal_remote() } else { plain };
    asymmetric(shmem.alloc_in(hinted, 10), "hints");
    let mut buf = shmem.full(5, 7u64).unwrap();
    let resized = buf.resize(10 + odd);
    assert_eq!(resized.is_ok(), same);
    assert_eq!(buf.to_vec()[..5], [7; 5]);
    assert_eq!(
        shmem.full(usize::MAX / 4, 1u64).err().map(|e| matches!(e, Error::TooLarge { .. })),
        Some(true)
    );
}

fn placement() {
    let shmem = init();
    let place = Placement::new();
    for place in [
        place,
        place.atomics_remote(),
        place.signal_remote(),
        place.atomics_remote().signal_remote(),
    ] {
        for align in [1, 2, 64, 4096] {
            let buf = shmem.alloc_in::<u16>(place.align(align), 77).unwrap();
            assert_eq!(buf.as_slice().as_ptr().addr() % align.max(16), 0);
            assert_eq!(buf.to_vec(), [0; 77]);
        }
    }
    panics(|| place.align(3));
    panics(|| place.align(0));
}

/// Elements survive, puts before and after find the right memory, and it goes on for ever.
fn resizing() {
    let shmem = init();
    let mut list = shmem.alloc::<u64>(1).unwrap();
    for len in [2, 5, 1000, 10_000, 3, 0, 4] {
        list.at(right(&shmem)).p(0, len as u64);
        list.resize(len).unwrap();
        assert_eq!(list.len(), len);
        if len > 0 {
            let first = list.read(0);
            assert!(first == len as u64 || first == 0 && len == 4, "{first} of {len}");
            assert!(list.to_vec()[1..].iter().all(|&value| value == 0));
        } else {
            list.resize(1).unwrap();
        }
        shmem.world().barrier();
    }
    for i in 0..300 {
        list.resize(1 + i % 7).unwrap();
    }
    assert!(shmem.reclaim() <= 1);
}

/// What comes of strided copies, element by element.
fn strided_of<T: Element + Debug + PartialEq>(shmem: &Shmem, of: impl Fn(usize) -> T) {
    let data: Vec<T> = (0..40).map(&of).collect();
    for (block, n, to, from) in [
        (1, 10, 3, 2),
        (1, 1, 1, 1),
        (1, 1, usize::MAX, usize::MAX),
        (3, 4, 7, 5),
        (2, 20, 2, 2),
        (5, 0, 9, 9),
        (0, 3, 2, 1),
    ] {
        let mut expected = vec![T::zeroed(); 40];
        let mut there = vec![T::zeroed(); 40];
        for b in 0..n {
            for i in 0..block {
                expected[b * to.min(40) + i] = data[b * from.min(40) + i];
                there[b * from.min(40) + i] = data[b * to.min(40) + i];
            }
        }
        let table = shmem.alloc::<T>(40).unwrap();
        table.at(right(shmem)).ibput(to, &data, from, block, n);
        shmem.world().barrier();
        assert_eq!(table.to_vec(), expected, "{block} {n} {to} {from}");
        if block == 1 {
            table.write_from(&[T::zeroed(); 40]);
            shmem.world().barrier();
            table.at(right(shmem)).iput(to, &data, from, n);
            shmem.world().barrier();
            assert_eq!(table.to_vec(), expected, "{block} {n} {to} {from}");
        }
        table.write_from(&data);
        shmem.world().barrier();
        let mut got = vec![T::zeroed(); 40];
        table.at(right(shmem)).ibget(&mut got, from, to, block, n);
        assert_eq!(got, there, "{block} {n} {to} {from}");
        if block == 1 {
            let mut got = vec![T::zeroed(); 40];
            table.at(right(shmem)).iget(&mut got, from, to, n);
            assert_eq!(got, there, "{block} {n} {to} {from}");
        }
        shmem.world().barrier();
    }
}

fn strided() {
    let shmem = init();
    strided_of(&shmem, |i| i as u8);
    strided_of(&shmem, |i| i as i16);
    strided_of(&shmem, |i| i as f32);
    strided_of(&shmem, |i| i as f64);
    strided_of(&shmem, |i| [i as u8, 1, 2]);
    strided_of(&shmem, |i| [i as u32, 7, 9]);
    strided_of(&shmem, |i| u128::MAX - i as u128);
    strided_of(&shmem, |i| -(i as i128));
    strided_of(&shmem, |i| Complex::new(i as f64, -1.0));
    strided_of(&shmem, |i| Complex::new(i as f32, -1.0));
    strided_of(&shmem, |_| ());
}

fn strides_that_do_not_fit() {
    let shmem = init();
    let table = shmem.alloc::<u64>(10).unwrap();
    let there = table.at(shmem.my_pe());
    let mut data = [1u64; 10];
    for (to, from, block, n) in [
        (0, 1, 1, 2),
        (1, 0, 1, 2),
        (10, 1, 1, 2),
        (1, 10, 1, 2),
        (1, 1, 1, 11),
        (usize::MAX, 1, 1, 2),
        (1, usize::MAX, 1, 3),
        (1, 1, 2, 2),
        (2, 1, 2, 2),
        (3, 3, 2, 4),
        (1, 1, 1, usize::MAX),
        (2, 2, usize::MAX, 1),
        (usize::MAX / 8 + 1, 1, 1, 9),
    ] {
        panics(|| there.ibput(to, &data, from, block, n));
        panics(|| there.ibget(&mut data, from, to, block, n));
    }
    panics(|| there.iput(4, &data, 1, 4));
    panics(|| there.iget(&mut data, 1, 4, 4));
    assert_eq!((table.to_vec(), data), (vec![0; 10], [1; 10]));
}

fn information() {
    let shmem = init();
    assert_eq!(shmem.version(), (1, 6));
    let name = shmem.library_name();
    match shmem_sys::provider() {
        Provider::Bundled => assert!(name.contains("shmem"), "{name}"),
        // Open MPI's is an address on the web.
        _ => assert!(!name.trim().is_empty()),
    }
    shmem.profile(0);
    shmem.profile(1);
    let buf = shmem.alloc::<u64>(3).unwrap();
    let nothing = shmem.alloc::<u64>(0).unwrap();
    for pe in shmem.pes() {
        assert!(
            shmem.is_accessible(pe) && buf.at(pe).is_accessible() && nothing.at(pe).is_accessible()
        );
        buf.slice(..1).at(pe).put(&[0]);
    }
    shmem.quiet_to(&[right(&shmem), shmem.my_pe()]);
    shmem.quiet_to(&[]);
}

/// Raw pointers out, and symmetric memory of others in.
fn raw_handles() {
    let shmem = init();
    let buf = shmem.from_fn(4, |i| i as u64 + 10 * shmem.my_pe().index() as u64).unwrap();
    let theirs = buf.slice(1..).at(right(&shmem)).as_ptr().expect("one node");
    assert_eq!(theirs.len(), 3);
    // SAFETY: within the buffer of a PE on this node, which nobody writes now.
    let first = unsafe { theirs.cast::<u64>().read() };
    assert_eq!(first, 1 + 10 * right(&shmem).index() as u64);
    let start = NonNull::new(buf.slice(1..).as_ptr()).unwrap();
    // SAFETY: symmetric memory that `buf` keeps allocated, with no references to it.
    let outside = unsafe { shmem.external_slice(start, 3) };
    let mut data = [0; 2];
    outside.slice(1..).at(right(&shmem)).get(&mut data);
    assert_eq!(data[1], 3 + 10 * right(&shmem).index() as u64);
    shmem.world().barrier();
}

/// An application that keeps the runtime for ever, and leaves by a global exit.
fn leaked() {
    let shmem: &'static Shmem = init().leak();
    let kept: SymBuf<'static, u64> = shmem.full(3, 4).unwrap();
    let kept: &'static SymBuf<'static, u64> = Box::leak(Box::new(kept));
    kept.at(right(shmem)).p(0, 5);
    shmem.world().barrier();
    assert_eq!(kept.to_vec(), [5, 4, 4]);
    shmem.world().barrier();
    shmem.global_exit(0);
}

fn nothing_to_attach_to() {
    assert_eq!(Shmem::attach().err(), Some(Error::NotRunning));
    shmem::run(|shmem| {
        assert_eq!(Shmem::attach().unwrap().n_pes(), shmem.n_pes());
        Ok::<(), Infallible>(())
    });
}

fn main() {
    let mut trials = trials![
        contents: [1, 2, 3, 4, 7],
        asymmetric: [1, 2, 3, 4, 7],
        placement,
        resizing: [1, 2, 3, 4, 7],
        strided: [1, 2, 3, 4, 7],
        strides_that_do_not_fit: [1, 2],
        information,
        raw_handles,
    ];
    trials.push(Trial::new("leaked", leaked).job(|job| job));
    trials.push(Trial::new("nothing_to_attach_to", nothing_to_attach_to).job(|job| job));
    shmem_test::run(trials);
}
