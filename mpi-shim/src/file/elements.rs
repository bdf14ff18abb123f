//! Memory whose elements are of a known type.

use crate::buffer::{Buffer, BufferMut};
use crate::element::Element;
use crate::layout::{Laid, LaidMut};

/// Data of elements of `T`: slices, arrays and vectors, parts of them by a [`Layout`](crate::Layout), and
/// views of arrays with the feature `ndarray`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no elements of `{T}`",
    label = "not data of this file's elements",
    note = "a file of `f64` reads and writes slices, arrays, vectors and arrays of `f64`"
)]
pub trait Elements<T>: Buffer {}

/// Room for elements of `T`: as [`Elements`], but not shared.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no room for elements of `{T}`",
    label = "no room for this file's elements",
    note = "a file of `f64` is read into slices, arrays, vectors and arrays of `f64`, at their length"
)]
pub trait ElementsMut<T>: Elements<T> + BufferMut {}

impl<T: Element> Elements<T> for [T] {}
impl<T: Element, const N: usize> Elements<T> for [T; N] {}
impl<T: Element> Elements<T> for Vec<T> {}
impl<T: Element> Elements<T> for Laid<'_, T> {}
impl<T: Element> Elements<T> for LaidMut<'_, T> {}
#[cfg(feature = "ndarray")]
impl<T, S, D> Elements<T> for ndarray::ArrayBase<S, D>
where
    T: Element,
    S: ndarray::Data<Elem = T>,
    D: ndarray::Dimension,
{
}

impl<T, B: Elements<T> + BufferMut + ?Sized> ElementsMut<T> for B {}
