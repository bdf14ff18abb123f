//! Windows as they come into being.

#![allow(unsafe_code, reason = "initialises memory that the library has allocated")]

use std::cell::RefCell;
use std::ptr::NonNull;
use std::rc::Rc;
use std::thread;

use super::Window;
use super::core::{Core, Region};
use super::error::WindowError;
use super::handle::Handle;
use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::sys::{self, Comm, Way, Win, meet};

/// What a process brings along: how many elements, their size and alignment, and what kind of window.
type Record = [u64; 4];

/// No number of elements: this process asks for more than there can be.
const TOO_MANY: u64 = u64::MAX;

/// Where a window's memory is from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Allocated,
    Shared,
    Lent,
    Dynamic,
}

impl<'mpi> Communicator<'mpi> {
    /// A window of so many elements on this process, which are zero. Collective; each process has its own length.
    ///
    /// # Errors
    ///
    /// [`WindowError::Disagreement`] if the processes ask for different windows; if there is no memory.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.2 window that allocates memory: `MPI_Win_allocate`.
    #[doc(alias = "MPI_Win_allocate")]
    pub fn allocate_window<T: Element>(&self, len: usize) -> Result<Window<'mpi, T>> {
        self.with_memory(len, Kind::Allocated)
    }

    /// As [`allocate_window`](Self::allocate_window), of memory that all processes of this communicator can map, which
    /// are those of [`split_shared`](Self::split_shared).
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let near = mpi.world().split_shared(0)?;
    ///     let (me, n) = (near.rank(), near.size());
    ///     let window = near.share_window::<u32>(1)?.passive()?.lock_all()?;
    ///     window.mine().write(0, me as u32);
    ///     window.sync()?;
    ///     near.barrier()?;
    ///     window.sync()?;
    ///     assert_eq!(window.view((me + 1) % n)?.read(0), ((me + 1) % n) as u32);
    ///     window.unlock_all()?.close()?.free()
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there; if the processes cannot share memory.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.3 window that allocates shared memory: `MPI_Win_allocate_shared`.
    #[doc(alias = "MPI_Win_allocate_shared")]
    pub fn share_window<T: Element>(&self, len: usize) -> Result<Window<'mpi, T>> {
        self.with_memory(len, Kind::Shared)
    }

    /// A window without memory yet: [`attach`](Window::attach) adds some. Collective.
    ///
    /// # Errors
    ///
    /// As for [`allocate_window`](Self::allocate_window).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.4 window of dynamically attached memory: `MPI_Win_create_dynamic`.
    #[doc(alias = "MPI_Win_create_dynamic")]
    pub fn dynamic_window<T: Element>(&self) -> Result<Window<'mpi, T>> {
        let mut core = self.core(0, Kind::Dynamic, |comm| {
            let none = NonNull::from(&mut []);
            // SAFETY: there is no memory.
            Ok((unsafe { Win::create::<T>(comm, none)? }, none))
        })?;
        core.regions.get_mut().clear();
        Ok(Window { core: Rc::new(core) })
    }

    /// Runs `body` with a window over `memory`. Collective; each process has its own length.
    ///
    /// When this returns, no process reaches the memory any more, whatever `body` has done with the window:
    /// it is given back, for which all processes come. If `body` fails, they have ten seconds to, or the job
    /// ends; if it panics, the job ends.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let mut mine = [0; 3];
    ///     world.lend_window(&mut mine, |window| {
    ///         let mut fenced = window.fenced()?;
    ///         fenced.epoch(|e| e.accumulate(&[1, 2], 0, 1, Sum))
    ///     })?;
    ///     let n = if world.rank() == 0 { world.size() as i32 } else { 0 };
    ///     assert_eq!(mine, [0, n, 2 * n]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// Those of `body`; [`WindowError::Disagreement`] if the processes ask for different windows.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.1 window creation: `MPI_Win_create`, `MPI_Win_free`.
    #[doc(alias = "MPI_Win_create")]
    pub fn lend_window<T: Element, R, E: From<Error>>(
        &self,
        memory: &mut [T],
        body: impl for<'w> FnOnce(Window<'w, T>) -> Result<R, E>,
    ) -> Result<R, E> {
        /// Gives the window back, even when it is unwound from.
        struct Lent<'a, T: Element>(Rc<Core<'a, T>>);

        impl<T: Element> Drop for Lent<'_, T> {
            fn drop(&mut self) {
                if thread::panicking() {
                    self.0.mpi.session.abort(crate::PANICKED);
                }
            }
        }

        let memory = NonNull::from(memory);
        let core = self.core(memory.len(), Kind::Lent, |comm| {
            // SAFETY: the memory is borrowed until the window is given back below, and nobody refers to it meanwhile
            // but the window, at rest.
            Ok((unsafe { Win::create(comm, memory)? }, memory))
        })?;
        let lent = Lent(Rc::new(core));
        let result = body(Window { core: Rc::clone(&lent.0) });
        lent.0.give_back(result.is_ok());
        result
    }

    fn with_memory<T: Element>(&self, len: usize, kind: Kind) -> Result<Window<'mpi, T>> {
        let core = self.core(len, kind, |comm| {
            let (win, base) = Win::allocate(comm, len, kind == Kind::Shared)?;
            let base = if len == 0 { NonNull::dangling() } else { aligned(base)? };
            // SAFETY: memory for so many elements, which nobody else has yet; zeros are values.
            unsafe { base.write_bytes(0, len) };
            Ok((win, NonNull::slice_from_raw_parts(base, len)))
        })?;
        Ok(Window { core: Rc::new(core) })
    }

    /// A window that `make` makes of this process's memory, if all processes can do the same.
    fn core<T: Element>(
        &self,
        len: usize,
        kind: Kind,
        make: impl FnOnce(&Comm) -> Result<(Win, NonNull<[T]>)>,
    ) -> Result<Core<'mpi, T>> {
        // Nothing else is said there, so that nothing else can be taken for what is agreed on.
        let comm = self.comm.duplicate()?;
        let fits = len.checked_mul(size_of::<T>()).is_some_and(|n| isize::try_from(n).is_ok());
        let said = if fits { len as u64 } else { TOO_MANY };
        let mine = [said, size_of::<T>() as u64, align_of::<T>() as u64, kind as u64];
        let mut all = vec![Record::default(); comm.size()];
        sys::all_gather(&comm, Some(&[mine]), &mut all, &mut Way::now())?;
        if all.iter().any(|other| other[1..] != mine[1..]) {
            return Err(Error::Window(WindowError::Disagreement {
                what: "the kind of a window and its elements",
            }));
        }
        if all.iter().any(|other| other[0] == TOO_MANY) {
            return Err(Error::TooLarge { count: len });
        }
        let made = make(&comm);
        let failed = i64::from(made.is_err());
        let someone_failed = meet(&comm, [failed])? != [0];
        let (win, memory) = made?;
        if someone_failed {
            return Err(Error::Window(WindowError::Elsewhere {
                what: "make its part of a window",
            }));
        }
        let lens = all.iter().map(|other| other[0] as usize).collect();
        let region = Region { win, memory, lens };
        let handle = Rc::new(Handle::new(win, comm));
        self.mpi.windows.keep(&handle);
        Ok(Core {
            mpi: self.mpi,
            handle,
            regions: RefCell::new(vec![Some(region)]),
            shared: kind == Kind::Shared,
            dynamic: kind == Kind::Dynamic,
        })
    }
}

/// Memory that the library has allocated, if it is fit for elements.
fn aligned<T>(base: *mut T) -> Result<NonNull<T>> {
    let base = NonNull::new(base).filter(|base| base.is_aligned());
    base.ok_or(Error::Lost { what: "alignment of a window's memory" })
}
