//! Elements on their way: in the order of their indices, the last axis fastest, whatever the order in memory.

use std::borrow::Cow;

use ndarray::{ArrayRef, Axis, Dimension, Slice};
use shmem::Element;

use super::rules::{Shape, share};

/// An array's elements in the order of their indices; a copy only if they do not lie so.
pub(super) fn packed<T: Element, D: Dimension>(array: &ArrayRef<T, D>) -> Cow<'_, [T]> {
    match array.as_slice() {
        Some(elements) => Cow::Borrowed(elements),
        None => Cow::Owned(array.iter().copied().collect()),
    }
}

/// The parts for `n` members that an array is cut into along an axis.
pub(super) fn cut<T: Element, D: Dimension>(
    array: &ArrayRef<T, D>,
    axis: usize,
    n: usize,
) -> Vec<Vec<T>> {
    let len = array.len_of(Axis(axis));
    let part = |i: usize| {
        let part = array.slice_axis(Axis(axis), Slice::from(share(len, n, i)));
        packed(&part).into_owned()
    };
    (0..n).map(part).collect()
}

/// Joins arrays along an axis: `all` has their elements one array behind the other.
pub(super) fn joined<T: Element>(all: Vec<T>, shapes: &[Shape], axis: usize) -> Vec<T> {
    // How many elements each has behind one index of the axes in front of the one they are joined along.
    let runs: Vec<usize> = shapes.iter().map(|shape| shape[axis..].iter().product()).collect();
    let times: usize = shapes[0][..axis].iter().product();
    if times == 1 {
        return all;
    }
    let starts = runs.iter().scan(0, |end, run| {
        let start = *end;
        *end += run * times;
        Some(start)
    });
    let starts: Vec<usize> = starts.collect();
    let mut joined = Vec::with_capacity(all.len());
    for i in 0..times {
        for (start, run) in starts.iter().zip(&runs) {
            joined.extend_from_slice(&all[start + i * run..start + (i + 1) * run]);
        }
    }
    joined
}
