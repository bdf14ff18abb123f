//! Datatypes: those of elements, and those made of others.

use std::any::TypeId;
use std::ffi::c_int;
use std::marker::PhantomData;

use mpi_sys::{MPI_Aint, MPI_Datatype};
use num_complex::{Complex32, Complex64};

use super::constants::{
    MPI_BYTE, MPI_C_DOUBLE_COMPLEX, MPI_C_FLOAT_COMPLEX, MPI_COMBINER_NAMED, MPI_DOUBLE, MPI_FLOAT,
    MPI_INT8_T, MPI_INT16_T, MPI_INT32_T, MPI_INT64_T, MPI_UINT8_T, MPI_UINT16_T, MPI_UINT32_T,
    MPI_UINT64_T,
};
use super::{check, count};
use crate::element::Element;
use crate::error::{Error, Result};

/// What one element is to MPI: a number of a type that MPI has, or some bytes.
#[derive(Clone, Copy)]
pub(crate) struct Unit {
    pub(super) raw: MPI_Datatype,
    /// How many of `raw` an element is.
    pub(super) per_element: usize,
}

/// The rows of the standard's table of C types, by the Rust types that they are.
macro_rules! numbers {
    ($($ty:ty: $datatype:ident,)*) => {
        impl Unit {
            /// What an element of `T` is; the compiler knows which row it is.
            #[inline]
            pub(crate) fn of<T: Element>() -> Self {
                const { assert!(size_of::<T>() > 0, "MPI has no elements without size") };
                let id = TypeId::of::<T>();
                $(if id == TypeId::of::<$ty>() {
                    return Self { raw: $datatype(), per_element: 1 };
                })*
                Self { raw: MPI_BYTE(), per_element: size_of::<T>() }
            }
        }
    };
}

numbers! {
    i8: MPI_INT8_T,
    i16: MPI_INT16_T,
    i32: MPI_INT32_T,
    i64: MPI_INT64_T,
    isize: MPI_INT64_T,
    u8: MPI_UINT8_T,
    u16: MPI_UINT16_T,
    u32: MPI_UINT32_T,
    u64: MPI_UINT64_T,
    usize: MPI_UINT64_T,
    f32: MPI_FLOAT,
    f64: MPI_DOUBLE,
    Complex32: MPI_C_FLOAT_COMPLEX,
    Complex64: MPI_C_DOUBLE_COMPLEX,
}

const _: () = assert!(size_of::<usize>() == 8, "mpi-shim is for 64-bit machines");

impl Unit {
    pub(crate) fn raw(self) -> MPI_Datatype {
        self.raw
    }

    pub(crate) fn per_element(self) -> usize {
        self.per_element
    }

    /// How many units this many elements are.
    #[inline]
    pub(super) fn times(self, elements: usize) -> Result<usize> {
        self.per_element.checked_mul(elements).ok_or_else(|| Error::too_large(elements))
    }
}

/// A datatype that was made here, given back when dropped. Communication that uses it need not have ended.
///
/// Calling MPI when it is dropped is in order because whoever makes one keeps it no longer than the session.
pub(crate) struct Datatype {
    raw: MPI_Datatype,
    own_thread: PhantomData<*const ()>,
}

/// A part of a datatype that is made of parts: how many of what, so many bytes from the start.
pub(crate) struct Part {
    pub(crate) displacement: isize,
    pub(crate) count: usize,
    pub(crate) of: MPI_Datatype,
}

impl Datatype {
    /// What a routine makes.
    pub(super) fn of_made(make: impl FnOnce(*mut MPI_Datatype) -> c_int) -> Result<Self> {
        let mut raw = super::constants::MPI_BYTE();
        check(make(&raw mut raw))?;
        Ok(Self { raw, own_thread: PhantomData })
    }

    #[inline]
    pub(crate) fn raw(&self) -> MPI_Datatype {
        self.raw
    }

