//! Handles of the C library, for libraries in C and Fortran that work with the objects of a Rust program, and the other
//! way round.
//!
//! To get a handle is safe, and what is done with it is what C code does: `unsafe`, with the obligations of the
//! standard. The types of handles are those of `mpi_sys`, which stand for those of `mpi.h`.
//!
//! ```
//! use mpi_shim::mpi_sys;
//! use mpi_shim::prelude::*;
//! use mpi_shim::raw::{AsRaw, FromRaw};
//!
//! mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
//!     let (world, mut theirs) = (mpi.world(), mpi.this_process().as_raw());
//!     // As a library in C would.
//!     // SAFETY: the handle is valid, and there is a place for the new one.
//!     unsafe { mpi_sys::MPI_Comm_dup(world.as_raw(), &raw mut theirs) };
//!     // SAFETY: it has just been made, and nobody else gives it back.
//!     let ours = unsafe { Communicator::from_raw(mpi, theirs)? };
//!     assert_eq!(ours.size(), world.size());
//!     Ok(())
//! });
//! ```

#![allow(unsafe_code, reason = "takes handles whose validity the caller vouches for")]

use mpi_sys::{MPI_Comm, MPI_Datatype, MPI_File, MPI_Group, MPI_Info, MPI_Win};

use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::file::File;
use crate::group::Group;
use crate::info::Info;
use crate::intercommunicator::Intercommunicator;
use crate::layout::Layout;
use crate::runtime::Mpi;
use crate::sys;
use crate::window::Window;

/// What the C library has a handle for.
pub trait AsRaw {
    /// The handle's type in C.
    type Raw: Copy;

    /// The handle. It is valid for as long as this.
    ///
    /// C code may use it as the standard says, but not give it back, nor have anything under way with it that this crate
    /// would have to know of: collective calls of the same communicator at the same time, epochs of the same window.
    fn as_raw(&self) -> Self::Raw;

    /// The number that Fortran has for the handle (`mpif.h`, and `MPI_VAL` of `mpi_f08`).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 17.2.4 transfer of handles: `MPI_Comm_c2f` and its like.
    #[doc(alias = "MPI_Comm_c2f")]
    fn as_fortran(&self) -> i32;
}

