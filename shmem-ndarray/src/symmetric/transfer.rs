//! How elements go between arrays and symmetric memory: as they lie where runs are long, gathered where they are
//! not.
//!
//! Both sides are gone through in the order of the remote side's elements. A private array is lent as slices
//! where it is consecutive in that order. Where it is not, no slice may be made of its elements, because somebody else
//! may hold those between them: they go by lanes to places that are apart as well, and else pass through a buffer.

use std::ops::Range;

use ndarray::{ArrayView, ArrayView1, ArrayViewMut, ArrayViewMut1, Axis, Dimension};
use shmem::{Element, SymSlice};

use super::runs::{Blocks, Lattice};

/// As many bytes are gathered at a time: less than caches hold, and enough that a call more does not count.
const GATHERED: usize = 128 << 10;

/// As many bytes that are consecutive on both sides are not worth gathering.
pub(super) const LONG: usize = 2 << 10;

const AS_MANY: &str = "as many elements here as there";

/// Lanes of as many elements are worth a call each.
const LANE: usize = 16;

/// Takes the elements of a private array, in the order of their places. Those of `lent` stay for `'a`.
pub(super) trait Put<'a, T> {
    fn lent(&mut self, blocks: Blocks, data: &'a [T]);

    fn gathered(&mut self, blocks: Blocks, data: &[T]);

    /// Elements that are apart on both sides, along one axis.
    fn lane(&mut self, blocks: Blocks, lane: ArrayView1<'_, T>);
}

/// Gives the elements of a private array, in the order of their places. Those of `lent` stay for `'a`.
pub(super) trait Get<'a, T> {
    fn lent(&mut self, blocks: Blocks, data: &'a mut [T]);

    fn gathered(&mut self, blocks: Blocks, data: &mut [T]);

    /// Elements that are apart on both sides, along one axis.
    fn lane(&mut self, blocks: Blocks, lane: ArrayViewMut1<'_, T>);
}

/// Puts an array to elements that lie like this.
pub(super) fn put<'a, T: Element, D: Dimension>(
    there: &Lattice,
    here: ArrayView<'a, T, D>,
    target: &mut impl Put<'a, T>,
) {
    if let Some(blocks) = as_lane(there, here.strides()) {
        return here.rows().into_iter().for_each(|lane| target.lane(blocks, lane));
    }
    let order = there.order();
    let mut buffer = Vec::new();
    for_pieces::<T, _>(there.arranged(&order), order.arrange(here), &mut |there, here| {
        if let Some(data) = here.to_slice() {
            return in_turn(&there, |blocks, range| target.lent(blocks, &data[range]));
        }
        if is_lanes(&there, here.strides()) {
            let mut lanes = here.rows().into_iter();
            return there.for_each_lane(|blocks| target.lane(blocks, lanes.next().expect(AS_MANY)));
        }
        let data = room(&mut buffer, here.len());
        as_array(data, here.raw_dim()).assign(&here);
        in_turn(&there, |blocks, range| target.gathered(blocks, &data[range]));
    });
}

/// Gets elements that lie like this to an array.
pub(super) fn get<'a, T: Element, D: Dimension>(
    there: &Lattice,
    mut here: ArrayViewMut<'a, T, D>,
    source: &mut impl Get<'a, T>,
) {
    if let Some(blocks) = as_lane(there, here.strides()) {
        return here.rows_mut().into_iter().for_each(|lane| source.lane(blocks, lane));
    }
    let order = there.order();
    let mut buffer = Vec::new();
    for_pieces::<T, _>(there.arranged(&order), order.arrange(here), &mut |there, mut here| {
        if here.is_standard_layout() {
            let mut rest = here.into_slice();
            return in_turn(&there, |blocks, _| {
                let data = rest.as_mut().and_then(|rest| rest.split_off_mut(..blocks.elements()));
                source.lent(blocks, data.expect(AS_MANY));
            });
        }
        if is_lanes(&there, here.strides()) {
            let mut lanes = here.rows_mut().into_iter();
            return there.for_each_lane(|blocks| source.lane(blocks, lanes.next().expect(AS_MANY)));
        }
        let data = room(&mut buffer, here.len());
        in_turn(&there, |blocks, range| source.gathered(blocks, &mut data[range]));
        let dim = here.raw_dim();
        here.assign(&as_array(data, dim));
    });
}

/// Puts elements of symmetric memory here to elements that lie like this there.
pub(super) fn put_from<T: Element>(
    there: &Lattice,
    here: Local<'_, T>,
    mut target: impl FnMut(Blocks, &[T]),
) {
    let order = there.order();
    let here = Local { lattice: here.lattice.arranged(&order), ..here };
    let mut buffer = Vec::new();
    for_pieces::<T, _>(there.arranged(&order), here, &mut |there, here| {
        let data = room(&mut buffer, there.len());
        in_turn(&here.lattice, |blocks, range| read(here.slice, blocks, &mut data[range]));
        in_turn(&there, |blocks, range| target(blocks, &data[range]));
    });
}

/// Gets elements that lie like this there to elements of symmetric memory here.
pub(super) fn get_into<T: Element>(
    there: &Lattice,
    here: Local<'_, T>,
    mut source: impl FnMut(Blocks, &mut [T]),
) {
    let order = there.order();
    let here = Local { lattice: here.lattice.arranged(&order), ..here };
    let mut buffer = Vec::new();
    for_pieces::<T, _>(there.arranged(&order), here, &mut |there, here| {
        let data = room(&mut buffer, there.len());
        in_turn(&there, |blocks, range| source(blocks, &mut data[range]));
        in_turn(&here.lattice, |blocks, range| write(here.slice, blocks, &data[range]));
    });
}

