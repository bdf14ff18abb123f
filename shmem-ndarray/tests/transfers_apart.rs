//! Puts and gets of arrays: large ones, broadcast ones, elements of all kinds, between symmetric arrays, and what
//! does not fit.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use ndarray::Slice;
use ndarray::prelude::*;
use shmem::{Element, Pe, Shmem, SignalOp, Until};
use shmem_ndarray::{ScopedArrays, SymArray, SymArrayView};

fn neighbours(shmem: &Shmem) -> (Pe, Pe) {
    (shmem.my_pe().wrapping_add(-1), shmem.my_pe().wrapping_add(1))
}

/// Numbers that tell PE and place.
fn numbers<D: Dimension>(shape: impl ShapeBuilder<Dim = D>, pe: Pe) -> Array<f64, D> {
    let mut next = 1e7 * (1 + pe.index()) as f64;
    Array::from_shape_simple_fn(shape, || {
        next += 1.0;
        next
    })
}

/// Puts an array's elements to the next PE's array of the same kind, transposed, and gets them back.
fn round_trip<T: Element + PartialEq + std::fmt::Debug>(
    shmem: &Shmem,
    element: impl Fn(usize) -> T,
) {
    let (left, right) = neighbours(shmem);
    let array = SymArray::zeros(shmem, (5, 4)).expect("there is room");
    let from =
        |pe: Pe| Array::from_shape_fn((4, 5), |(i, j)| element(100 * pe.index() + 10 * i + j));
    array.t().at(right).put(&from(shmem.my_pe()));
    shmem.world().barrier();
    assert_eq!(array.to_array().t(), from(left));
    assert_eq!(array.at(right).t().get_array(), from(shmem.my_pe()));
    shmem.world().barrier();
    array.at(right).p([4, 3], element(7));
    shmem.quiet();
    assert_eq!(array.column(3).at(right).g(4), element(7));
    let mut column = Array::from_elem(2, element(0));
    array.slice(s![1..;3, 2]).at(left).get(&mut column);
    assert_eq!(column.len(), 2);
    shmem.world().barrier();
}

/// Compares what all have put, and lets nobody go on before all have.
fn check<D: Dimension>(shmem: &Shmem, array: SymArrayView<'_, f64, D>, expected: &Array<f64, D>) {
    shmem.world().barrier();
    assert_eq!(&array.to_array(), expected);
    shmem.world().barrier();
}

