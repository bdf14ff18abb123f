//! Rules and joining against ndarray, as if all members were here.

use ndarray::{ArrayD, ArrayViewD, Axis, IxDyn, Slice, concatenate, stack};
use proptest::prelude::*;

use super::join::{cut, joined, packed};
use super::rules::{Operation, Shape, ShapeError, share};

/// Arrays as members bring them: of one shape, but for one axis. No two elements are the same, and some arrays are
/// in Fortran order or turned round.
fn members(least_axes: usize) -> impl Strategy<Value = (Vec<ArrayD<u32>>, usize)> {
    let shape = prop::collection::vec(0..4_usize, least_axes..=4);
    let axis_of = |shape: Vec<usize>| (0..shape.len().max(1), Just(shape));
    let lengths = prop::collection::vec((0..4_usize, 0..3_u8), 1..=5);
    (shape.prop_flat_map(axis_of), lengths).prop_map(|((axis, shape), lengths)| {
        let mut next = 0;
        let member = |(length, kind): (usize, u8)| {
            let mut shape = shape.clone();
            if !shape.is_empty() {
                shape[axis] = length;
            }
            if kind == 1 {
                shape.reverse();
            }
            let array = ArrayD::from_shape_simple_fn(IxDyn(&shape), || {
                next += 1;
                next
            });
            match kind {
                0 => array,
                1 => array.reversed_axes(),
                _ => turned_round(array),
            }
        };
        (lengths.into_iter().map(member).collect(), axis)
    })
}

/// The same elements, with the last index first.
fn turned_round(mut array: ArrayD<u32>) -> ArrayD<u32> {
    for axis in 0..array.ndim() {
        array.invert_axis(Axis(axis));
    }
    array
}

fn shapes_of(arrays: &[ArrayD<u32>]) -> Vec<Shape> {
    arrays.iter().map(|array| array.shape().to_vec()).collect()
}

/// What the members' transport gives: all elements in the order of indices, array by array.
fn sent<'a>(arrays: impl IntoIterator<Item = ArrayViewD<'a, u32>>) -> Vec<u32> {
    arrays.into_iter().flat_map(|array| packed(&array).into_owned()).collect()
}

fn array(shape: &[usize], elements: Vec<u32>) -> ArrayD<u32> {
    ArrayD::from_shape_vec(shape, elements).expect("as many elements as the rules say")
}

proptest! {
    #[test]
    fn collect_is_concatenate((arrays, axis) in members(1)) {
        let (shapes, operation) = (shapes_of(&arrays), Operation::Collect { axis });
        let all = joined(sent(arrays.iter().map(|array| array.view())), &shapes, axis);
        let views: Vec<_> = arrays.iter().map(|array| array.view()).collect();
        let expected = concatenate(Axis(axis), &views).expect("equal shapes");
        for me in 0..arrays.len() {
            let result = operation.result(&shapes, me).expect("equal shapes");
            prop_assert_eq!(array(&result, all.clone()), expected.view());
        }
    }

    #[test]
    fn stack_is_stack((arrays, _) in members(0), n in 1..5_usize, axis in 0..5_usize) {
        let (arrays, axis) = (vec![arrays[0].clone(); n], axis.min(arrays[0].ndim()));
        let (shapes, operation) = (shapes_of(&arrays), Operation::Stack { axis });
        let parts: Vec<_> = shapes.iter().map(|shape| operation.part(shape, n, 0)).collect();
        let all = joined(sent(arrays.iter().map(|array| array.view())), &parts, axis);
        let views: Vec<_> = arrays.iter().map(|array| array.view()).collect();
        let result = operation.result(&shapes, n - 1).expect("equal shapes");
        prop_assert_eq!(array(&result, all), stack(Axis(axis), &views).expect("equal shapes"));
    }

    #[test]
    fn alltoall_is_slices_concatenated((arrays, join) in members(1), split in 0..4_usize) {
        let (n, split) = (arrays.len(), split.min(arrays[0].ndim() - 1));
        let (shapes, operation) = (shapes_of(&arrays), Operation::Alltoall { split, join });
        for me in 0..n {
            let of = |array: &ArrayD<u32>| Slice::from(share(array.shape()[split], n, me));
            let slices: Vec<_> =
                arrays.iter().map(|array| array.slice_axis(Axis(split), of(array))).collect();
            let expected = concatenate(Axis(join), &slices).expect("equal shapes");
            let received = arrays.iter().flat_map(|array| cut(array, split, n).swap_remove(me));
            let parts: Vec<_> = shapes.iter().map(|shape| operation.part(shape, n, me)).collect();
            let all = joined(received.collect(), &parts, join);
            let result = operation.result(&shapes, me).expect("equal shapes");
            prop_assert_eq!(array(&result, all), expected);
        }
    }

    #[test]
    fn scatter_is_undone_by_gather((arrays, axis) in members(1), n in 1..8_usize) {
        let shapes = vec![arrays[0].shape().to_vec(); n];
        let scatter = Operation::Scatter { axis, root: 0 };
        let parts: Vec<_> =
            (0..n).map(|me| scatter.result(&shapes, me).expect("an axis")).collect();
        let all = joined(cut(&arrays[0], axis, n).concat(), &parts, axis);
        let gather = Operation::Gather { axis, root: 0 };
        let result = gather.result(&parts, 0).expect("equal shapes");
        prop_assert_eq!(array(&result, all), arrays[0].view());
    }

    #[test]
    fn shares_are_equal_and_all_there_is(len in 0..50_usize, n in 1..9_usize) {
        let shares: Vec<_> = (0..n).map(|i| share(len, n, i)).collect();
        prop_assert!(shares.iter().cloned().flatten().eq(0..len));
        prop_assert!(shares.iter().all(|share| [len / n, len.div_ceil(n)].contains(&share.len())));
    }

    #[test]
    fn a_member_with_other_lengths_is_named(
        (arrays, axis) in members(2),
        odd in 0..5_usize,
        other in 0..4_usize,
    ) {
        let (mut shapes, n) = (shapes_of(&arrays), arrays.len());
        let (odd, other) = (odd % n, other % arrays[0].ndim());
        shapes[odd][other] += 9;
        for operation in [Operation::Collect { axis }, Operation::Along { axis }] {
            let result = operation.result(&shapes, 0);
            if n == 1 || other == axis {
                prop_assert!(result.is_ok());
            } else {
                let Err(ShapeError::Members { sides, .. }) = result else {
                    panic!("{result:?}");
                };
                let named = if odd == 0 { 1 } else { odd };
                prop_assert_eq!(sides, [(0, shapes[0].clone()), (named, shapes[named].clone())]);
            }
        }
        shapes.iter_mut().for_each(|shape| *shape = vec![2; 3]);
        shapes[odd][1] = 5;
        let fixed = [
            Operation::Broadcast { root: 0 },
            Operation::Stack { axis: 1 },
            Operation::Fcollect { axis: 1 },
            Operation::Elementwise,
        ];
        for operation in fixed {
            prop_assert_eq!(operation.result(&shapes, odd).is_ok(), n == 1, "{}", operation);
        }
    }
}