    /// The same, fit for communication.
    pub(crate) fn commit(mut self) -> Result<Self> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_Type_commit(&raw mut self.raw) })?;
        Ok(self)
    }

    /// So many of another one after the other, however many.
    pub(crate) fn contiguous(of: MPI_Datatype, size: usize, n: usize) -> Result<Self> {
        if let Some(n) = count::small(n) {
            return Self::of_made(|made| {
                // SAFETY: the handle is valid, and `made` a place for one.
                unsafe { mpi_sys::MPI_Type_contiguous(n, of, made) }
            });
        }
        let too_large = || Error::TooLarge { count: n };
        let (blocks, rest) = (n / count::MOST, n % count::MOST);
        let block = Self::contiguous(of, size, count::MOST)?;
        let end = size.checked_mul(n - rest).and_then(|end| isize::try_from(end).ok());
        Self::structure(&[
            Part { displacement: 0, count: blocks, of: block.raw },
            Part { displacement: end.ok_or_else(too_large)?, count: rest, of },
        ])
    }

    /// Blocks of another datatype, a number of bytes apart.
    pub(crate) fn strided(
        of: MPI_Datatype,
        blocks: usize,
        length: usize,
        stride: isize,
    ) -> Result<Self> {
        let (blocks, length) = (in_c(blocks)?, in_c(length)?);
        Self::of_made(|made| {
            // SAFETY: the handle is valid, and `made` a place for one.
            unsafe {
                mpi_sys::MPI_Type_create_hvector(blocks, length, stride as MPI_Aint, of, made)
            }
        })
    }

    /// Another one, of which the next begins so many bytes behind the start.
    pub(crate) fn resized(of: MPI_Datatype, extent: isize) -> Result<Self> {
        Self::of_made(|made| {
            // SAFETY: the handle is valid, and `made` a place for one.
            unsafe { mpi_sys::MPI_Type_create_resized(of, 0, extent as MPI_Aint, made) }
        })
    }

    /// What the library has returned; `None` if that is one of its own, which are not given back.
    ///
    /// # Safety
    ///
    /// The handle is valid, and nobody else gives it back.
    pub(super) unsafe fn returned(raw: MPI_Datatype) -> Result<Option<Self>> {
        let (mut integers, mut addresses, mut datatypes, mut combiner) = (0, 0, 0, 0);
        // SAFETY: the handle is valid, and there are places for the answers.
        check(unsafe {
            mpi_sys::MPI_Type_get_envelope(
                raw,
                &raw mut integers,
                &raw mut addresses,
                &raw mut datatypes,
                &raw mut combiner,
            )
        })?;
        Ok((combiner != MPI_COMBINER_NAMED()).then_some(Self { raw, own_thread: PhantomData }))
    }

    /// How many bytes of data it names.
    pub(crate) fn size(&self) -> Result<usize> {
        size(self.raw)
    }

    /// Of parts, one after the other.
    pub(crate) fn structure(parts: &[Part]) -> Result<Self> {
        let n = in_c(parts.len())?;
        let counts = parts.iter().map(|part| in_c(part.count)).collect::<Result<Vec<_>>>()?;
        let places: Vec<_> = parts.iter().map(|part| part.displacement as MPI_Aint).collect();
        let types: Vec<_> = parts.iter().map(|part| part.of).collect();
        Self::of_made(|made| {
            // SAFETY: the handles are valid, there are as many of each as it is told, and `made` is a place for one.
            unsafe {
                mpi_sys::MPI_Type_create_struct(
                    n,
                    counts.as_ptr(),
                    places.as_ptr(),
                    types.as_ptr(),
                    made,
                )
            }
        })
    }
}

/// How many bytes of data a datatype names.
#[inline]
pub(super) fn size(of: MPI_Datatype) -> Result<usize> {
    let mut size = 0;
    // SAFETY: the handle is valid, and `size` a place for the answer.
    check(unsafe { mpi_sys::MPI_Type_size_x(of, &raw mut size) })?;
    usize::try_from(size).map_err(|_| Error::Lost { what: "size of a datatype" })
}

/// How many bytes behind one of a datatype the next begins.
pub(super) fn extent(of: MPI_Datatype) -> Result<usize> {
    usize::try_from(signed_extent(of)?).map_err(|_| Error::Lost { what: "extent of a datatype" })
}

/// As [`extent`], of datatypes of which the next may begin before the start.
pub(super) fn signed_extent(of: MPI_Datatype) -> Result<isize> {
    let (mut start, mut extent) = (0, 0);
    // SAFETY: the handle is valid, and there are places for the answers.
    check(unsafe { mpi_sys::MPI_Type_get_extent(of, &raw mut start, &raw mut extent) })?;
    Ok(signed(extent))
}

/// An address, or a distance, as Rust has it.
#[allow(clippy::unnecessary_cast, reason = "of this type already with some libraries")]
pub(super) fn signed(address: MPI_Aint) -> isize {
    address as isize
}

#[inline]
pub(super) fn in_c(n: usize) -> Result<c_int> {
    count::small(n).ok_or_else(|| Error::too_large(n))
}

impl Drop for Datatype {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the handle is valid, and nobody has it any more.
        unsafe { free(self.raw) };
    }
}

/// Apart, and by value, so that what few calls make costs the others nothing.
///
/// # Safety
///
/// The handle is valid, and nobody uses it afterwards.
#[cold]
unsafe fn free(mut raw: MPI_Datatype) {
    // SAFETY: the caller's.
    unsafe { mpi_sys::MPI_Type_free(&raw mut raw) };
}
