//! Views of symmetric arrays, and this PE's elements through them, against plain arrays of ndarray.
#![allow(missing_docs, reason = "a test binary")]
#![allow(clippy::reversed_empty_ranges, reason = "in `s!` a negative end counts from behind")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use ndarray::prelude::*;
use ndarray::{Slice, SliceInfoElem};
use shmem::Shmem;
use shmem_ndarray::{SymArray, SymArray2};

fn panics(what: &str, call: impl FnOnce()) {
    let payload = catch_unwind(AssertUnwindSafe(call)).expect_err(what);
    let message = payload.downcast_ref::<String>().cloned();
    let message = message.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string));
    let message = message.expect("a message");
    assert!(message.contains(what), "{message:?} should say {what:?}");
}

/// Odd shapes of every number of axes up to five.
const SHAPES: [&[usize]; 7] =
    [&[], &[13], &[7, 5], &[3, 7, 5], &[3, 1, 5, 3], &[3, 3, 2, 3, 5], &[3, 0, 5]];

/// A number that is different on each PE and for each index.
fn number(shmem: &Shmem, index: &IxDyn) -> i64 {
    let digits = index.slice().iter().fold(0, |all, &i| 10 * all + i64::try_from(i).unwrap());
    1_000_000 * i64::try_from(shmem.my_pe().index()).unwrap() + digits
}

