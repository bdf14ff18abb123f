//! Reading and writing at a place of a file, by calls that return before it is done.

#![allow(unsafe_code, reason = "starts operations on memory that a scope has borrowed")]

use std::ptr::NonNull;

use super::access::seal::{Direct, Place};
use super::elements::{Elements, ElementsMut};
use super::{Access, Span, Split};
use crate::element::Element;
use crate::error::Result;
use crate::lent::Lend;
use crate::request::Request;
use crate::scope::Scope;
use crate::status::Read;
use crate::sys::Meanwhile;

/// What is under way within the time of a [scope](crate::Mpi::scope). The length of what was read is in the
/// [`Status`](crate::Status), which has no source and no tag.
impl<'f, T: Element, K: Place> Access<'f, T, K> {
    /// Starts to read.
    ///
    /// ```
    /// use mpi_shim::File;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let (me, path) = (mpi.this_process(), std::env::temp_dir().join("mpi_shim_iread"));
    ///     # let path = path.with_extension(mpi.world().rank().to_string());
    ///     let mut options = File::options();
    ///     options.read(true).write(true).create(true).delete_on_close(true);
    ///     let file = options.open(&me, &path)?;
    ///     let mut room = [0.0; 4];
    ///     mpi.scope(|s| {
    ///         file.at(0).iwrite(s, &[1.5; 3])?.wait()?;
    ///         let coming = file.at(0).iread(s, &mut room)?;
    ///         // Time for something else.
    ///         let (room, status) = coming.wait()?;
    ///         assert_eq!((status.count::<f64>()?, room[2]), (3, 1.5));
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read), unless the request says it. That the file ends within an element is said by
    /// [`Status::count`](crate::Status::count).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4 data access: `MPI_File_iread_at`, `MPI_File_iread`, `MPI_File_iread_shared`.
    #[doc(alias = "MPI_File_iread")]
    #[doc(alias = "MPI_File_iread_at")]
    #[doc(alias = "MPI_File_iread_shared")]
    pub fn iread<'scope, B: ElementsMut<T> + ?Sized>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        room: &'scope mut B,
    ) -> Result<Request<'scope, &'scope mut B>>
    where
        'f: 'scope,
    {
        let one = |at: K, span, elements| at.of(span, elements).map(Meanwhile::One);
        let (slot, lent) = self.read_meanwhile(scope, room, one)?;
        Ok(Request::new(&scope.table, slot, lent))
    }

    /// Starts to write.
    ///
    /// # Errors
    ///
    /// As for [`write`](Self::write), unless the request says it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4 data access: `MPI_File_iwrite_at`, `MPI_File_iwrite`, `MPI_File_iwrite_shared`.
    #[doc(alias = "MPI_File_iwrite")]
    #[doc(alias = "MPI_File_iwrite_at")]
    #[doc(alias = "MPI_File_iwrite_shared")]
    pub fn iwrite<'scope, B: Elements<T> + ?Sized>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope B,
    ) -> Result<Request<'scope, &'scope B>>
    where
        'f: 'scope,
    {
        let one = |at: K, span, elements| at.of(span, elements).map(Meanwhile::One);
        let slot = self.write_meanwhile(scope, data, one)?;
        Ok(Request::new(&scope.table, slot, data.lend()))
    }

    /// Begins to read together with all processes. Collective, and so is its [end](Split::end); between them there is
    /// no other collective call on this file.
    ///
    /// # Errors
    ///
    /// As for [`read_all`](Self::read_all), unless its end says it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4.5 split collective data access routines: `MPI_File_read_at_all_begin`,
    /// `MPI_File_read_all_begin`, `MPI_File_read_ordered_begin`.
    #[doc(alias = "MPI_File_read_all_begin")]
    #[doc(alias = "MPI_File_read_at_all_begin")]
    #[doc(alias = "MPI_File_read_ordered_begin")]
    pub fn read_all_begin<'scope, B: ElementsMut<T> + ?Sized>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        room: &'scope mut B,
    ) -> Result<Split<'scope, T, &'scope mut B>>
    where
        'f: 'scope,
    {
        let halves = |at: K, span, elements| at.of(span, elements).map(Meanwhile::Halves);
        let (slot, lent) = self.read_meanwhile(scope, room, halves)?;
        Ok(Split::new(&scope.table, slot, lent))
    }

    /// Begins to write together with all processes. Collective, and so is its [end](Split::end); between them there
    /// is no other collective call on this file.
    ///
    /// # Errors
    ///
    /// As for [`write_all`](Self::write_all), unless its end says it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4.5 split collective data access routines: `MPI_File_write_at_all_begin`,
    /// `MPI_File_write_all_begin`, `MPI_File_write_ordered_begin`.
    #[doc(alias = "MPI_File_write_all_begin")]
    #[doc(alias = "MPI_File_write_at_all_begin")]
    #[doc(alias = "MPI_File_write_ordered_begin")]
    pub fn write_all_begin<'scope, B: Elements<T> + ?Sized>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope B,
    ) -> Result<Split<'scope, T, &'scope B>>
    where
        'f: 'scope,
    {
        let halves = |at: K, span, elements| at.of(span, elements).map(Meanwhile::Halves);
        let slot = self.write_meanwhile(scope, data, halves)?;
        Ok(Split::new(&scope.table, slot, data.lend()))
    }
}

