//! Derived datatypes: some of the elements of a slice, in an order.

#![allow(unsafe_code, reason = "says that a layout is within a slice")]

mod description;

use std::fmt;
use std::marker::PhantomData;

use crate::buffer::seal::{Received, Sent};
use crate::element::Element;
use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::sys::{Datatype, Part, Receiving, Sending, Session, Unit};

pub use description::{Block, Description};

/// Some of the elements of a slice, in an order: what a message has, or where it goes.
///
/// A layout is made once and laid over slices, which it has to be within.
///
/// ```
/// use mpi_shim::Layout;
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let (me, matrix) = (mpi.this_process(), [1, 2, 3, 4, 5, 6]); // two rows of three
///     let column = Layout::<i32>::strided(mpi, 2, 1, 3)?;
///     let mut room = [0; 6];
///     me.sendrecv(&column.of(&matrix[1..])?, 0, 0, &mut column.of_mut(&mut room)?, 0, 0)?;
///     assert_eq!(room, [2, 0, 0, 5, 0, 0]);
///     Ok(())
/// });
/// ```
pub struct Layout<'mpi, T> {
    pub(crate) datatype: Datatype,
    /// How many elements from the first it reaches over.
    reach: usize,
    /// Whether each element is behind the one before.
    pub(crate) ascends: bool,
    mpi: PhantomData<&'mpi Mpi>,
    elements: PhantomData<fn(T)>,
}

/// A layout of a slice, to be sent.
#[derive(Debug)]
pub struct Laid<'a, T> {
    layout: &'a Layout<'a, T>,
    data: &'a [T],
}

/// A layout of a slice, to be received into.
#[derive(Debug)]
pub struct LaidMut<'a, T> {
    layout: &'a Layout<'a, T>,
    data: &'a mut [T],
}

/// One element as a datatype that keeps its handle.
pub(crate) fn element<T: Element>() -> Result<Datatype> {
    let unit = Unit::of::<T>();
    Datatype::contiguous(unit.raw(), size_of::<T>() / unit.per_element(), unit.per_element())
}

/// How many bytes so many elements are.
pub(crate) fn bytes<T>(elements: usize) -> Result<isize> {
    let bytes = elements.checked_mul(size_of::<T>()).and_then(|bytes| isize::try_from(bytes).ok());
    bytes.ok_or(Error::TooLarge { count: elements })
}

impl<'mpi, T: Element> Layout<'mpi, T> {
    pub(crate) fn new(
        _: &'mpi Mpi,
        datatype: Datatype,
        reach: Option<usize>,
        ascends: bool,
    ) -> Result<Self> {
        let reach = reach.ok_or(Error::TooLarge { count: usize::MAX })?;
        bytes::<T>(reach)?;
        let datatype = datatype.commit()?;
        Ok(Self { datatype, reach, ascends, mpi: PhantomData, elements: PhantomData })
    }

    /// One that somebody else has made, if it is of whole elements.
    pub(crate) fn foreign(mpi: &'mpi Mpi, datatype: Datatype) -> Result<Self> {
        let (size, bytes) = (size_of::<T>(), datatype.size()?);
        let (first, end) = datatype.bounds()?;
        if first < 0 {
            return Err(Error::Raw { why: "it begins before what it is laid over" });
        }
        if bytes.checked_rem(size) != Some(0) {
            return Err(Error::Elements { bytes, size });
        }
        let reach = usize::try_from(end).ok().map(|end| end.div_ceil(size));
        Self::new(mpi, datatype, reach, false)
    }

    /// The first `n` elements.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] if no slice has so many.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.1.2 datatype constructors: `MPI_Type_contiguous`.
    #[doc(alias = "MPI_Type_contiguous")]
    pub fn contiguous(mpi: &'mpi Mpi, n: usize) -> Result<Self> {
        bytes::<T>(n)?;
        let datatype = Datatype::contiguous(element::<T>()?.raw(), size_of::<T>(), n)?;
        Self::new(mpi, datatype, Some(n), true)
    }

    /// So many blocks of `length` elements, whose first ones are `stride` elements apart.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] if no slice has so many, or the library cannot be told of so many.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.1.2 datatype constructors: `MPI_Type_vector`.
    #[doc(alias = "MPI_Type_vector")]
    pub fn strided(mpi: &'mpi Mpi, blocks: usize, length: usize, stride: usize) -> Result<Self> {
        let reach = match blocks.checked_sub(1) {
            Some(steps) => steps.checked_mul(stride).and_then(|last| last.checked_add(length)),
            None => Some(0),
        };
        let datatype =
            Datatype::strided(element::<T>()?.raw(), blocks, length, bytes::<T>(stride)?)?;
        Self::new(mpi, datatype, reach, blocks < 2 || stride >= length)
    }

    /// Blocks, each from its first element on, of so many.
    ///
    /// ```
    /// use mpi_shim::Layout;
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let (me, mut room) = (mpi.this_process(), [0; 3]);
    ///     let some = Layout::<i32>::indexed(mpi, &[(4, 1), (0, 2)])?;
    ///     me.sendrecv(&some.of(&[1, 2, 3, 4, 5])?, 0, 0, &mut room, 0, 0)?;
    ///     assert_eq!(room, [5, 1, 2]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`strided`](Self::strided).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.1.2 datatype constructors: `MPI_Type_indexed`.
    #[doc(alias = "MPI_Type_indexed")]
    pub fn indexed(mpi: &'mpi Mpi, blocks: &[(usize, usize)]) -> Result<Self> {
        let of = element::<T>()?;
        let (mut reach, mut ascends) = (Some(0), true);
        let mut parts = Vec::with_capacity(blocks.len());
        for &(first, count) in blocks {
            ascends &= count == 0 || reach <= Some(first);
            reach = reach.zip(first.checked_add(count)).map(|(so_far, end)| so_far.max(end));
            parts.push(Part { displacement: bytes::<T>(first)?, count, of: of.raw() });
        }
        Self::new(mpi, Datatype::structure(&parts)?, reach, ascends)
    }

