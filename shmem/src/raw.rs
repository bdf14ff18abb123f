//! The ways in and out of the safe API, for programs that C code is part of.

#![allow(unsafe_code, reason = "takes the word of programs that C code is part of")]

use std::alloc::Layout;
use std::ffi::c_long;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

use shmem_sys::shmem_ctx_t;

use crate::Shmem;
use crate::atomics::AtomicSlice;
use crate::buf::SymSlice;
use crate::context::Context;
use crate::element::{AmoExtended, Element};
use crate::mutex::SymMutex;
use crate::pe::Peer;
use crate::remote::RemoteSlice;
use crate::signal::SignalSlice;
use crate::sys::{Elements, RawContext};

/// What C code has made, for the safe API.
impl Shmem {
    /// Symmetric memory that this crate has not allocated.
    ///
    /// For what C code has allocated, and for libraries with symmetric memory of their own.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// use std::ptr::NonNull;
    ///
    /// // SAFETY: started above; every PE calls it.
    /// let block = unsafe { shmem_sys::shmem_calloc(10, size_of::<u64>()) };
    /// let start = NonNull::new(block.cast::<u64>()).expect("there is room");
    /// // SAFETY: ten elements, which are freed when they are not used any more.
    /// let slice = unsafe { shmem.external_slice(start, 10) };
    /// slice.at(shmem.my_pe()).p(9, 7);
    /// assert_eq!(slice.read(9), 7);
    /// // SAFETY: from `shmem_calloc`; every PE calls it.
    /// unsafe { shmem_sys::shmem_free(block) };
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `start` is not aligned for `T`, or the elements are more than any memory holds.
    ///
    /// # Safety
    ///
    /// `start` must be the symmetric address, aligned for `T`, of `len` elements that stay allocated on
    /// every PE for `'a`. Nobody may have a Rust reference to them meanwhile, on any PE.
    #[must_use]
    pub unsafe fn external_slice<'a, T: Element>(
        &'a self,
        start: NonNull<T>,
        len: usize,
    ) -> SymSlice<'a, T> {
        assert!(start.is_aligned(), "elements are aligned");
        assert!(Layout::array::<T>(len).is_ok(), "{len} elements are too many");
        // SAFETY: the caller's promise, seen to be aligned and an array; the runtime lasts for `'a`.
        let elements = unsafe { Elements::new(start, len) };
        SymSlice { elements }
    }

    /// Words that this crate has not allocated, for atomic operations.
    ///
    /// # Safety
    ///
    /// As for [`external_slice`](Self::external_slice); and meanwhile nobody may access the words but
    /// atomically, on any PE.
    #[must_use]
    pub unsafe fn external_atomics<'a, T: AmoExtended>(
        &'a self,
        start: NonNull<T>,
        len: usize,
    ) -> AtomicSlice<'a, T> {
        // SAFETY: the caller's promise.
        let words = unsafe { self.external_slice(start, len) };
        AtomicSlice::new(words.elements.words(), self.me)
    }

    /// Signals that this crate has not allocated.
    ///
    /// # Safety
    ///
    /// As for [`external_slice`](Self::external_slice); and meanwhile nobody may access the words but by
    /// signal operations and waits, on any PE.
    #[must_use]
    pub unsafe fn external_signals(&self, start: NonNull<u64>, len: usize) -> SignalSlice<'_> {
        // SAFETY: the caller's promise.
        let words = unsafe { self.external_slice(start, len) };
        SignalSlice { words: words.elements.words() }
    }

    /// A context of the world from its handle. Dropping it destroys the context.
    ///
    /// # Safety
    ///
    /// It must be a context of all PEs, as from `shmem_ctx_create` or [`Context::into_raw`], which was made for
    /// the threads that `K` lets use it, and by this thread if that is [`Private`](crate::Private). Nobody else
    /// may use or destroy it. Any `K` but that needs the thread level that making such a context does.
    #[must_use]
    pub unsafe fn context_from_raw<K>(&self, raw: shmem_ctx_t) -> Context<'_, K> {
        // SAFETY: the caller's promise.
        Context::of(unsafe { RawContext::adopt(raw, (), None) })
    }
}

