//! Reading and writing at a place of a file, by calls that return before it is done.

#![allow(unsafe_code, reason = "starts operations on memory that a scope has borrowed")]

use super::access::seal::{Direct, Place};
use super::elements::{Elements, ElementsMut};
use super::{Access, Split};
use crate::element::Element;
use crate::error::Result;
use crate::lent::Lend;
use crate::request::Request;
use crate::scope::Scope;
use crate::status::Read;
use crate::sys::{self, Who};

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
        let mut lent = room.lend();
        // SAFETY: made of a reference, and used for this only until the request gives it back.
        let mut memory = unsafe { lent.as_mut() }.receiving(&self.file.mpi.session)?;
        let (place, read) = self.place_of_room(Who::One, &mut memory)?;
        // SAFETY: the memory and the file are the scope's until it ends, or the request is complete.
        let moving = unsafe { self.file.raw().start_read(place, &mut memory)? };
        let slot = scope.table.keep_file(moving, memory.take_own(), read);
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
        let mut memory = data.sending(&self.file.mpi.session)?;
        let place = self.place_of_data(&memory)?;
        // SAFETY: the memory and the file are the scope's until it ends, or the request is complete.
        let moving = unsafe { self.file.raw().start_write(place, &memory)? };
        let slot = scope.table.keep_file(moving, memory.take_own(), Read::UNKNOWN);
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
        let mut lent = room.lend();
        // SAFETY: made of a reference, and used for this only until the other half gives it back.
        let mut memory = unsafe { lent.as_mut() }.receiving(&self.file.mpi.session)?;
        let (place, read) = self.place_of_room(Who::All, &mut memory)?;
        // SAFETY: the memory and the file are the scope's until it ends, or the other half is done.
        let moving = unsafe { self.file.raw().begin_read(place, &mut memory)? };
        let slot = scope.table.keep_file(moving, memory.take_own(), read);
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
        let mut memory = data.sending(&self.file.mpi.session)?;
        let place = self.place_of_data(&memory)?;
        // SAFETY: the memory and the file are the scope's until it ends, or the other half is done.
        let moving = unsafe { self.file.raw().begin_write(place, &memory)? };
        let slot = scope.table.keep_file(moving, memory.take_own(), Read::UNKNOWN);
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
        let mut lent = room.lend();
        // SAFETY: made of a reference, and used for this only until the request gives it back.
        let mut memory = unsafe { lent.as_mut() }.receiving(&self.file.mpi.session)?;
        let elements = memory.bytes()? / size_of::<T>();
        let place = self.kind.direct(self.file.span, elements)?;
        let read = self.file.limit(sys::Place::Direct(place), Who::All, &mut memory)?;
        // SAFETY: the memory and the file are the scope's until it ends, or the request is complete.
        let moving = unsafe { self.file.raw().start_read_all(place, &mut memory)? };
        let slot = scope.table.keep_file(moving, memory.take_own(), read);
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
        let mut memory = data.sending(&self.file.mpi.session)?;
        let elements = memory.bytes()? / size_of::<T>();
        let place = self.kind.direct(self.file.span, elements)?;
        // SAFETY: the memory and the file are the scope's until it ends, or the request is complete.
        let moving = unsafe { self.file.raw().start_write_all(place, &memory)? };
        let slot = scope.table.keep_file(moving, memory.take_own(), Read::UNKNOWN);
        Ok(Request::new(&scope.table, slot, data.lend()))
    }
}