/// What can be made of a handle that somebody else has made.
pub trait FromRaw<'mpi>: AsRaw + Sized {
    /// Takes a handle over, to be given back when this is dropped.
    ///
    /// Errors of a communicator are returned from now on, whatever became of them before. The predefined ones are not
    /// given back.
    ///
    /// # Errors
    ///
    /// [`Error::Raw`](crate::Error::Raw) if it is null, or of another kind; [`Error::Elements`](crate::Error::Elements) of a layout that is not one of whole
    /// elements. Whoever had it has it still then.
    ///
    /// # Safety
    ///
    /// The handle is null or valid, of an object of the library that this program calls; nobody else gives it back.
    /// Nobody uses it in ways that the standard forbids beside what is done with this: on another thread at the same time,
    /// unless that is allowed for.
    unsafe fn from_raw(mpi: &'mpi Mpi, raw: Self::Raw) -> Result<Self>;

    /// As [`from_raw`](Self::from_raw), of a handle that stays with whoever has it.
    ///
    /// A communicator is the same one. Of groups, hints and layouts this is a copy, which is independent.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Safety
    ///
    /// As there, but that somebody else gives it back: that of a communicator after this and all that is made of it has
    /// been dropped, and not at all if this is [disconnected](Communicator::disconnect).
    unsafe fn borrow_raw(mpi: &'mpi Mpi, raw: Self::Raw) -> Result<Self>;

    /// As [`borrow_raw`](Self::borrow_raw), by the number that Fortran has.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    /// use mpi_shim::raw::{AsRaw, FromRaw};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     // SAFETY: the world stays.
    ///     let again = unsafe { Communicator::borrow_fortran(mpi, world.as_fortran())? };
    ///     assert_eq!(again.compare(&world)?, mpi_shim::Comparison::Identical);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Safety
    ///
    /// As there, of the number's handle; there is one.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 17.2.4 transfer of handles: `MPI_Comm_f2c` and its like.
    #[doc(alias = "MPI_Comm_f2c")]
    unsafe fn borrow_fortran(mpi: &'mpi Mpi, number: i32) -> Result<Self>;
}

/// Which handle of the C library is whose.
macro_rules! handles {
    ($([$($params:tt)*] $ty:ty: $raw:ty, |$this:ident| $object:expr;)*) => {$(
        impl<$($params)*> AsRaw for $ty {
            type Raw = $raw;

            fn as_raw(&self) -> $raw {
                let $this = self;
                $object.raw()
            }

            fn as_fortran(&self) -> i32 {
                let $this = self;
                $object.number()
            }
        }
    )*};
}

handles! {
    [] Communicator<'_>: MPI_Comm, |this| this.comm;
    [] Intercommunicator<'_>: MPI_Comm, |this| this.comm;
    [] Group<'_>: MPI_Group, |this| this.group;
    [] Info<'_>: MPI_Info, |this| this.hints;
    [T] Layout<'_, T>: MPI_Datatype, |this| this.datatype;
    [T: Element] Window<'_, T>: MPI_Win, |this| this.win();
    [T: Element] File<'_, T>: MPI_File, |this| this.raw();
}

/// Of two functions that make an object of a handle, the one that takes it over and the one that does not.
macro_rules! from_handles {
    ($([$($params:tt)*] $ty:ty: $sys:ty, |$mpi:ident, $raw:ident| $take:expr, $copy:expr;)*) => {$(
        impl<'mpi, $($params)*> FromRaw<'mpi> for $ty {
            unsafe fn from_raw($mpi: &'mpi Mpi, $raw: Self::Raw) -> Result<Self> {
                // SAFETY: the caller's.
                unsafe { $take }
            }

            unsafe fn borrow_raw($mpi: &'mpi Mpi, $raw: Self::Raw) -> Result<Self> {
                // SAFETY: the caller's.
                unsafe { $copy }
            }

            unsafe fn borrow_fortran(mpi: &'mpi Mpi, number: i32) -> Result<Self> {
                // SAFETY: the caller's.
                unsafe { Self::borrow_raw(mpi, <$sys>::numbered(number)) }
            }
        }
    )*};
}

from_handles! {
    [] Communicator<'mpi>: sys::Comm,
        |mpi, raw| sys::Comm::of_raw(raw, false, false, &mpi.session).map(|comm| Self::new(comm, mpi)),
        sys::Comm::of_raw(raw, false, true, &mpi.session).map(|comm| Self::new(comm, mpi));
    [] Intercommunicator<'mpi>: sys::Comm,
        |mpi, raw| sys::Comm::of_raw(raw, true, false, &mpi.session).map(|comm| Self::new(comm, mpi)),
        sys::Comm::of_raw(raw, true, true, &mpi.session).map(|comm| Self::new(comm, mpi));
    [] Group<'mpi>: sys::Group,
        |mpi, raw| sys::Group::of_raw(raw).map(|group| Self::new(group, mpi)),
        sys::Group::copy_of_raw(raw).map(|group| Self::new(group, mpi));
    [] Info<'mpi>: sys::Info,
        |_mpi, raw| sys::Info::of_raw(raw).map(Self::from_hints),
        sys::Info::copy_of_raw(raw).map(Self::from_hints);
    [T: Element] Layout<'mpi, T>: sys::Datatype,
        |mpi, raw| Self::borrow_raw(mpi, raw).inspect(|_| sys::Datatype::give_back_raw(raw)),
        sys::Datatype::copy_of_raw(raw).and_then(|datatype| Self::foreign(mpi, datatype));
}
