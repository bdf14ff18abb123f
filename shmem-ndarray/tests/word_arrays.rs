//! Arrays of atomics and of signals, and waits for them.
#![allow(missing_docs, reason = "a test binary")]

use ndarray::Slice;
use ndarray::prelude::*;
use shmem::{Shmem, SignalOp, Until};
use shmem_ndarray::{AtomicArray, Error, SignalArray};

/// An array of 2 * n by 3 words, of which the one at (i, j) is 10 i + j on every PE, in either order.
fn numbered<'rt>(shmem: &'rt Shmem, fortran: bool) -> AtomicArray<'rt, i64, Ix2> {
    let n = shmem.n_pes();
    let shape = (2 * n, 3).set_f(fortran);
    let words = AtomicArray::zeros(shmem, shape).unwrap();
    let values = Array2::from_shape_fn((2 * n, 3), |(i, j)| (10 * i + j) as i64);
    words.words().zip(&values).for_each(|(word, &value)| word.here().set(value));
    shmem.world().barrier();
    assert_eq!(words.fetch(), values);
    shmem.world().barrier();
    words
}

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    fn all_pes_change_the_words_of_one(shmem: &Shmem) {
        for fortran in [false, true] {
            let words = numbered(shmem, fortran);
            let (n, me) = (shmem.n_pes(), shmem.my_pe().index());
            let last = shmem.pe(n - 1);
            words.at(last).word([2 * me + 1, 2]).add(500);
            words.at(last).slice(s![..;-1, ..]).word([0, 0]).inc();
            words.word([0, 1]).at(last).or(1 << 20);
            assert_eq!(words.at(last).word((2 * me, 0)).swap(-1), 20 * me as i64);
            shmem.world().barrier();
            let mut expected = Array2::from_shape_fn((2 * n, 3), |(i, j)| (10 * i + j) as i64);
            for i in 0..n {
                expected[[2 * i + 1, 2]] += 500;
                expected[[2 * i, 0]] = -1;
            }
            expected[[2 * n - 1, 0]] += n as i64;
            expected[[0, 1]] |= 1 << 20;
            assert_eq!(words.at(last).fetch(), expected);
            let turned = words.t();
            assert_eq!(turned.at(last).fetch(), expected.t());
            assert_eq!(turned.word([2, 1]).at(last).fetch(), expected[[1, 2]]);
            shmem.world().barrier();
        }
    }

    fn scopes_fetch_what_words_were(shmem: &Shmem) {
        let (n, words) = (shmem.n_pes() as i64, numbered(shmem, true));
        let (there, before) = (words.at(shmem.pe(0)), words.fetch());
        shmem.world().barrier();
        let mut old = Array2::zeros(before.raw_dim());
        let mut swapped = 0;
        shmem.scope(|s| {
            for (word, old) in there.words().zip(&mut old) {
                s.fetch_add(word, 1000, old);
            }
            s.swap(words.at(shmem.my_pe().wrapping_add(1)).word([1, 1]), 7, &mut swapped);
        });
        let added = (&old - &before).mapv(|difference| difference % 1000);
        assert!(added.indexed_iter().all(|(at, &left)| left == 0 || at == (1, 1)), "{added}");
        assert_eq!(swapped % 1000, 11);
        shmem.world().barrier();
        if shmem.n_pes() > 1 {
            assert_eq!(there.word([0, 0]).fetch(), 1000 * n);
        }
    }

    fn made_of_arrays(shmem: &Shmem) {
        let me = shmem.my_pe().index() as u32;
        let mine = array![[[me, 1], [2, 3]], [[4, 5], [6, 7]]];
        let words = AtomicArray::from_array(shmem, &mine.t().to_owned()).unwrap();
        let right = shmem.my_pe().wrapping_add(1);
        let mut theirs = mine.clone();
        theirs[[0, 0, 0]] = right.index() as u32;
        assert_eq!(words.at(right).fetch(), theirs.t());
        assert_eq!(words.shape(), [2, 2, 2]);
        let scalar = AtomicArray::from_array(shmem, &arr0(2.5)).unwrap();
        assert_eq!(scalar.at(right).word(()).swap(1.5), 2.5);
    }

    fn shapes_are_agreed_on(shmem: &Shmem) {
        let odd = shmem.my_pe().index() % 2;
        let words = AtomicArray::<u64, _>::zeros(shmem, (2 + odd, 3 - odd)).map(drop);
        let signals = SignalArray::zeros(shmem, (1 + odd, 6)).map(drop);
        if shmem.n_pes() > 1 {
            assert!(matches!(words, Err(Error::Asymmetric { .. })));
            assert!(matches!(signals, Err(Error::Asymmetric { .. })));
        }
    }

    #[npes(2)]
    #[should_panic(expected = "there is no element [1, 3] in an array of shape [4, 3]")]
    fn there_is_no_such_word(shmem: &Shmem) {
        numbered(shmem, false).at(shmem.pe(1)).word([1, 3]).inc();
    }

    /// Every PE signals every other one behind its data, at its own index.
    fn signals_come_behind_data(shmem: &Shmem) {
        let (n, me) = (shmem.n_pes(), shmem.my_pe().index());
        let arrived = SignalArray::zeros(shmem, (2, n)).unwrap();
        let inbox = shmem.alloc::<usize>(n).unwrap();
        for pe in shmem.pes() {
            let place = inbox.slice(me..=me).at(pe);
            place.put_signal(&[me + 5], arrived.word([0, me]), SignalOp::Set(1));
            arrived.at(pe).word([1, me]).add(me as u64 + 1);
        }
        arrived.row(0).wait_set().wait_all(Until::Eq(1));
        assert!(inbox.to_vec().into_iter().eq(5..n + 5));
        let goals = Array2::from_shape_fn((2, n), |(i, j)| (i * j + 1) as u64);
        arrived.wait_set().wait_all(Until::Eq(&goals));
        assert_eq!(arrived.fetch(), goals);
        assert_eq!(arrived.t().fetch(), goals.t());
        assert!(arrived.word([0, 0]).test(Until::Eq(1)));
    }

    /// Answers arrive one after the other; those that have come are left out by masks.
    fn arrivals_in_any_order(shmem: &Shmem) {
        let (n, me) = (shmem.n_pes(), shmem.my_pe().index());
        let answers = AtomicArray::<u64, _>::zeros(shmem, (n, 2).f()).unwrap();
        for pe in shmem.pes() {
            answers.at(pe).word([me, 1]).set(me as u64 + 1);
        }
        let column = answers.column(1);
        let (set, mut done) = (column.wait_set(), Array1::from_elem(n, false));
        while let Some(who) = set.except(&done).wait_any(Until::Gt(0)) {
            assert_eq!(answers.word([who, 1]).here().fetch(), who as u64 + 1);
            done[who] = true;
        }
        assert_eq!(done, Array1::from_elem(n, true));
        let arrivals = set.arrivals(Until::Gt(0));
        assert_eq!(arrivals.len(), n);
        let mut who: Vec<_> = arrivals.collect();
        who.sort_unstable();
        assert!(who.into_iter().eq(0..n));
        let mut others = done.clone();
        others[0] = false;
        assert!(set.except(&others).arrivals(Until::Eq(&Array1::from_elem(n, 1))).eq([0]));
        assert_eq!(answers.wait_set().test_mask(Until::Gt(0)).column(1), done);
        assert_eq!(answers.column(0).wait_set().test_any(Until::Gt(0)), None);
    }

    /// Sets of all layouts name words by the same indices.
    fn waits_name_indices(shmem: &Shmem) {
        for fortran in [false, true] {
            let words = numbered(shmem, fortran);
            let rows = 2 * shmem.n_pes();
            let all = words.wait_set();
            assert_eq!(all.wait_any(Until::Eq(12)), Some((1, 2)));
            assert_eq!(all.test_any(Until::Eq(13)), None);
            let view = words.slice(s![..;-1, ..;2]);
            let set = view.wait_set();
            let expected = view.fetch();
            assert_eq!(expected, words.fetch().slice(s![..;-1, ..;2]));
            let mut some = set.wait_some(Until::Lt(10));
            some.sort_unstable();
            assert_eq!(some, [(rows - 1, 0), (rows - 1, 1)]);
            set.wait_all(Until::Eq(&expected));
            assert!(set.test_all(Until::Ge(expected.view())));
            let mut other = expected.clone();
            other[[0, 1]] += 1;
            assert!(!set.test_all(Until::Eq(&other)));
            assert_eq!(set.test_some(Until::Ne(&other)), [(0, 1)]);
            let mask = set.test_mask(Until::Ne(&other));
            assert_eq!(mask.iter().filter(|&&word| word).count(), 1);
            let rest = set.except(&mask);
            assert!(rest.test_all(Until::Eq(&other)));
            assert_eq!(rest.except(&mask.mapv(|word| !word)).wait_any(Until::Ge(0)), None);
            let dynamic = view.into_dyn();
            let found = dynamic.wait_set().test_some(Until::Ne(&other.clone().into_dyn()));
            assert_eq!(found, [IxDyn(&[0, 1])]);
            let nothing = words.slice_axis(Axis(0), Slice::from(0..0));
            nothing.wait_set().wait_all(Until::Eq(5));
            assert_eq!(nothing.wait_set().wait_any(Until::Eq(5)), None);
            assert_eq!(nothing.wait_set().wait_some(Until::Eq(5)), []);
        }
    }

    #[npes(1, 2)]
    #[should_panic(expected = "values of shape [3, 2] do not go with words of shape [2, 3]")]
    fn goals_of_another_shape(shmem: &Shmem) {
        let words = AtomicArray::<u64, _>::zeros(shmem, (2, 3)).unwrap();
        let _ = words.wait_set().test_all(Until::Eq(&Array2::zeros((3, 2))));
    }

    #[npes(1, 2)]
    #[should_panic(expected = "values of shape [3, 2] do not go with words of shape [2, 3]")]
    fn masks_of_another_shape(shmem: &Shmem) {
        let words = AtomicArray::<u64, _>::zeros(shmem, (2, 3)).unwrap();
        let _ = words.wait_set().except(&Array2::from_elem((3, 2), false));
    }
}