    /// A box of an array whose last index runs fastest: of this size, from this place.
    ///
    /// ```
    /// use mpi_shim::Layout;
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let (me, mut room) = (mpi.this_process(), [0; 4]);
    ///     let corner = Layout::<i32>::subarray(mpi, [3, 3], [2, 2], [1, 1])?;
    ///     me.sendrecv(&corner.of(&[0, 1, 2, 3, 4, 5, 6, 7, 8])?, 0, 0, &mut room, 0, 0)?;
    ///     assert_eq!(room, [4, 5, 7, 8]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if the box is not within the array; as for [`strided`](Self::strided).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.1.3 subarray datatype constructor: as `MPI_Type_create_subarray`.
    #[doc(alias = "MPI_Type_create_subarray")]
    pub fn subarray<const N: usize>(
        mpi: &'mpi Mpi,
        shape: [usize; N],
        size: [usize; N],
        start: [usize; N],
    ) -> Result<Self> {
        let (mut stride, mut first, mut datatype) = (1usize, 0usize, element::<T>()?);
        for axis in (0..N).rev() {
            let end = start[axis].saturating_add(size[axis]);
            if end > shape[axis] {
                return Err(Error::Length {
                    what: "axis of an array",
                    is: shape[axis],
                    should: end,
                });
            }
            datatype = Datatype::strided(datatype.raw(), size[axis], 1, bytes::<T>(stride)?)?;
            let too_large = Error::TooLarge { count: shape[axis] };
            first += start[axis] * stride;
            stride = stride.checked_mul(shape[axis]).ok_or(too_large)?;
        }
        let part = Part { displacement: bytes::<T>(first)?, count: 1, of: datatype.raw() };
        Self::new(mpi, Datatype::structure(&[part])?, Some(stride), true)
    }

    /// This layout `n` times, each `step` elements behind the one before.
    ///
    /// # Errors
    ///
    /// As for [`strided`](Self::strided).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.1.7 datatype extent and bounds: `MPI_Type_create_resized`.
    #[doc(alias = "MPI_Type_create_resized")]
    pub fn repeated(&self, mpi: &'mpi Mpi, n: usize, step: usize) -> Result<Self> {
        let reach = match n.checked_sub(1) {
            Some(steps) => steps.checked_mul(step).and_then(|last| last.checked_add(self.reach)),
            None => Some(0),
        };
        let datatype = Datatype::strided(self.datatype.raw(), n, 1, bytes::<T>(step)?)?;
        Self::new(mpi, datatype, reach, self.ascends && (n < 2 || step >= self.reach))
    }

    /// How many elements a slice has to have.
    #[must_use]
    pub fn reach(&self) -> usize {
        self.reach
    }

    /// Sees that it has so many elements.
    pub(crate) fn must_have(&self, len: usize) -> Result<()> {
        let has = self.datatype.size()? / size_of::<T>();
        if has == len {
            Ok(())
        } else {
            Err(Error::Length { what: "data for a layout", is: len, should: has })
        }
    }

    pub(crate) fn datatype(&self) -> &Datatype {
        &self.datatype
    }

    /// These elements of a slice, to be sent.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if the slice is too short.
    pub fn of<'a>(&'a self, data: &'a [T]) -> Result<Laid<'a, T>> {
        self.must_fit(data)?;
        Ok(Laid { layout: self, data })
    }

    /// These elements of a slice, to be received into.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if the slice is too short.
    pub fn of_mut<'a>(&'a self, data: &'a mut [T]) -> Result<LaidMut<'a, T>> {
        self.must_fit(data)?;
        Ok(LaidMut { layout: self, data })
    }

    fn must_fit(&self, data: &[T]) -> Result<()> {
        let (is, should) = (data.len(), self.reach);
        if should <= is {
            Ok(())
        } else {
            Err(Error::Length { what: "slice below a layout", is, should })
        }
    }
}

impl<T: Element> Sent for Laid<'_, T> {
    fn sending<'a>(&'a self, _: &Session) -> Result<Sending<'a>> {
        let at = self.data.as_ptr().cast();
        // SAFETY: the layout is within the slice, which is borrowed.
        Ok(unsafe { Sending::typed(at, &self.layout.datatype) })
    }
}

impl<T: Element> Sent for LaidMut<'_, T> {
    fn sending<'a>(&'a self, _: &Session) -> Result<Sending<'a>> {
        let at = self.data.as_ptr().cast();
        // SAFETY: the layout is within the slice, which is borrowed.
        Ok(unsafe { Sending::typed(at, &self.layout.datatype) })
    }
}

impl<T: Element> Received for LaidMut<'_, T> {
    fn receiving<'a>(&'a mut self, _: &Session) -> Result<Receiving<'a>> {
        let at = self.data.as_mut_ptr().cast();
        // SAFETY: the layout is within the slice, which is borrowed for this alone, of elements.
        Ok(unsafe { Receiving::typed(at, &self.layout.datatype) })
    }
}

impl<T> fmt::Debug for Layout<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layout").field("reach", &self.reach).finish_non_exhaustive()
    }
}