/// The slice that an array is in the order of the elements there, if those are consecutive as well.
pub(super) fn as_one<'a, T, D: Dimension>(
    there: &Lattice,
    here: ArrayView<'a, T, D>,
) -> Option<(Range<usize>, &'a [T])> {
    let order = there.order();
    let data = order.arrange(here).to_slice()?;
    let mut all = Some(0..0);
    there.arranged(&order).for_each(|blocks| {
        all = blocks.as_range().filter(|range| range.len() == data.len());
    });
    all.map(|range| (range, data))
}

/// This PE's side of a transfer: elements of as many axes as the other side.
trait Side: Sized {
    /// Whether all of it can be lent as it is.
    fn is_run(&self) -> bool;

    /// How many elements in a row are consecutive here and there, if they can be lent.
    fn run(&self, there: &Lattice) -> usize;

    fn split_at(self, axis: usize, index: usize) -> (Self, Self);
}

/// Elements of symmetric memory on this PE. They are never lent.
pub(super) struct Local<'a, T> {
    pub(super) slice: SymSlice<'a, T>,
    pub(super) lattice: Lattice,
}

macro_rules! private_side {
    ($view:ident) => {
        impl<T, D: Dimension> Side for $view<'_, T, D> {
            fn is_run(&self) -> bool {
                self.is_standard_layout()
            }

            fn run(&self, there: &Lattice) -> usize {
                there.common_run(self.strides())
            }

            fn split_at(self, axis: usize, index: usize) -> (Self, Self) {
                self.split_at(Axis(axis), index)
            }
        }
    };
}

private_side!(ArrayView);
private_side!(ArrayViewMut);

impl<T> Side for Local<'_, T> {
    fn is_run(&self) -> bool {
        false
    }

    fn run(&self, _: &Lattice) -> usize {
        0
    }

    fn split_at(self, axis: usize, index: usize) -> (Self, Self) {
        let (before, behind) = self.lattice.split_at(axis, index);
        (Self { lattice: before, ..self }, Self { lattice: behind, ..self })
    }
}

/// The elements there as blocks of one, if all are along one axis and apart on both sides. What follows would come
/// to the same, but takes as long as a hundred elements.
fn as_lane(there: &Lattice, strides: &[isize]) -> Option<Blocks> {
    let blocks = there.as_lane()?;
    (blocks.count >= LANE && blocks.step > 1 && strides[0] > 0).then_some(blocks)
}

/// Whether elements go lane by lane, as they are apart on both sides.
fn is_lanes(there: &Lattice, strides: &[isize]) -> bool {
    let upwards = strides.last().is_some_and(|&stride| stride > 0);
    upwards && there.lane().is_some_and(|(len, step)| len >= LANE && step > 1)
}

/// Goes through both sides, by pieces that are runs here or few enough elements to be gathered.
fn for_pieces<T, S: Side>(there: Lattice, here: S, visit: &mut impl FnMut(Lattice, S)) {
    let bytes = |elements: usize| elements.saturating_mul(size_of::<T>());
    let elements = there.len();
    let long = bytes(here.run(&there)) >= LONG;
    let Some((axis, len)) = there.outermost() else { return visit(there, here) };
    if elements == 0 || here.is_run() || (bytes(elements) <= GATHERED && !long) {
        return visit(there, here);
    }
    let at_a_time = if long { 1 } else { GATHERED / bytes(elements / len).max(1) }.max(1);
    let (mut there, mut here) = (there, here);
    for start in (0..len).step_by(at_a_time) {
        let index = at_a_time.min(len - start);
        let (piece, others) = there.split_at(axis, index);
        let (mine, rest) = here.split_at(axis, index);
        for_pieces::<T, S>(piece, mine, visit);
        (there, here) = (others, rest);
    }
}

/// Goes through the blocks, and says which of the elements in a row they are.
fn in_turn(lattice: &Lattice, mut visit: impl FnMut(Blocks, Range<usize>)) {
    let mut next = 0;
    lattice.for_each(|blocks| {
        let start = next;
        next += blocks.elements();
        visit(blocks, start..next);
    });
}

/// The first `len` elements of a buffer that grows as need be.
fn room<T: Element>(buffer: &mut Vec<T>, len: usize) -> &mut [T] {
    if buffer.len() < len {
        buffer.resize(len, T::zeroed());
    }
    &mut buffer[..len]
}

/// The same elements with the axes of `dim`.
fn as_array<T, D: Dimension>(data: &mut [T], dim: D) -> ArrayViewMut<'_, T, D> {
    ArrayViewMut::from_shape(dim, data).expect("as many elements as the shape has")
}

/// Copies elements of symmetric memory here out.
pub(super) fn read<T: Element>(slice: SymSlice<'_, T>, blocks: Blocks, data: &mut [T]) {
    match blocks.as_range() {
        Some(range) => slice.slice(range).read_into(data),
        None if blocks.len == 1 => {
            slice.slice(blocks.extent()).step_by(blocks.step).read_into(data)
        }
        None => {
            for (range, data) in blocks.ranges().zip(data.chunks_exact_mut(blocks.len)) {
                slice.slice(range).read_into(data);
            }
        }
    }
}

/// Overwrites elements of symmetric memory here.
pub(super) fn write<T: Element>(slice: SymSlice<'_, T>, blocks: Blocks, data: &[T]) {
    match blocks.as_range() {
        Some(range) => slice.slice(range).write_from(data),
        None if blocks.len == 1 => {
            slice.slice(blocks.extent()).step_by(blocks.step).write_from(data)
        }
        None => {
            for (range, data) in blocks.ranges().zip(data.chunks_exact(blocks.len)) {
                slice.slice(range).write_from(data);
            }
        }
    }
}
