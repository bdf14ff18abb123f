//! Questions to the library.

use crate::Shmem;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::pe::Pe;
use crate::remote::RemoteSlice;
use crate::sys::{Session, ThreadLevel};

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
}

impl<T: Element> RemoteSlice<'_, T> {
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