impl<K, N: Peer> Context<'_, K, N> {
    /// The context's handle for `shmem_sys`. Not to be destroyed.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let context = shmem.context()?;
    /// // SAFETY: the context is alive.
    /// unsafe { shmem_sys::shmem_ctx_quiet(context.as_raw()) };
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn as_raw(&self) -> shmem_ctx_t {
        self.stream().handle()
    }

    /// Gives the context up to who destroys it by its handle. One that is a team's keeps its team for as long
    /// as the runtime, as if it were forgotten.
    ///
    /// ```
    /// use shmem::Private;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let raw = shmem.context()?.into_raw();
    ///     // SAFETY: a context of the world, made by this thread for itself, that nobody else has.
    ///     let context = unsafe { shmem.context_from_raw::<Private>(raw) };
    ///     context.scope(|s| s.quiet());
    ///     Ok(())
    /// });
    /// ```
    #[must_use]
    pub fn into_raw(self) -> shmem_ctx_t {
        ManuallyDrop::new(self).as_raw()
    }
}

impl<T: AmoExtended> AtomicSlice<'_, T> {
    /// The address of the first word on this PE, which is the symmetric address as `shmem_sys` takes it.
    ///
    /// To be accessed atomically only.
    #[must_use]
    pub fn as_ptr(self) -> *mut T {
        self.words.as_ptr()
    }
}

impl SignalSlice<'_> {
    /// The address of the first signal on this PE, which is the symmetric address as `shmem_sys` takes it.
    ///
    /// To be accessed by signal operations and waits only.
    #[must_use]
    pub fn as_ptr(self) -> *mut u64 {
        self.words.as_ptr()
    }
}

impl<T> SymMutex<'_, T> {
    /// The address of the mutex's lock on this PE, as the lock routines of `shmem_sys` take it.
    ///
    /// Who sets it must not lock the mutex in Rust on the same PE until it is cleared.
    #[must_use]
    pub fn as_raw(&self) -> *mut c_long {
        self.lock_word().as_ptr()
    }
}

impl<T: Element> SymSlice<'_, T> {
    /// The address of the first element on this PE, which is the symmetric address as `shmem_sys` takes
    /// it.
    ///
    /// Other PEs may write there at any time, so reading and writing by it is a data race unless the
    /// program has made sure that it is not.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let pages = shmem.alloc_in::<u8>(shmem::Placement::new().align(4096), 100)?;
    /// assert_eq!(pages.slice(7..).as_ptr().addr() % 4096, 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn as_ptr(self) -> *mut T {
        self.elements.first().as_ptr()
    }
}

impl<T: Element> RemoteSlice<'_, T> {
    /// The address in this process of the elements on that PE, if they can be loaded from and stored to.
    ///
    /// As for [`SymSlice::as_ptr`], it is for the program to see that nobody races. Where copies do,
    /// [`g`](Self::g) and [`get`](Self::get) read the same memory, as fast.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let numbers = shmem.full(3, 7u64)?;
    /// if let Some(theirs) = numbers.at(shmem.my_pe().wrapping_add(1)).as_ptr() {
    ///     // SAFETY: nobody writes to them.
    ///     assert_eq!(unsafe { theirs.cast::<u64>().read() }, 7);
    /// }
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and query: `shmem_ptr`.
    #[doc(alias = "shmem_ptr")]
    #[must_use]
    pub fn as_ptr(self) -> Option<NonNull<[T]>> {
        let span = self.slice.span();
        let first = span.address_on(self.pe)?;
        Some(NonNull::slice_from_raw_parts(first.cast(), self.slice.len()))
    }
}