/// The message of the panic that a call ends with, and the line it names.
fn panics(call: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(call)).expect_err("does not fit");
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast::<&str>().expect("a message").to_string(),
    }
}

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    /// More elements than are gathered at a time, with long runs and with none.
    fn large(shmem: &Shmem) {
        let (left, right) = neighbours(shmem);
        let array = SymArray::<f64, _>::zeros(shmem, (310, 290)).expect("there is room");
        let mut expected = Array::zeros((310, 290));
        let wide = numbers((600, 700), shmem.my_pe());
        let theirs = numbers((600, 700), left);
        let cuts = [(1, 1), (-1, -1), (2, 2), (1, 2)].map(|(down, along)| {
            s![Slice::new(5, Some(305), down), Slice::new(10, Some(290), along)]
        });
        for (i, cut) in cuts.into_iter().enumerate() {
            let (mine, theirs) = (wide.slice(cut), theirs.slice(cut));
            let view = array.slice(s![..mine.nrows(), ..mine.ncols()]);
            match i % 2 {
                0 => view.at(right).put(&mine),
                _ => shmem.scope(|s| s.put_view(view.at(right), &mine)),
            }
            expected.slice_mut(s![..mine.nrows(), ..mine.ncols()]).assign(&theirs);
            check(shmem, array.view(), &expected);
            let mut back = Array::zeros((600, 700));
            match i % 2 {
                0 => view.at(right).get(&mut back.slice_mut(cut)),
                _ => shmem.scope(|s| s.get_view(view.at(right), back.slice_mut(cut))),
            }
            assert_eq!(back.slice(cut), mine);
            shmem.world().barrier();
        }
        let turned = numbers((290, 310), shmem.my_pe());
        array.at(right).put(&turned.t());
        shmem.world().barrier();
        assert_eq!(array.to_array(), numbers((290, 310), left).t());
        let mut back = Array::zeros((290, 310));
        array.at(right).t().get(&mut back);
        assert_eq!(back, turned);
        shmem.world().barrier();
    }

    fn broadcast(shmem: &Shmem) {
        let (left, right) = neighbours(shmem);
        let array = SymArray::<f64, _>::zeros(shmem, (3, 4, 5)).expect("there is room");
        let mut expected = Array::zeros((3, 4, 5));
        let (row, column) = (numbers(5, shmem.my_pe()), numbers((4, 1), shmem.my_pe()));
        array.at(right).put(&row);
        expected.assign(&numbers(5, left));
        check(shmem, array.view(), &expected);
        array.slice(s![.., .., ..;2]).at(right).put(&column);
        expected.slice_mut(s![.., .., ..;2]).assign(&numbers((4, 1), left));
        check(shmem, array.view(), &expected);
        shmem.scope(|s| {
            s.put_view(array.slice(s![1, .., ..]).at(right), row.slice(s![..;-1]));
        });
        expected.slice_mut(s![1, .., ..]).assign(&numbers(5, left).slice(s![..;-1]));
        check(shmem, array.view(), &expected);
        let ready = shmem.signal().expect("there is room");
        array.at(right).put_signal(&arr0(8.0), &ready, SignalOp::Set(1));
        ready.wait(Until::Eq(1));
        assert_eq!(array.to_array(), Array::from_elem((3, 4, 5), 8.0));
        // What is got is broadcast to where it goes.
        let source = SymArray::from_array(shmem, &row).expect("there is room");
        shmem.world().barrier();
        let mut rows = Array::zeros((2, 5));
        source.at(right).get(&mut rows);
        assert_eq!(rows, numbers(5, right).broadcast((2, 5)).unwrap());
        let mut soon = Array::zeros((2, 5).f());
        shmem.scope(|s| s.get_view(source.at(right), &mut soon));
        assert_eq!(soon, rows);
        source.at(right).get_into(array.slice(s![.., 1, ..]));
        assert_eq!(array.slice(s![.., 1, ..]).to_array(), numbers(5, right).broadcast((3, 5)).unwrap());
        shmem.world().barrier();
        array.slice(s![.., 2, ..]).at(right).put_from(&source);
        shmem.world().barrier();
        assert_eq!(array.slice(s![.., 2, ..]).to_array(), numbers(5, left).broadcast((3, 5)).unwrap());
    }

    fn elements_of_all_kinds(shmem: &Shmem) {
        round_trip(shmem, |i| i as u8);
        round_trip(shmem, |i| i as i16);
        round_trip(shmem, |i| i as f32);
        round_trip(shmem, |i| i as u128);
        round_trip(shmem, |i| [i as u8, 7, i as u8 / 2]);
        round_trip(shmem, |i| [i as f64; 3]);
        round_trip(shmem, |i| [i; 20]);
        round_trip(shmem, |i| shmem::num_complex::Complex::new(i as f64, -1.0));
        round_trip(shmem, |_| ());
    }

    /// From symmetric arrays to symmetric arrays, which may be one.
    fn without_private_arrays(shmem: &Shmem) {
        let (left, right) = neighbours(shmem);
        let source = SymArray::from_array(shmem, &numbers((30, 40), shmem.my_pe())).expect("there is room");
        let dest = SymArray::<f64, _>::zeros(shmem, (40, 30).f()).expect("there is room");
        shmem.world().barrier();
        let theirs = |pe| numbers((30, 40), pe);
        dest.at(right).put_from(source.t());
        shmem.world().barrier();
        assert_eq!(dest.to_array(), theirs(left).t());
        dest.fill(0.0);
        source.at(right).get_into(dest.t());
        assert_eq!(dest.to_array(), theirs(right).t());
        let (small, turned) = (s![3..9, ..;-3], s![5..19, 24..30]);
        shmem.world().barrier();
        dest.slice(turned).t().at(right).put_from(source.slice(small));
        shmem.world().barrier();
        assert_eq!(dest.slice(turned).t().to_array(), theirs(left).slice(small));
        source.slice(small).at(right).get_into(dest.slice(turned).t());
        assert_eq!(dest.slice(turned).t().to_array(), theirs(right).slice(small));
        shmem.world().barrier();
        // All of one to all of another in one call, or within one array.
        let copy = source.like().expect("there is room");
        copy.at(right).put_from(&source);
        shmem.world().barrier();
        assert_eq!(copy.to_array(), theirs(left));
        source.at(right).get_into(&copy);
        assert_eq!(copy.to_array(), theirs(right));
        // The same in a scope: by themselves, and by the scope's context.
        let turned = s![0..6, 3..17];
        copy.fill(0.0);
        dest.fill(0.0);
        shmem.world().barrier();
        shmem.scope(|s| {
            s.put_view_from(copy.slice(s![2..4, ..]).at(right), source.slice(s![5..7, ..]));
            s.put_view_from(dest.slice(turned).at(right), source.slice(s![..14, ..6]).t());
            s.put_view_from(copy.slice(s![7.., ..]).at(right), source.row(1));
        });
        shmem.world().sync();
        assert_eq!(copy.slice(s![2..4, ..]).to_array(), theirs(left).slice(s![5..7, ..]));
        assert_eq!(copy.row(29).to_array(), theirs(left).row(1));
        assert_eq!(dest.slice(turned).to_array(), theirs(left).slice(s![..14, ..6]).t());
        shmem.world().barrier();
        shmem.scope(|s| {
            s.get_view_into(source.slice(s![9, ..]).at(right), copy.row(0));
            s.get_view_into(source.slice(s![..14, ..6]).t().at(right), dest.slice(turned));
            s.get_view_into(source.row(1).at(right), copy.slice(s![7.., ..]));
        });
        assert_eq!(copy.row(0).to_array(), theirs(right).row(9));
        assert_eq!(copy.row(29).to_array(), theirs(right).row(1));
        assert_eq!(dest.slice(turned).to_array(), theirs(right).slice(s![..14, ..6]).t());
        let frozen = copy.freeze();
        shmem.scope(|s| s.get_view_into(frozen.at(right), dest.t()));
        assert_eq!(dest.row(0).to_array(), frozen.at(right).column(0).get_array());
        let mut expected = theirs(shmem.my_pe());
        shmem.world().barrier();
        source.slice(s![.., 0..2]).at(right).put_from(source.slice(s![.., 38..]));
        expected.slice_mut(s![.., 0..2]).assign(&theirs(left).slice(s![.., 38..]));
        check(shmem, source.view(), &expected);
        source.slice(s![29, ..]).at(right).put_from(source.row(3));
        expected.row_mut(29).slice_mut(s![2..]).assign(&theirs(left).slice(s![3, 2..]));
        shmem.world().barrier();
        assert_eq!(source.slice(s![.., 2..]).to_array(), expected.slice(s![.., 2..]));
        shmem.world().barrier();
        let common = || source.slice(s![3, 1..]).at(right).put_from(source.slice(s![3, ..39]));
        assert!(panics(common).contains("common elements"));
        let common = || {
            let (to, from) = (source.slice(s![3, 1..]), source.slice(s![3, ..39]));
            shmem.scope(|s| s.put_view_from(to.at(right), from));
        };
        assert!(panics(common).contains("common elements"));
    }

    /// Many calls' elements arrive before the one change of the signal, over and over.
    fn signals_come_last(shmem: &Shmem) {
        let (left, right) = neighbours(shmem);
        let inbox = SymArray::<f64, _>::zeros(shmem, (40, 60)).expect("there is room");
        let (ready, free) = (shmem.signal().unwrap(), shmem.signal().unwrap());
        for round in 1..=200 {
            let data = |pe: Pe| numbers((20, 30), pe) + round as f64 * 1000.0;
            let (mine, theirs) = (data(shmem.my_pe()), data(left));
            let cut = inbox.slice(s![..;2, ..;2]);
            match round % 4 {
                0 => cut.at(right).put_signal(&mine, &ready, SignalOp::Set(round)),
                1 => shmem.scope(|s| s.put_view_signal(cut.at(right), &mine, &ready, SignalOp::Set(round))),
                2 => inbox.slice(s![.., ..30]).slice(s![20.., ..]).at(right)
                    .put_signal(&mine, &ready, SignalOp::Set(round)),
                _ => inbox.slice(s![..20, ..30]).at(right).t().t()
                    .put_signal(&mine.t().as_standard_layout().t(), &ready, SignalOp::Add(1)),
            }
            ready.wait(Until::Eq(round));
            let came = match round % 4 {
                0 | 1 => cut.to_array(),
                2 => inbox.slice(s![20.., ..30]).to_array(),
                _ => inbox.slice(s![..20, ..30]).to_array(),
            };
            assert_eq!(came, theirs, "{round}");
            free.at(left).set(round);
            free.wait(Until::Eq(round));
        }
        // Nothing is put, and said.
        let none = inbox.slice(s![3..3, ..]);
        shmem.world().barrier();
        none.at(right).put_signal(&Array::zeros((0, 60)), &ready, SignalOp::Set(1000));
        ready.wait(Until::Eq(1000));
        assert_eq!(none.at(right).get_array().shape(), [0, 60]);
        shmem.world().barrier();
    }

    /// Lanes go to and come from elements that are apart, and nothing between them is touched.
    fn lanes(shmem: &Shmem) {
        let (left, right) = neighbours(shmem);
        let inbox = shmem.alloc::<f64>(100).expect("there is room");
        let mut mine = numbers((30, 3), shmem.my_pe());
        inbox.slice(1..).at(right).put_lane(3, mine.column(2));
        shmem.world().barrier();
        let mut expected = Array::zeros(100);
        expected.slice_mut(s![1..91;3]).assign(&numbers((30, 3), left).column(2));
        assert_eq!(inbox.to_vec(), expected.to_vec());
        inbox.slice(1..).at(right).get_lane(mine.column_mut(0), 3);
        let mut came = numbers((30, 3), shmem.my_pe());
        let sent = came.column(2).to_owned();
        came.column_mut(0).assign(&sent);
        assert_eq!(mine, came);
        // Fewer than two elements are no distance apart.
        let there = inbox.at(right);
        there.slice(..0).put_lane(7, Array::zeros(0).view());
        there.slice(..1).get_lane(Array::zeros(1).slice_mut(s![..;-1]), usize::MAX);
        for (apart, lane) in [(4, s![.., 0]), (0, s![.., 0]), (1, s![..;-1, 0])] {
            assert!(panics(|| there.put_lane(apart, mine.slice(lane))).contains("elements do not fit"));
            let get = || there.get_lane(came.slice_mut(lane), apart);
            assert!(panics(get).contains("elements do not fit"));
        }
        shmem.world().barrier();
        assert_eq!((inbox.to_vec(), came), (expected.to_vec(), mine));
    }

    /// One message, with both shapes, before anything is moved.
    fn shapes_that_do_not_fit(shmem: &Shmem) {
        let right = neighbours(shmem).1;
        let array = SymArray::<f64, _>::zeros(shmem, (3, 4)).expect("there is room");
        let ready = shmem.signal().expect("there is room");
        let (wrong, mut dest) = (Array::ones((4, 3)), Array::zeros((4, 3)));
        let view = array.slice(s![.., ..2]);
        let there = view.at(right);
        let fits = |from: &[usize], to: &[usize]| format!("shape {from:?} does not fit an array of shape {to:?}");
        let put = fits(&[4, 3], &[3, 2]);
        assert_eq!(panics(|| there.put(&wrong)), put);
        assert_eq!(panics(|| there.put(&wrong.view().into_dyn())), put);
        assert_eq!(panics(|| there.put_signal(&wrong, &ready, SignalOp::Set(1))), put);
        assert_eq!(panics(|| shmem.scope(|s| s.put_view(there, &wrong))), put);
        let signal = || shmem.scope(|s| s.put_view_signal(there, &wrong, &ready, SignalOp::Set(1)));
        assert_eq!(panics(signal), put);
        assert_eq!(panics(|| there.put_from(array.t())), put);
        let get = fits(&[3, 2], &[4, 3]);
        assert_eq!(panics(|| there.get(&mut dest)), get);
        assert_eq!(panics(|| shmem.scope(|s| s.get_view(there, &mut dest))), get);
        assert_eq!(panics(|| there.get_into(array.t())), get);
        assert_eq!(panics(|| there.put(&Array::ones((1, 3, 2)))), fits(&[1, 3, 2], &[3, 2]));
        assert!(panics(|| there.p([3, 0], 1.0)).contains("[3, 2]"));
        assert!(panics(|| assert_eq!(there.g([0, 2]), 0.0)).contains("[3, 2]"));
        shmem.world().barrier();
        assert_eq!((array.to_array(), ready.fetch()), (Array::zeros((3, 4)), 0));
        assert_eq!(dest, Array::zeros((4, 3)));
        shmem.world().barrier();
    }
}
