//! Atomic words and signals: every operation, arrays, and waits for one or several.
#![allow(missing_docs, reason = "a test binary")]

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::prelude::*;

fn right(shmem: &Shmem) -> Pe {
    shmem.my_pe().wrapping_add(1)
}

#[track_caller]
fn panics<R>(f: impl FnOnce() -> R) {
    assert!(catch_unwind(AssertUnwindSafe(f)).is_err());
}

fn exchange<T: AmoExtended + Debug + PartialEq>(shmem: &Shmem, [zero, a, b]: [T; 3]) {
    let words = shmem.atomics::<T>(3).unwrap();
    let there = words.word(1).at(right(shmem));
    assert_eq!(there.fetch(), zero);
    there.set(a);
    shmem.quiet();
    assert_eq!(there.swap(b), a);
    assert_eq!(there.fetch(), b);
    shmem.world().barrier();
    let all: Vec<T> = (0..3).map(|i| words.word(i).here().fetch()).collect();
    assert_eq!(all, [zero, b, zero]);
    shmem.world().barrier();
}

fn arithmetic<T: Amo + Debug + PartialEq>(shmem: &Shmem, [zero, one, two, three, max]: [T; 5]) {
    let word = shmem.atomic(max).unwrap();
    let there = word.at(right(shmem));
    assert_eq!(there.fetch_inc(), max);
    let around = there.fetch_add(one);
    there.set(zero);
    shmem.quiet();
    assert!(around != max, "wrapped around");
    there.inc();
    there.add(one);
    shmem.quiet();
    assert_eq!(there.compare_swap(one, zero), two);
    assert_eq!(there.compare_swap(two, three), two);
    shmem.world().barrier();
    word.wait(Until::Eq(three));
    assert!(
        word.test(Until::Ge(three)) && word.test(Until::Le(three)) && word.test(Until::Ne(two))
    );
    assert!(!word.test(Until::Gt(three)) && !word.test(Until::Lt(three)));
    shmem.world().barrier();
}

