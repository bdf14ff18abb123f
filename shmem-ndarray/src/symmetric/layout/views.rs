//! Layouts of views: what ndarray makes of shape and strides, and where the first element is then.

use ndarray::{Axis, Dimension, IntoDimension, Ix1, IxDyn, RemoveAxis, Slice};
use ndarray::{ErrorKind, ShapeError, SliceArg, SliceInfoElem};

use super::{Layout, dim_of};

impl<D: Dimension> Layout<D> {
    /// The elements that `info` selects, as ndarray's `slice` does.
    // Where it is called `info` is mostly constant, and then nearly all of this is too.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn slice<I: SliceArg<D>>(&self, info: &I) -> Layout<I::OutDim> {
        let (axes, kept, ndim) = (info.in_ndim(), info.out_ndim(), self.dim.ndim());
        assert!(axes == ndim, "a slice of {axes} axes is not of an array of {ndim}");
        let (mut dim, mut strides) = (I::OutDim::zeros(kept), I::OutDim::zeros(kept));
        let (mut distance, mut old, mut new) = (0, 0, 0);
        for elem in info.as_ref() {
            let part = match *elem {
                SliceInfoElem::NewAxis => Part { len: 1, stride: 0, distance: 0 },
                SliceInfoElem::Index(index) => {
                    distance += self.distance(old, within(self.shape()[old], index));
                    old += 1;
                    continue;
                }
                SliceInfoElem::Slice { start, end, step } => {
                    old += 1;
                    self.part(old - 1, Slice { start, end, step })
                }
            };
            distance += part.distance;
            (dim[new], strides[new]) = (part.len, part.stride);
            new += 1;
        }
        Layout { first: self.moved(distance), dim, strides }
    }

    /// The elements that `slice` selects along an axis, as ndarray's `slice_axis` does.
    #[track_caller]
    pub(crate) fn slice_axis(&self, axis: Axis, slice: Slice) -> Self {
        let axis = self.axis(axis);
        let Part { len, stride, distance } = self.part(axis, slice);
        let mut cut = Self { first: self.moved(distance), ..self.clone() };
        (cut.dim[axis], cut.strides[axis]) = (len, stride);
        cut
    }

    /// The elements at `index` of an axis, which is gone, as ndarray's `index_axis` does.
    #[inline]
    #[track_caller]
    pub(crate) fn index_axis(&self, axis: Axis, index: usize) -> Layout<D::Smaller>
    where
        D: RemoveAxis,
    {
        Layout {
            first: self.moved(self.distance(self.axis(axis), Some(index))),
            dim: self.dim.remove_axis(axis),
            strides: self.strides.remove_axis(axis),
        }
    }

    /// The axes in another order, as ndarray's `permuted_axes` makes it.
    #[track_caller]
    pub(crate) fn permuted_axes(&self, axes: impl IntoDimension<Dim = D>) -> Self {
        let axes = axes.into_dimension();
        let mut listed = axes.clone();
        listed.slice_mut().sort_unstable();
        let all = listed.slice().iter().copied().eq(0..self.dim.ndim());
        assert!(all, "{:?} are not the {} axes, each once", axes.slice(), self.dim.ndim());
        let mut permuted = self.clone();
        for (new, &old) in axes.slice().iter().enumerate() {
            permuted.dim[new] = self.dim[old];
            permuted.strides[new] = self.strides[old];
        }
        permuted
    }

    /// The axes the other way round, as ndarray's `reversed_axes` makes it.
    pub(crate) fn reversed_axes(mut self) -> Self {
        self.dim.slice_mut().reverse();
        self.strides.slice_mut().reverse();
        self
    }

    /// An axis of length 1 more, as ndarray's `insert_axis` makes it.
    #[track_caller]
    pub(crate) fn insert_axis(&self, Axis(axis): Axis) -> Layout<D::Larger> {
        let ndim = self.dim.ndim();
        assert!(axis <= ndim, "there are {ndim} axes, so no new one becomes axis {axis}");
        let with = |numbers: &D| {
            let (before, behind) = numbers.slice().split_at(axis);
            dim_of(&[before, &[1], behind].concat())
        };
        Layout { first: self.first, dim: with(&self.dim), strides: with(&self.strides) }
    }

    /// The elements with the same index along all axes, as ndarray's `diag` has them.
    pub(crate) fn diag(&self) -> Layout<Ix1> {
        let len = self.shape().iter().copied().min().unwrap_or(1);
        // More than fits is a stride only if there is nowhere to go by it.
        let stride = self.strides.slice().iter().copied().fold(0, usize::wrapping_add);
        Layout { first: self.first, dim: Ix1(len), strides: Ix1(stride) }
    }

    /// The same elements with a number of axes that is known at run time.
    pub(crate) fn into_dyn(self) -> Layout<IxDyn> {
        Layout { first: self.first, dim: self.dim.into_dyn(), strides: self.strides.into_dyn() }
    }

    /// The same elements with another type for the number of axes, if that has this number.
    pub(crate) fn with_axes_of<E: Dimension>(&self) -> Result<Layout<E>, ShapeError> {
        let (dim, strides) = (self.dim.slice(), self.strides.slice());
        match E::NDIM {
            Some(ndim) if ndim != dim.len() => {
                Err(ShapeError::from_kind(ErrorKind::IncompatibleShape))
            }
            _ => Ok(Layout { first: self.first, dim: dim_of(dim), strides: dim_of(strides) }),
        }
    }

    /// The number of an axis that there is.
    #[inline]
    #[track_caller]
    pub(super) fn axis(&self, Axis(axis): Axis) -> usize {
        assert!(axis < self.dim.ndim(), "there is no axis {axis} in {} axes", self.dim.ndim());
        axis
    }

    /// How far it is from the first element to the one at a place on an axis.
    #[inline]
    #[track_caller]
    fn distance(&self, axis: usize, place: Option<usize>) -> isize {
        match place {
            Some(place) if place < self.shape()[axis] => place.cast_signed() * self.strides()[axis],
            _ => no_place(place, axis, self.shape()),
        }
    }

    /// What a slice selects along an axis.
    #[inline(always)]
    #[track_caller]
    fn part(&self, axis: usize, slice: Slice) -> Part {
        let (all, stride) = (self.shape()[axis], self.strides()[axis]);
        let Slice { start, end, step } = slice;
        let end = end.map_or(Some(all), |end| within(all, end));
        let Some((start, end)) = within(all, start).zip(end).filter(|_| step != 0) else {
            no_slice(slice, all)
        };
        let len = end.saturating_sub(start);
        let len = if step == 1 { len } else { len.div_ceil(step.unsigned_abs()) };
        let first = if step < 0 { end.saturating_sub(1) } else { start };
        Part {
            len,
            // ndarray's, for nothing goes by it where there is no next element; a product might not fit.
            stride: if len > 1 { (stride * step).cast_unsigned() } else { 0 },
            // Where nothing is selected the first place may be one behind the last.
            distance: if len > 0 { first.cast_signed() * stride } else { 0 },
        }
    }
}

/// Some elements along an axis.
struct Part {
    /// How many.
    len: usize,
    /// How far it is from one to the next, as dimensions have it.
    stride: usize,
    /// How far it is from the axis's first element to the first of these.
    distance: isize,
}

/// The place on an axis, or its end, that a number means which counts from the end if it is negative.
#[inline]
fn within(len: usize, number: isize) -> Option<usize> {
    let place = if number < 0 { len.wrapping_add_signed(number) } else { number.cast_unsigned() };
    (place <= len).then_some(place)
}

#[cold]
#[inline(never)]
#[track_caller]
fn no_place(place: Option<usize>, axis: usize, shape: &[usize]) -> ! {
    match place {
        Some(place) => panic!("there is no index {place} on axis {axis} of shape {shape:?}"),
        None => {
            panic!("a negative index is before the first one on axis {axis} of shape {shape:?}")
        }
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn no_slice(slice: Slice, len: usize) -> ! {
    let Slice { start, end, step } = slice;
    match end {
        _ if step == 0 => panic!("a slice has step 0"),
        Some(end) => panic!("there is no slice from {start} to {end} of an axis of length {len}"),
        None => panic!("there is no slice from {start} on of an axis of length {len}"),
    }
}
