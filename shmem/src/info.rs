//! Questions to the library, and the ways in and out of the safe API.

#![allow(unsafe_code, reason = "takes the word of programs that C code is part of")]

use std::alloc::Layout;
use std::ptr::NonNull;

use crate::Shmem;
use crate::buf::SymSlice;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::pe::Pe;
use crate::remote::RemoteSlice;
use crate::sys::{Elements, Session, ThreadLevel};

impl Shmem {
    /// The version of OpenSHMEM that the library follows: major and minor.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// assert!(shmem.version() >= (1, 4));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and query: `shmem_info_get_version`.
    #[doc(alias = "shmem_info_get_version")]
    #[must_use]
    pub fn version(&self) -> (u32, u32) {
        let (major, minor) = self.session.version();
        (major as u32, minor as u32)
    }

    /// What the library calls itself.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// println!("on {}", shmem.library_name());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and query: `shmem_info_get_name`.
    #[doc(alias = "shmem_info_get_name")]
    #[must_use]
    pub fn library_name(&self) -> String {
        self.session.name()
    }

    /// Whether a PE can be reached by puts and gets.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// assert!(shmem.pes().all(|pe| shmem.is_accessible(pe)));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and query: `shmem_pe_accessible`.
    #[doc(alias = "shmem_pe_accessible")]
    #[must_use]
    pub fn is_accessible(&self, pe: Pe) -> bool {
        self.session.reaches(pe)
    }

    /// Tells a profiler that stands between how much to record: nothing, the usual, or more.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// shmem.profile(0); // not this
    /// let warm = shmem.world().sum(1);
    /// shmem.profile(1); // but this
    /// assert_eq!(shmem.world().sum(1), warm);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, profiling interface: `shmem_pcontrol`.
    #[doc(alias = "shmem_pcontrol")]
    pub fn profile(&self, level: i32) {
        self.session.profile(level);
    }

    /// Completes this PE's operations that go to some PEs; on return all PEs can see those.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let inbox = shmem.alloc::<u64>(1)?;
    /// let right = shmem.my_pe().wrapping_add(1);
    /// inbox.at(right).p(0, 7);
    /// shmem.quiet_to(&[right]);
    /// assert_eq!(inbox.at(right).g(0), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory ordering: `shmem_pe_quiet`, on the default context.
    #[doc(alias = "shmem_pe_quiet")]
    pub fn quiet_to(&self, pes: &[Pe]) {
        let numbers: Vec<_> = pes.iter().map(|pe| pe.number()).collect();
        self.session.quiet_to(&numbers);
    }

    /// Ends the job on every PE, with an exit status. Completes nothing, and drops nothing.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     println!("found it");
    ///     shmem.global_exit(0) // wherever the other PEs are
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and exit: `shmem_global_exit`.
    #[doc(alias = "shmem_global_exit")]
    pub fn global_exit(&self, status: i32) -> ! {
        self.session.end_job(status)
    }

    /// Joins the runtime that another part of the program, in C perhaps, has started.
    ///
    /// Otherwise as [`init`](Self::init): collective, and counted.
    ///
    /// # Errors
    ///
    /// [`Error::NotRunning`] if nobody has started it, and as for [`init`](Self::init).
    ///
    /// ```
    /// assert_eq!(shmem::Shmem::attach().err(), Some(shmem::Error::NotRunning));
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and query: `shmem_query_initialized`.
    #[doc(alias = "shmem_query_initialized")]
    pub fn attach() -> Result<Self> {
        if !Session::is_open() {
            return Err(Error::NotRunning);
        }
        Self::init_thread(ThreadLevel::Funneled)
    }

    /// The runtime for as long as the process lasts, for programs that have to store what borrows it.
    ///
    /// It is never finalized. Leave the process by [`global_exit`](Self::global_exit): an exit without
    /// it, on any PE, counts as that PE's failure.
    ///
    /// ```
    /// shmem::run(|_| -> shmem::Result<()> {
    ///     let shmem: &'static shmem::Shmem = shmem::Shmem::init()?.leak();
    ///     let inbox: shmem::SymBuf<'static, u64> = shmem.alloc(10)?;
    ///     assert_eq!(inbox.len(), 10);
    ///     shmem.global_exit(0)
    /// });
    /// ```
    #[must_use]
    pub fn leak(self) -> &'static Self {
        Box::leak(Box::new(self))
    }

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

    /// Whether the elements on that PE can be reached by puts and gets.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let inbox = shmem.alloc::<u64>(3)?;
    /// assert!(inbox.at(shmem.my_pe().wrapping_add(1)).is_accessible());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and query: `shmem_addr_accessible`.
    #[doc(alias = "shmem_addr_accessible")]
    #[must_use]
    pub fn is_accessible(self) -> bool {
        self.slice.span().is_reached_on(self.pe)
    }
}