/// What all processes start together. The standard has no such routines for the shared pointer.
impl<'f, T: Element, K: Direct> Access<'f, T, K> {
    /// Starts to read together with all processes. Collective.
    ///
    /// # Errors
    ///
    /// As for [`iread`](Self::iread) and [`read_all`](Self::read_all).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4 data access: `MPI_File_iread_at_all`, `MPI_File_iread_all`.
    #[doc(alias = "MPI_File_iread_all")]
    #[doc(alias = "MPI_File_iread_at_all")]
    pub fn iread_all<'scope, B: ElementsMut<T> + ?Sized>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        room: &'scope mut B,
    ) -> Result<Request<'scope, &'scope mut B>>
    where
        'f: 'scope,
    {
        let all = |at: K, span, elements| at.direct(span, elements).map(Meanwhile::All);
        let (slot, lent) = self.read_meanwhile(scope, room, all)?;
        Ok(Request::new(&scope.table, slot, lent))
    }

    /// Starts to write together with all processes. Collective.
    ///
    /// # Errors
    ///
    /// As for [`iwrite`](Self::iwrite) and [`write_all`](Self::write_all).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4 data access: `MPI_File_iwrite_at_all`, `MPI_File_iwrite_all`.
    #[doc(alias = "MPI_File_iwrite_all")]
    #[doc(alias = "MPI_File_iwrite_at_all")]
    pub fn iwrite_all<'scope, B: Elements<T> + ?Sized>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope B,
    ) -> Result<Request<'scope, &'scope B>>
    where
        'f: 'scope,
    {
        let all = |at: K, span, elements| at.direct(span, elements).map(Meanwhile::All);
        let slot = self.write_meanwhile(scope, data, all)?;
        Ok(Request::new(&scope.table, slot, data.lend()))
    }
}

/// Both ways, for whatever `what` makes of a place and so many elements.
impl<'f, T: Element, K: Copy> Access<'f, T, K> {
    /// Reads, and says where that is kept, and how the room was lent.
    fn read_meanwhile<'scope, B: ElementsMut<T> + ?Sized>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        room: &'scope mut B,
        what: impl FnOnce(K, Span, usize) -> Result<Meanwhile>,
    ) -> Result<(usize, NonNull<B>)>
    where
        'f: 'scope,
    {
        let mut lent = room.lend();
        // SAFETY: made of a reference, and used for this only until the request, or the other half, gives it back.
        let mut memory = unsafe { lent.as_mut() }.receiving(&self.file.mpi.session)?;
        let what = what(self.kind, self.file.span, memory.bytes()? / size_of::<T>())?;
        let read = self.file.limit(what.place(), what.who(), &mut memory)?;
        // SAFETY: the memory and the file are the scope's until it ends, or this is complete.
        let moving = unsafe { self.file.raw().read_meanwhile(what, &mut memory)? };
        Ok((scope.table.keep_file(moving, memory.take_own(), read), lent))
    }

    /// Writes, and says where that is kept.
    fn write_meanwhile<'scope, B: Elements<T> + ?Sized>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope B,
        what: impl FnOnce(K, Span, usize) -> Result<Meanwhile>,
    ) -> Result<usize>
    where
        'f: 'scope,
    {
        let mut memory = data.sending(&self.file.mpi.session)?;
        let what = what(self.kind, self.file.span, memory.bytes()? / size_of::<T>())?;
        // SAFETY: the memory and the file are the scope's until it ends, or this is complete.
        let moving = unsafe { self.file.raw().write_meanwhile(what, &memory)? };
        Ok(scope.table.keep_file(moving, memory.take_own(), Read::UNKNOWN))
    }
}
