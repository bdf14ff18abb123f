//! Where an array's elements lie among others, and how few blocks they are.
//!
//! Nothing here touches memory. Distances and places are counted in elements.

use std::cmp::Reverse;
use std::ops::Range;

use ndarray::{ArrayBase, Axis, Dimension, RawData};
use smallvec::SmallVec;

/// Arrays of more axes than this cost an allocation.
const USUAL_AXES: usize = 5;

type PerAxis<T> = SmallVec<[T; USUAL_AXES]>;

/// One axis: how many elements, and how far it is from one to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Steps {
    len: usize,
    step: isize,
}

/// Where the elements of an array lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lattice {
    first: usize,
    axes: PerAxis<Steps>,
}

/// How to go through an array so that its elements come in the order in which they lie in memory.
#[derive(Debug)]
pub(crate) struct Order {
    /// Which axis is the outermost, the next one, and so on.
    axes: PerAxis<usize>,
    /// Those that are gone through from their ends.
    backwards: PerAxis<usize>,
}

/// Blocks of consecutive elements, as strided transfers take them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks {
    /// The first block's first element.
    pub(crate) first: usize,
    /// Elements of a block.
    pub(crate) len: usize,
    /// How many blocks there are.
    pub(crate) count: usize,
    /// From one block's first element to the next one's.
    pub(crate) step: usize,
}

impl Blocks {
    /// How many elements there are.
    pub(crate) fn elements(self) -> usize {
        self.len * self.count
    }

    /// The elements, if they are consecutive.
    pub(crate) fn as_range(self) -> Option<Range<usize>> {
        (self.count == 1).then(|| self.first..self.first + self.len)
    }

    /// The elements of each block.
    pub(crate) fn ranges(self) -> impl Iterator<Item = Range<usize>> {
        (0..self.count).map(move |i| self.first + i * self.step).map(move |at| at..at + self.len)
    }

    /// From the first element to behind the last.
    pub(crate) fn extent(self) -> Range<usize> {
        self.first..self.first + (self.count - 1) * self.step + self.len
    }
}

impl Lattice {
    /// # Panics
    ///
    /// If there are not as many strides as axes.
    pub(crate) fn new(first: usize, shape: &[usize], strides: &[isize]) -> Self {
        assert_eq!(shape.len(), strides.len(), "a stride for each axis");
        // Nothing lies nowhere.
        let some = isize::from(!shape.contains(&0));
        let axis = |(&len, &stride): (&usize, &isize)| Steps { len, step: stride * some };
        Self { first, axes: shape.iter().zip(strides).map(axis).collect() }
    }

    /// How many elements there are.
    pub(crate) fn len(&self) -> usize {
        self.axes.iter().map(|axis| axis.len).product()
    }

    /// The order in which the elements lie in memory. Axes of one element come first.
    pub(crate) fn order(&self) -> Order {
        let mut axes: PerAxis<usize> = (0..self.axes.len()).collect();
        let step = |axis: Steps| (axis.len != 1, Reverse(axis.step.unsigned_abs()));
        axes.sort_by_key(|&axis| step(self.axes[axis]));
        let backwards = (0..self.axes.len()).filter(|&axis| self.axes[axis].step < 0).collect();
        Order { axes, backwards }
    }

    /// The same elements in another order.
    pub(crate) fn arranged(&self, order: &Order) -> Self {
        let mut turned = self.clone();
        for &axis in &order.backwards {
            let Steps { len, step } = &mut turned.axes[axis];
            let to_last = len.saturating_sub(1).cast_signed() * *step;
            turned.first = turned.first.strict_add_signed(to_last);
            *step = -*step;
        }
        Self { axes: order.axes.iter().map(|&axis| turned.axes[axis]).collect(), ..turned }
    }

    /// The outermost axis that has more than one element along it, or none, and how many.
    pub(crate) fn outermost(&self) -> Option<(usize, usize)> {
        let axis = self.axes.iter().position(|axis| axis.len != 1)?;
        Some((axis, self.axes[axis].len))
    }

    /// The elements before `index` along an axis, and the others.
    pub(crate) fn split_at(mut self, axis: usize, index: usize) -> (Self, Self) {
        let mut behind = self.clone();
        let Steps { len, step } = self.axes[axis];
        assert!(index <= len, "split within the array");
        self.axes[axis].len = index;
        behind.axes[axis].len = len - index;
        if behind.len() != 0 {
            behind.first = self.first.strict_add_signed(index.cast_signed() * step);
        }
        (self, behind)
    }