fn bits<T: AmoBits + Debug + PartialEq>(shmem: &Shmem, of: impl Fn(u8) -> T) {
    let word = shmem.atomic(of(0b1100)).unwrap();
    let there = word.at(right(shmem));
    there.and(of(0b0110));
    shmem.quiet();
    there.or(of(0b1001));
    shmem.quiet();
    there.xor(of(0b0001));
    shmem.quiet();
    assert_eq!(there.fetch_and(of(0b1110)), of(0b1100));
    assert_eq!(there.fetch_or(of(0b0011)), of(0b1100));
    assert_eq!(there.fetch_xor(of(0b1111)), of(0b1111));
    assert_eq!(there.fetch(), of(0));
    shmem.world().barrier();
}

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    fn all_types(shmem: &Shmem) {
        macro_rules! integers {
            ($($ty:ty),*) => {$(
                exchange::<$ty>(shmem, [0, 5, <$ty>::MAX]);
                arithmetic::<$ty>(shmem, [0, 1, 2, 3, <$ty>::MAX]);
            )*};
        }
        integers!(i32, i64, u32, u64, isize, usize);
        exchange(shmem, [0.0f32, -1.5, f32::INFINITY]);
        exchange(shmem, [0.0f64, -1.5, f64::MIN_POSITIVE]);
        bits(shmem, i32::from);
        bits(shmem, i64::from);
        bits(shmem, u32::from);
        bits(shmem, u64::from);
    }

    /// Every PE adds to every word of every PE.
    fn arrays(shmem: &Shmem) {
        let n = shmem.n_pes();
        let counts = shmem.atomics::<i64>(5).unwrap();
        for pe in shmem.pes() {
            for i in 0..5 {
                counts.slice(1..).slice(..4).word(i % 4).at(pe).add(i as i64);
            }
        }
        shmem.world().barrier();
        let here: Vec<i64> = (0..5).map(|i| counts.word(i).here().fetch()).collect();
        assert_eq!(here, [0, 4, 1, 2, 3].map(|sum| sum * n as i64));
        assert_eq!((counts.len(), counts.slice(2..2).len()), (5, 0));
        panics(|| counts.word(5));
        panics(|| counts.slice(1..3).word(2));
        panics(|| counts.slice(4..6));
        let none = shmem.atomics::<u32>(0).unwrap();
        assert!(none.is_empty() && none.as_slice().is_empty());
        shmem.world().barrier();
    }

    /// All find the one word that somebody else sets, each in its own way.
    fn sets(shmem: &Shmem) {
        let words = shmem.atomics::<u32>(6).unwrap();
        let set = words.as_slice().wait_set();
        assert!(!set.test_all(Until::Ne(0)) && set.test_all(Until::Eq(0)));
        assert_eq!((set.test_any(Until::Ne(0)), set.test_some(Until::Ne(0))), (None, vec![]));
        shmem.world().barrier();
        words.word(4).at(right(shmem)).set(7);
        assert_eq!(set.wait_any(Until::Gt(6)), Some(4));
        assert_eq!(set.wait_some(Until::Eq(7)), [4]);
        assert_eq!(set.test_any(Until::Eq(7)), Some(4));
        assert_eq!(set.test_some(Until::Ne(0)), [4]);
        shmem.world().barrier();
        for i in [0, 1, 2, 3, 5] {
            words.word(i).at(right(shmem)).set(i as u32 + 1);
        }
        set.wait_all(Until::Ge(1));
        assert!(set.test_all(Until::Gt(0)) && !set.test_all(Until::Eq(7)));

        let values = [1, 2, 3, 4, 7, 6];
        set.wait_all(Until::Eq(&values[..]));
        assert!(set.test_all(Until::Eq(&values[..])) && !set.test_all(Until::Ne(&values[..])));
        let others = [9, 9, 3, 9, 9, 6];
        let mut found = set.wait_some(Until::Eq(&others[..]));
        found.sort_unstable();
        assert_eq!(found, [2, 5]);
        assert!(matches!(set.wait_any(Until::Eq(&others[..])), Some(2 | 5)));
        assert!(matches!(set.test_any(Until::Eq(&others[..])), Some(2 | 5)));
        assert_eq!(set.test_some(Until::Eq(&others[..])).len(), 2);

        let rest = set.except(&[false, false, true, false, false, false]);
        assert_eq!(rest.wait_any(Until::Eq(&others[..])), Some(5));
        let mut rest_arrived = rest.arrivals(Until::Eq(&others[..]));
        assert_eq!((rest_arrived.next(), rest_arrived.len()), (Some(5), 4));
        let mut all: Vec<_> = rest.arrivals(Until::Gt(0)).collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 3, 4, 5]);
        let rest = rest.except(&[false, false, false, false, false, true]);
        assert_eq!((rest.len(), rest.is_empty()), (6, false));
        panics(|| rest.arrivals(Until::Eq(&others[..5])).next());
        assert_eq!(rest.test_any(Until::Eq(&others[..])), None);
        assert_eq!(rest.test_some(Until::Eq(&others[..])), []);
        panics(|| rest.except(&[true; 5]));
        panics(|| rest.test_all(Until::Eq(&others[..5])));
        panics(|| rest.wait_all(Until::Eq(&[0; 7][..])));
        shmem.world().barrier();
    }

    /// Sets of nothing: nothing to wait for.
    #[npes(1, 2)]
    fn empty_sets(shmem: &Shmem) {
        let words = shmem.atomics::<i64>(3).unwrap();
        let nothing = shmem.atomics::<i64>(0).unwrap();
        let sets = [
            words.slice(1..1).wait_set(),
            nothing.as_slice().wait_set(),
            words.as_slice().wait_set().except(&[true; 3]),
        ];
        for set in &sets {
            set.wait_all(Until::Ne(0));
            assert_eq!((set.wait_any(Until::Ne(0)), set.wait_some(Until::Ne(0))), (None, vec![]));
            assert!(set.test_all(Until::Ne(0)));
            let mut arrivals = set.arrivals(Until::Ne(0));
            assert_eq!((arrivals.len(), arrivals.next(), arrivals.next()), (0, None, None));
            assert_eq!((set.test_any(Until::Eq(0)), set.test_some(Until::Eq(0))), (None, vec![]));
        }
        assert_eq!(sets.map(|set| (set.len(), set.is_empty())), [(0, true), (0, true), (3, false)]);
        let none: [i64; 0] = [];
        let set = nothing.as_slice().wait_set();
        set.wait_all(Until::Ne(&none[..]));
        assert_eq!(set.wait_any(Until::Ne(&none[..])), None);
    }

    /// Data from everybody, a signal for each; handled in the order of arrival.
    fn signals(shmem: &Shmem) {
        let (n, me) = (shmem.n_pes(), shmem.my_pe().index());
        let inbox = shmem.alloc::<u64>(n).unwrap();
        let arrived = shmem.signals(n).unwrap();
        assert!(!arrived.word(0).test(Until::Ne(0)));
        shmem.world().barrier();
        for round in 1..=20 {
            for pe in shmem.pes() {
                let data = [round * 100 + me as u64];
                inbox.slice(me..=me).at(pe).put_signal(&data, arrived.word(me), SignalOp::Set(round));
            }
            let mut done = vec![false; n];
            let mut arrivals = arrived.as_slice().wait_set().arrivals(Until::Eq(round));
            while let Some(from) = arrivals.next() {
                assert_eq!(inbox.read(from), round * 100 + from as u64);
                assert!(!std::mem::replace(&mut done[from], true), "once");
                assert_eq!(arrivals.len(), done.iter().filter(|&&done| !done).count());
            }
            assert_eq!(done, vec![true; n]);
            shmem.world().barrier();
        }
        let counter = shmem.signal().unwrap();
        for pe in shmem.pes() {
            counter.at(pe).add(2);
            arrived.word(me).at(pe).set(1000);
        }
        counter.wait(Until::Eq(2 * n as u64));
        arrived.as_slice().slice(..n).wait_set().wait_all(Until::Eq(1000));
        assert!(counter.test(Until::Gt(0)) && arrived.word(n - 1).test(Until::Eq(1000)));
        panics(|| arrived.word(n));
        shmem.world().barrier();
    }
}