#[test]
fn equal_counts_are_not_equal_shapes() {
    let error = Operation::Elementwise.result(&[vec![2, 3], vec![3, 2]], 0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a reduction element by element: rank 0 has [2, 3] and rank 1 has [3, 2], but all must have the same shape"
    );
    let collect = Operation::Collect { axis: 1 };
    let error = collect.result(&[vec![2, 3], vec![2, 5], vec![1, 6]], 2).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a collect along axis 1: rank 0 has [2, 3] and rank 2 has [1, 6], but all lengths but those along that axis \
         must be the same"
    );
    assert!(Operation::Elementwise.result(&[vec![6], vec![2, 3]], 1).is_err());
    assert!(collect.result(&[vec![1, 6], vec![6]], 0).is_err());
}

#[test]
fn axes_that_are_not_there_are_refused() {
    let shapes = [vec![2, 3], vec![2, 3]];
    for operation in [
        Operation::Stack { axis: 3 },
        Operation::Fcollect { axis: 2 },
        Operation::Collect { axis: 2 },
        Operation::Gather { axis: 2, root: 1 },
        Operation::Scatter { axis: 2, root: 1 },
        Operation::Alltoall { split: 2, join: 0 },
        Operation::Alltoall { split: 0, join: 2 },
        Operation::Along { axis: 2 },
    ] {
        let error = operation.result(&shapes, 0).unwrap_err();
        assert_eq!(error, ShapeError::NoAxis { operation, shape: shapes[0].clone() });
    }
    assert!(Operation::Along { axis: 0 }.result(&[vec![]], 0).is_err());
}

#[test]
fn lengths_that_overflow_are_refused() {
    let shapes = [vec![usize::MAX, 0], vec![usize::MAX, 0]];
    let fcollect = Operation::Fcollect { axis: 0 }.result(&shapes, 0);
    assert!(matches!(fcollect, Err(ShapeError::TooLong { .. })), "{fcollect:?}");
}

#[test]
fn a_destination_of_another_shape_is_refused() {
    let stack = Operation::Stack { axis: 0 };
    assert_eq!(stack.fits(&[2, 3], &[2, 3]), Ok(()));
    assert_eq!(
        stack.fits(&[3, 2], &[2, 3]).unwrap_err().to_string(),
        "a stack along the new axis 0: [2, 3] comes of it, which a destination of [3, 2] does not take"
    );
}

#[test]
fn operations_come_back_from_their_words() {
    for operation in [
        Operation::Broadcast { root: 3 },
        Operation::BroadcastFrom { root: 3 },
        Operation::Stack { axis: 1 },
        Operation::Fcollect { axis: 1 },
        Operation::Collect { axis: 1 },
        Operation::Gather { axis: 1, root: 2 },
        Operation::Scatter { axis: 1, root: 2 },
        Operation::Alltoall { split: 1, join: 2 },
        Operation::Elementwise,
        Operation::Along { axis: 1 },
    ] {
        assert_eq!(Operation::from_words(operation.words()), Some(operation));
    }
    assert_eq!(Operation::from_words([0; 3]), None);
}