/// Every so many elements along the axes, forwards and backwards in turn.
fn steps(shape: &[usize], start: usize, step: isize) -> Vec<SliceInfoElem> {
    let elem = |(axis, &len): (usize, &usize)| {
        let step = if axis.is_multiple_of(2) { step } else { -step };
        SliceInfoElem::Slice { start: start.min(len).cast_signed(), end: None, step }
    };
    shape.iter().enumerate().map(elem).collect()
}

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    /// Slices of slices with steps of either sign, turned, read and written.
    fn every_step(shmem: &Shmem) {
        for (shape, fortran) in SHAPES.into_iter().flat_map(|shape| [(shape, false), (shape, true)]) {
            let shape_of = || IxDyn(shape).set_f(fortran);
            let mut private = Array::from_shape_fn(shape_of(), |index| number(shmem, &index));
            let array = SymArray::from_array(shmem, &private).unwrap();
            for (start, step) in [(0, 1), (0, -1), (1, 2), (1, -2), (0, 3), (2, -3)] {
                let info = || steps(shape, start, step);
                let more = || steps(shape, 0, -step);
                let slice = array.slice(&info()[..]);
                assert_eq!(slice.to_array(), private.slice(&info()[..]));
                assert_eq!(slice.strides(), private.slice(&info()[..]).strides());
                // What is written through a view of the view is what ndarray writes, and nothing else.
                let part = private.slice_mut(&info()[..]).reversed_axes();
                let mut part = part.slice_move(&more()[..]);
                part.iter_mut().zip(1..).for_each(|(element, n)| *element = -n);
                let view = slice.t();
                let view = view.slice(&more()[..]);
                view.assign_from(&part);
                assert_eq!(view.to_array(), part);
                assert_eq!(array.to_array(), private);
            }
        }
    }

    fn names_of_ndarray(shmem: &Shmem) {
        let private = Array::from_shape_fn((5, 4, 3), |(i, j, k)| 100 * i + 10 * j + k);
        let array = SymArray::from_array(shmem, &private).unwrap();
        assert_eq!(array.slice(s![1..-1, 0, ..;-2]).to_array(), private.slice(s![1..-1, 0, ..;-2]));
        assert_eq!(array.slice(s![NewAxis, 2, .., 1]).to_array(), private.slice(s![NewAxis, 2, .., 1]));
        assert_eq!(array.slice(s![-1, -2, -3]).read(()), 420);
        for axis in (0..3).map(Axis) {
            assert_eq!(array.index_axis(axis, 2).to_array(), private.index_axis(axis, 2));
            assert_eq!(array.inverted_axis(axis).t().to_array(), {
                let mut turned = private.view();
                turned.invert_axis(axis);
                turned.reversed_axes()
            });
            assert_eq!(array.insert_axis(axis).to_array(), private.view().insert_axis(axis));
            let evens = Slice::from(..).step_by(-2);
            assert_eq!(array.slice_axis(axis, evens).to_array(), private.slice_axis(axis, evens));
            let ((one, other), (first, second)) = (array.split_at(axis, 1), private.view().split_at(axis, 1));
            assert_eq!((one.to_array().view(), other.to_array().view()), (first, second));
        }
        assert_eq!(array.permuted_axes([1, 2, 0]).to_array(), private.view().permuted_axes([1, 2, 0]));
        assert_eq!(array.diag().to_array(), private.diag());
        let matrix = array.index_axis(Axis(2), 1);
        assert_eq!(matrix.row(3).to_array(), private.slice(s![3, .., 1]));
        assert_eq!(matrix.column(3).to_array(), private.slice(s![.., 3, 1]));
        assert_eq!(matrix.t().row(3).slice(s![..;-1]).read(0), 431);
        assert_eq!(array.view().into_dyn().to_array(), private.view().into_dyn());
    }

    fn indices(shmem: &Shmem) {
        let cube = SymArray::from_shape_fn(shmem, (2, 3, 4).f(), |(i, j, k)| 100 * i + 10 * j + k).unwrap();
        assert_eq!(cube.read((1, 2, 3)) + cube.read([0, 1, 2]) + cube.read(Dim([1, 1, 1])), 123 + 12 + 111);
        cube.slice(s![.., ..;-1, 1_usize]).write([1, 0], 5);
        assert_eq!(cube.read([1, 2, 1]), 5);
        assert_eq!(cube.view().into_dyn().read(&[1, 2, 1][..]), 5);
        cube.index_axis(Axis(0), 0).fill(7);
        assert_eq!(cube.to_array().iter().filter(|&&element| element == 7).count(), 12);
    }

    fn assignments(shmem: &Shmem) {
        let array = SymArray2::<i32>::zeros(shmem, (4, 6)).unwrap();
        array.assign_from(&array![1, 2, 3, 4, 5, 6]);
        array.slice(s![1..3, ..]).assign_from(&array![[10], [20]]);
        array.slice(s![3, ..;-1]).assign_from(&array![1, 2, 3, 4, 5, 6]);
        let rows = [[1, 2, 3, 4, 5, 6], [10; 6], [20; 6], [6, 5, 4, 3, 2, 1]];
        assert_eq!(array.to_array(), arr2(&rows));
        let big = Array2::from_shape_fn((600, 700), |(i, j)| i * 700 + j);
        let symmetric = SymArray2::<usize>::zeros(shmem, (700, 600).f()).unwrap();
        symmetric.assign_from(&big.t());
        assert_eq!(symmetric.slice(s![..;-3, ..;2]).to_array(), big.t().slice(s![..;-3, ..;2]));
        symmetric.t().slice(s![..;-1, ..]).assign_from(&big);
        assert_eq!(symmetric.to_array(), big.t().slice(s![.., ..;-1]));
    }

    fn not_there(shmem: &Shmem) {
        let array = SymArray2::<i32>::zeros(shmem, (4, 6)).unwrap();
        panics("there is no element [4, 0] in an array of shape [4, 6]", || array.write([4, 0], 1));
        panics("there is no element (0, 5) in an array of shape [4, 3]", || {
            let _ = array.slice(s![.., ..;2]).read((0, 5));
        });
        panics("shape [5] does not fit an array of shape [4, 6]", || array.assign_from(&array![1, 2, 3, 4, 5]));
        panics("there is no slice from 0 to 7 of an axis of length 6", || {
            let _ = array.slice(s![.., ..7]);
        });
        panics("cannot split an axis of length 4 at 5", || {
            let _ = array.split_at(Axis(0), 5);
        });
        panics("there is no index 4 on axis 0 of shape [4, 6]", || {
            let _ = array.row(4);
        });
        panics("there is no index 18446744073709551615 on axis 1 of shape [4, 6]", || {
            let _ = array.column(usize::MAX);
        });
        panics("a negative index is before the first one on axis 1 of shape [4, 6]", || {
            let _ = array.slice(s![0, -7]);
        });
        panics("[0, 0] are not the 2 axes, each once", || {
            let _ = array.permuted_axes([0, 0]);
        });
        panics("there is no axis 2 in 2 axes", || {
            let _ = array.index_axis(Axis(2), 0);
        });
        let none = array.slice(s![2..2, ..]);
        assert!(none.is_empty());
        none.fill(7);
        none.assign_from(&Array2::zeros((0, 6)));
        panics("there is no element [0, 0] in an array of shape [0, 6]", || none.write([0, 0], 1));
        assert_eq!(array.to_array().sum(), 0);
    }
}
