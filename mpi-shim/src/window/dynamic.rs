//! Memory that is added to windows, and taken out again.
//!
//! Open MPI 4.1 confuses several regions of one of its own dynamic windows, and overwrites what is not in them. All
//! processes come to add memory, so a region is a window of the library's own, which this keeps together with the others.

#![allow(unsafe_code, reason = "lends memory of this process to the library")]

use std::ptr::NonNull;

use super::Window;
use super::core::{Core, Region};
use super::error::WindowError;
use super::handle::Step;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::sys::{self, Way, Win, meet};

/// Regions of a [dynamic window](crate::Communicator::dynamic_window).
impl<T: Element> Window<'_, T> {
    /// Adds memory, as the next region, and says its number, which is the same on all processes. Collective; each
    /// process has its own length.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    /// use mpi_shim::Place;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let mut window = world.dynamic_window::<u8>()?;
    ///     let (small, large) = (window.attach(vec![0; 1])?, window.attach(vec![0; 100])?);
    ///     let mut fenced = window.fenced()?;
    ///     fenced.epoch(|e| e.put(&[7], world.rank(), Place::from(99).region(large)))?;
    ///     let mut window = fenced.close()?;
    ///     assert_eq!(window.detach(large)?[99], 7);
    ///     assert_eq!(window.detach(small)?, [0]);
    ///     window.free()
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`WindowError::Flavor`] of another window; if the library cannot, here or on another process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.4 window of dynamically attached memory: as `MPI_Win_attach`.
    #[doc(alias = "MPI_Win_attach")]
    pub fn attach(&mut self, memory: Vec<T>) -> Result<usize> {
        let region = self.core.regions.borrow().len();
        self.core.agree(Step::Attach, region)?;
        self.core.must_be_dynamic()?;
        let memory = NonNull::from(Box::leak(memory.into_boxed_slice()));
        let attached = self.core.attach(memory);
        self.core.regions.borrow_mut().push(Some(attached?));
        Ok(region)
    }

    /// Takes a region out, and has its memory back. Collective.
    ///
    /// # Errors
    ///
    /// [`WindowError::Region`] if it is not there; if the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.4 window of dynamically attached memory: as `MPI_Win_detach`.
    #[doc(alias = "MPI_Win_detach")]
    pub fn detach(&mut self, region: usize) -> Result<Vec<T>> {
        self.core.must_be_dynamic()?;
        let memory = self.core.own(region)?;
        self.core.agree(Step::Detach, region)?;
        self.core.give_region_back(region)?;
        // SAFETY: it was a box; no process knows it any more, nor does the library.
        Ok(unsafe { Box::from_raw(memory.as_ptr()) }.into_vec())
    }

    /// This process's part of a region.
    ///
    /// # Errors
    ///
    /// [`WindowError::Region`] if it is not there.
    pub fn region(&self, region: usize) -> Result<&[T]> {
        self.core.slice(region)
    }

    /// This process's part of a region, to be changed.
    ///
    /// # Errors
    ///
    /// As for [`region`](Self::region).
    pub fn region_mut(&mut self, region: usize) -> Result<&mut [T]> {
        self.core.slice_mut(region)
    }
}

impl<T: Element> Core<'_, T> {
    fn must_be_dynamic(&self) -> Result<()> {
        if self.dynamic {
            Ok(())
        } else {
            Err(Error::Window(WindowError::Flavor { needed: "dynamic" }))
        }
    }

    /// Lends leaked memory to the library, if all processes can. It stays leaked if another one cannot: a window that not
    /// all have made is not given back.
    fn attach(&self, memory: NonNull<[T]>) -> Result<Region<T>> {
        // SAFETY: leaked memory, to which nobody refers while a process may reach it.
        let made = unsafe { Win::create(&self.comm, memory) };
        let failed = i64::from(made.is_err());
        let someone_failed = meet(&self.comm, [failed])? != [0];
        if made.is_err() {
            // SAFETY: it was a box, and the library does not have it.
            drop(unsafe { Box::from_raw(memory.as_ptr()) });
        }
        let win = made?;
        if someone_failed {
            return Err(Error::Window(WindowError::Elsewhere {
                what: "attach memory to a window",
            }));
        }
        let mut lens = vec![0; self.comm.size()];
        sys::all_gather(&self.comm, Some(&[memory.len()]), &mut lens, &mut Way::now())?;
        self.handle.attached.borrow_mut().push(win);
        Ok(Region { win, memory, lens })
    }

    /// Has the library forget a region. All processes do so.
    fn give_region_back(&self, region: usize) -> Result<()> {
        let Some(Region { win, .. }) = self.regions.borrow_mut()[region].take() else {
            return Ok(());
        };
        self.handle.attached.borrow_mut().retain(|other| *other != win);
        // SAFETY: the window is at rest, and all processes give the region back.
        unsafe { win.free() }
    }
}
