//! Questions that the library answers.

use std::ffi::{CStr, c_char, c_int};
use std::ptr::NonNull;

use bytemuck::{AnyBitPattern, NoUninit};

use super::{Session, Span, Target};
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

/// A PE's bytes of a span, where they are in this process: for loads and stores.
#[derive(Clone, Copy)]
pub(crate) struct Mapped<'a>(Span<'a>);

impl<'a> Mapped<'a> {
    /// That PE's element `i`, if there is one and it can be read as a word.
    #[inline]
    pub(crate) fn load<T: AnyBitPattern>(self, i: usize) -> Option<T> {
        self.element::<T>(i)?.load()
    }

    /// Overwrites that PE's element `i`, if there is one and it can be written as a word; says whether.
    #[inline]
    #[must_use]
    pub(crate) fn store<T: NoUninit>(self, i: usize, value: T) -> bool {
        self.element::<T>(i).is_some_and(|element| element.store(value))
    }

    #[inline]
    fn element<T>(self, i: usize) -> Option<Span<'a>> {
        if size_of::<T>() == 0 { None } else { self.0.element::<T>(i) }
    }
}

impl<'a> Span<'a> {
    /// The same bytes on a PE, if they are in this process.
    pub(crate) fn mapped(self, pe: Pe) -> Option<Mapped<'a>> {
        if self.bytes() == 0 {
            return Some(Mapped(self));
        }
        let there = self.address_on(pe)?;
        // SAFETY: all of that PE's heap, or none, is mapped as long as the runtime lasts; `Mapped` loads from
        // and stores to it only.
        Some(Mapped(unsafe { self.moved_to(there) }))
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