    /// How many elements in a row are consecutive here and in an array of the same shape with these strides.
    pub(crate) fn common_run(&self, strides: &[isize]) -> usize {
        let mut run = 1usize;
        for (axis, &stride) in self.axes.iter().zip(strides).rev().filter(|(axis, _)| axis.len != 1)
        {
            if axis.step != run.cast_signed() || stride != run.cast_signed() {
                break;
            }
            run *= axis.len;
        }
        run
    }

    /// The elements as blocks of one, if there is one axis, which goes upwards.
    pub(crate) fn as_lane(&self) -> Option<Blocks> {
        let [Steps { len: count, step }] = self.axes[..] else { return None };
        let step = usize::try_from(step).ok()?;
        Some(Blocks { first: self.first, len: 1, count, step })
    }

    /// How many elements there are along the last axis, and how far apart.
    pub(crate) fn lane(&self) -> Option<(usize, isize)> {
        self.axes.last().map(|axis| (axis.len, axis.step))
    }

    /// Goes through the elements in order, by those along the last axis, as blocks of one. That must go upwards.
    pub(crate) fn for_each_lane(&self, mut visit: impl FnMut(Blocks)) {
        let Some((&Steps { len: count, step }, outer)) = self.axes.split_last() else { return };
        let step = step.cast_unsigned();
        for_each_start(outer, self.first, &mut |first| {
            visit(Blocks { first, len: 1, count, step })
        });
    }

    /// Goes through the elements in order, by as few blocks as there are. What does not go upwards is blocks of
    /// one element.
    pub(crate) fn for_each(&self, mut visit: impl FnMut(Blocks)) {
        if self.len() == 0 {
            return;
        }
        let merged = self.merged();
        let mut axes = &merged[..];
        let len = innermost(&mut axes, |step| step == 1).map_or(1, |axis| axis.len);
        // Elements that come again, or lie within each other's blocks, are no blocks some distance apart.
        let apart = innermost(&mut axes, |step| step >= len.cast_signed());
        let (count, step) = apart.map_or((1, len), |axis| (axis.len, axis.step.cast_unsigned()));
        for_each_start(axes, self.first, &mut |first| visit(Blocks { first, len, count, step }));
    }

    /// The axes, two as one where the outer goes on where the inner ends.
    fn merged(&self) -> PerAxis<Steps> {
        let mut merged = PerAxis::<Steps>::new();
        for &axis in self.axes.iter().filter(|axis| axis.len != 1) {
            match merged.last_mut() {
                Some(outer)
                    if Some(outer.step) == axis.step.checked_mul(axis.len.cast_signed()) =>
                {
                    *outer = Steps { len: outer.len * axis.len, step: axis.step };
                }
                _ => merged.push(axis),
            }
        }
        merged
    }
}

/// Takes the innermost axis away if its step is right.
fn innermost(axes: &mut &[Steps], is_right: impl FnOnce(isize) -> bool) -> Option<Steps> {
    let (&last, outer) = axes.split_last().filter(|(last, _)| is_right(last.step))?;
    *axes = outer;
    Some(last)
}

/// Where the innermost elements begin, for each index of the axes.
fn for_each_start(axes: &[Steps], first: usize, visit: &mut impl FnMut(usize)) {
    match axes.split_first() {
        None => visit(first),
        Some((axis, inner)) => {
            for i in 0..axis.len {
                let first = first.strict_add_signed(i.cast_signed() * axis.step);
                for_each_start(inner, first, visit);
            }
        }
    }
}

impl Order {
    /// Another array of as many axes, gone through in this order.
    pub(crate) fn arrange<S: RawData, D: Dimension>(
        &self,
        mut array: ArrayBase<S, D>,
    ) -> ArrayBase<S, D> {
        for &axis in &self.backwards {
            array.invert_axis(Axis(axis));
        }
        if self.axes.is_sorted() {
            return array;
        }
        let mut axes = D::zeros(self.axes.len());
        for (place, &axis) in self.axes.iter().enumerate() {
            axes[place] = axis;
        }
        array.permuted_axes(axes)
    }
}

#[cfg(test)]
mod tests;
