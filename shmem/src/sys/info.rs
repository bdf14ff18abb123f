//! Questions that the library answers.

use std::ffi::{CStr, c_char, c_int};
use std::ptr::NonNull;

use bytemuck::{AnyBitPattern, NoUninit};

use super::{Elements, Place, Session, Span, Target};
use crate::pe::Pe;

impl Session {
    /// Whether the runtime is initialised, by whomever.
    pub(crate) fn is_open() -> bool {
        let mut answer = 0;
        // SAFETY: callable at any time; the result has a place.
        unsafe { shmem_sys::shmem_query_initialized(&raw mut answer) };
        answer != 0
    }

    /// The version of the standard that the library follows.
    pub(crate) fn version(&self) -> (c_int, c_int) {
        let (mut major, mut minor) = (0, 0);
        // SAFETY: initialised; the results have places.
        unsafe { shmem_sys::shmem_info_get_version(&raw mut major, &raw mut minor) };
        (major, minor)
    }

    /// What the library calls itself.
    pub(crate) fn name(&self) -> String {
        const ROOM: usize = shmem_sys::SHMEM_MAX_NAME_LEN as usize;
        let mut name: [c_char; ROOM] = [0; ROOM];
        // SAFETY: initialised; the name has as much room as the standard asks for.
        unsafe { shmem_sys::shmem_info_get_name(name.as_mut_ptr()) };
        // SAFETY: the library has ended the name with a zero, within its room.
        unsafe { CStr::from_ptr(name.as_ptr()) }.to_string_lossy().into_owned()
    }

    /// Sets the level of a profiler, if one is there.
    pub(crate) fn profile(&self, level: c_int) {
        // SAFETY: any level may be passed.
        unsafe { shmem_sys::shmem_pcontrol(level) };
    }

    /// Whether a PE can be reached.
    pub(crate) fn reaches(&self, pe: Pe) -> bool {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_pe_accessible(pe.number()) != 0 }
    }

    /// Completes this PE's operations on the default context that went to some PEs.
    pub(crate) fn quiet_to(&self, pes: &[c_int]) {
        // SAFETY: initialised; the array has so many PEs.
        unsafe { shmem_sys::shmem_pe_quiet(pes.as_ptr(), pes.len()) };
    }
}

/// Elements on a PE, where they are in this process: for copies without the library.
pub(crate) struct Mapped<'a, T>(Elements<'a, T>);

impl<T> Clone for Mapped<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Mapped<'_, T> {}

impl<'a, T: NoUninit + AnyBitPattern> Mapped<'a, T> {
    /// How many there are.
    #[inline]
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    /// One of that PE's values.
    #[inline]
    pub(crate) fn read(self, i: usize) -> Option<T> {
        self.0.place(i).map(Place::read)
    }

    /// Overwrites one of that PE's values; says whether there is one.
    #[inline]
    #[must_use]
    pub(crate) fn write(self, i: usize, value: T) -> bool {
        self.0.place(i).map(|place| place.write(value)).is_some()
    }

    /// Copies that PE's elements to `data`, as long as these.
    #[inline]
    pub(crate) fn read_into(self, data: &mut [T]) {
        self.0.read_into(data);
    }

    /// Overwrites that PE's elements with `data`, as long as these.
    #[inline]
    pub(crate) fn write_from(self, data: &[T]) {
        self.0.write_from(data);
    }
}

impl<'a, T> Elements<'a, T> {
    /// The same elements on a PE, if they are in this process.
    pub(crate) fn mapped(self, pe: Pe) -> Option<Mapped<'a, T>> {
        if self.span().bytes() == 0 {
            return Some(Mapped(self));
        }
        let there = self.span().address_on(pe)?.cast::<T>();
        // SAFETY: that PE's elements are mapped where the library says, as long as the runtime lasts. It is
        // no symmetric address, which `Mapped` does not need: it does what is done to a PE's own only.
        there.is_aligned().then(|| Mapped(unsafe { Elements::new(there, self.len()) }))
    }
}

impl Span<'_> {
    /// Where a PE's bytes are in this process, if they are.
    pub(crate) fn address_on(self, pe: Pe) -> Option<NonNull<u8>> {
        let here = self.as_ptr();
        // SAFETY: initialised, and `pe` is one; any address may be asked about.
        let there = unsafe { shmem_sys::shmem_ptr(here.as_ptr().cast(), Target::number(pe)) };
        NonNull::new(there.cast())
    }

    /// Whether a PE's bytes can be reached.
    pub(crate) fn is_reached_on(self, pe: Pe) -> bool {
        let here = self.as_ptr().as_ptr();
        // SAFETY: initialised, and `pe` is one; any address may be asked about.
        self.bytes() == 0
            || unsafe { shmem_sys::shmem_addr_accessible(here.cast(), Target::number(pe)) != 0 }
    }
}
