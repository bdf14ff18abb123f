//! Memory as MPI is told of it: where, how many, of what.

use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::sync::atomic::AtomicU64;

use mpi_sys::MPI_Datatype;

use super::constants::MPI_PACKED;
use super::datatype::{Datatype, Unit, in_c};
use super::{Session, count, datatype, faults};
use crate::element::Element;
use crate::error::Result;

/// Memory that a call reads.
pub struct Sending<'a> {
    pub(super) at: *const c_void,
    pub(super) count: c_int,
    pub(super) datatype: MPI_Datatype,
    /// Keeps a datatype that was made for this only.
    own: Option<Datatype>,
    memory: PhantomData<&'a [u8]>,
}

/// Memory that a call writes, and nobody else meanwhile.
pub struct Receiving<'a> {
    pub(super) at: *mut c_void,
    pub(super) count: c_int,
    pub(super) datatype: MPI_Datatype,
    own: Option<Datatype>,
    memory: PhantomData<&'a mut [u8]>,
}

/// Where elements are. That of none is no place that a library gives a meaning of its own, such as 1, which is
/// where an empty slice of bytes tends to be, and what Open MPI says `MPI_IN_PLACE` by.
#[inline]
pub(super) fn place<T>(data: &[T]) -> *const c_void {
    static NOWHERE: AtomicU64 = AtomicU64::new(0);
    if data.is_empty() { NOWHERE.as_ptr().cast_const().cast() } else { data.as_ptr().cast() }
}

/// As [`place`], of elements that may be written. That of none is another one: MPICH refuses to send from where it
/// receives.
#[inline]
pub(super) fn place_mut<T>(data: &mut [T]) -> *mut c_void {
    static NOWHERE: AtomicU64 = AtomicU64::new(0);
    if data.is_empty() { NOWHERE.as_ptr().cast() } else { data.as_mut_ptr().cast() }
}

/// Count and datatype of so many elements: one of a datatype made for them where C has no such count.
#[inline]
pub(super) fn describe<T: Element>(len: usize) -> Result<(c_int, MPI_Datatype, Option<Datatype>)> {
    let unit = Unit::of::<T>();
    let units = unit.times(len)?;
    match count::small(units) {
        Some(n) => Ok((n, unit.raw, None)),
        None => {
            let all = all(unit, size_of::<T>() / unit.per_element, units)?;
            Ok((1, all.raw(), Some(all)))
        }
    }
}

/// A datatype of so many units.
#[cold]
fn all(unit: Unit, size: usize, units: usize) -> Result<Datatype> {
    Datatype::contiguous(unit.raw, size, units)?.commit()
}

impl<'a> Sending<'a> {
    #[inline]
    pub(crate) fn elements<T: Element>(data: &'a [T], _: &Session) -> Result<Self> {
        let (count, datatype, own) = describe::<T>(data.len())?;
        Ok(Self { at: place(data), count, datatype, own, memory: PhantomData })
    }

    /// One of a datatype.
    ///
    /// # Safety
    ///
    /// What the datatype names from `at` on is initialised memory that stays as it is for `'a`.
    pub(crate) unsafe fn typed(at: *const u8, datatype: &'a Datatype) -> Self {
        let (at, raw) = (at.cast(), datatype.raw());
        Self { at, count: 1, datatype: raw, own: None, memory: PhantomData }
    }

    /// What was packed.
    pub(crate) fn packed(data: &'a [u8], _: &Session) -> Result<Self> {
        let (at, count) = (place(data), in_c(data.len())?);
        Ok(Self { at, count, datatype: MPI_PACKED(), own: None, memory: PhantomData })
    }

    /// The datatype that was made for this only, if there is one, which has to be kept as long as the memory is used.
    pub(crate) fn take_own(&mut self) -> Option<Datatype> {
        self.own.take()
    }

    /// As [`typed`](Self::typed), with a datatype for this only.
    ///
    /// # Safety
    ///
    /// As there.
    #[cfg(feature = "ndarray")]
    pub(crate) unsafe fn with_own(at: *const u8, datatype: Datatype) -> Self {
        let (at, raw) = (at.cast(), datatype.raw());
        Self { at, count: 1, datatype: raw, own: Some(datatype), memory: PhantomData }
    }
}

impl<'a> Receiving<'a> {
    #[inline]
    pub(crate) fn elements<T: Element>(data: &'a mut [T], _: &Session) -> Result<Self> {
        Self::of_elements(data)
    }

    /// As [`elements`](Self::elements), for what others send, which may end within an element.
    #[inline]
    pub(crate) fn message<T: Element>(data: &'a mut [T], _: &Session) -> Result<Self> {
        if faults::WHOLE_ELEMENTS {
            return Self::of_elements(bytemuck::cast_slice_mut::<T, u8>(data));
        }
        Self::of_elements(data)
    }

    /// As [`elements`](Self::elements), for those who have a handle instead of the session.
    #[inline]
    pub(super) fn of_elements<T: Element>(data: &'a mut [T]) -> Result<Self> {
        let (count, datatype, own) = describe::<T>(data.len())?;
        Ok(Self { at: place_mut(data), count, datatype, own, memory: PhantomData })
    }

    /// One of a datatype.
    ///
    /// # Safety
    ///
    /// What the datatype names from `at` on is initialised memory, for which any bits are a value, and which is
    /// borrowed for this alone for `'a`.
    pub(crate) unsafe fn typed(at: *mut u8, datatype: &'a Datatype) -> Self {
        let (at, raw) = (at.cast(), datatype.raw());
        Self { at, count: 1, datatype: raw, own: None, memory: PhantomData }
    }

    /// As [`typed`](Self::typed), with a datatype for this only.
    ///
    /// # Safety
    ///
    /// As there.
    #[cfg(feature = "ndarray")]
    pub(crate) unsafe fn with_own(at: *mut u8, datatype: Datatype) -> Self {
        let (at, raw) = (at.cast(), datatype.raw());
        Self { at, count: 1, datatype: raw, own: Some(datatype), memory: PhantomData }
    }

    /// Room for what was packed.
    pub(crate) fn packed(data: &'a mut [u8], _: &Session) -> Result<Self> {
        let (count, at) = (in_c(data.len())?, place_mut(data));
        Ok(Self { at, count, datatype: MPI_PACKED(), own: None, memory: PhantomData })
    }

    /// Leaves out what is behind so many bytes of data, if it can be told so.
    pub(crate) fn shorten(&mut self, bytes: usize) -> Result<()> {
        let each = datatype::size(self.datatype)?;
        if each > 0 && (self.count > 1 || bytes == 0) {
            self.count = self.count.min(count::small(bytes / each).unwrap_or(self.count));
        }
        Ok(())
    }

    /// The datatype that was made for this only, if there is one, which has to be kept as long as the memory is used.
    pub(crate) fn take_own(&mut self) -> Option<Datatype> {
        self.own.take()
    }

    /// The same memory, to be read.
    pub(crate) fn into_sending(self) -> Sending<'a> {
        let Self { at, count, datatype, own, .. } = self;
        Sending { at: at.cast_const(), count, datatype, own, memory: PhantomData }
    }
}
