//! OpenSHMEM in the same process, by the crate `shmem`.
//!
//! The bundled runtime and MPI know nothing of each other. A C library that is made of MPI starts it when it starts
//! and ends it when it ends, and must not outlive it; so an [`Mpi`] beside such a one holds an init of OpenSHMEM,
//! and the last to be dropped, of either, ends both.

#![allow(unsafe_code, reason = "takes part in an MPI that OpenSHMEM ends")]

use std::cell::OnceCell;
use std::fmt;

use shmem::{Pe, Shmem};
use shmem_sys::beside_mpi;

use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::sys::{Session, ThreadLevel};

/// An init of OpenSHMEM, if that is made of MPI.
#[derive(Default)]
pub(crate) struct Partner(OnceCell<Shmem>);

impl Partner {
    /// Whether MPI ends when OpenSHMEM does.
    pub(crate) fn ends_mpi(&self) -> bool {
        self.0.get().is_some()
    }

    fn hold(&self) -> Result<()> {
        if self.0.get().is_none() {
            let nested = Shmem::init().map_err(failure)?;
            // It was empty.
            let _ = self.0.set(nested);
        }
        Ok(())
    }
}

fn failure(error: shmem::Error) -> Error {
    Error::Shmem { why: error.to_string() }
}

/// Threads that take turns in OpenSHMEM would meet this one in MPI, where both are one library.
fn no_turns(level: ThreadLevel) -> Result<()> {
    if level == ThreadLevel::Serialized {
        return Err(Error::ThreadLevel { needed: ThreadLevel::Multiple, granted: level });
    }
    Ok(())
}

impl Mpi {
    /// MPI in a process where OpenSHMEM runs, for threads as OpenSHMEM is.
    ///
    /// Every PE calls it. The two may be dropped in any order. Where OpenSHMEM is a C library that is made of MPI,
    /// such as Open MPI's, MPI runs since OpenSHMEM does, and ends with it.
    ///
    /// ```
    /// let shmem = shmem::Shmem::init().expect("OpenSHMEM starts");
    /// let mpi = mpi_shim::Mpi::beside(&shmem)?;
    /// drop(shmem);
    /// mpi.world().barrier()?;
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`init_thread`](Self::init_thread). [`Error::ThreadLevel`] also if OpenSHMEM was started for threads that
    /// take turns, and MPI is the same library.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 12.4.3 initialization: `MPI_Init_thread`, or none if MPI runs; OpenSHMEM 1.6, annex on
    /// interoperability.
    pub fn beside(shmem: &Shmem) -> Result<Self> {
        if !beside_mpi::starts_mpi() {
            return Self::init_thread(match shmem.thread_level() {
                shmem::ThreadLevel::Multiple => ThreadLevel::Multiple,
                shmem::ThreadLevel::Serialized => ThreadLevel::Serialized,
                _ => ThreadLevel::Funneled,
            });
        }
        // SAFETY: OpenSHMEM runs and so does MPI; both end after what is held below has been dropped. By its level no
        // other thread calls the library meanwhile.
        let session = unsafe { Session::join()? };
        no_turns(session.level())?;
        let mpi = Self::of(session);
        mpi.shmem.hold()?;
        Ok(mpi)
    }

    /// OpenSHMEM in a process where MPI runs, for threads as MPI is.
    ///
    /// Every process calls it. The two may be dropped in any order. Where OpenSHMEM is a C library that is made of MPI,
    /// such as Open MPI's, the last to be dropped ends both.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let shmem = mpi.shmem()?;
    ///     assert!(shmem.my_pe().index() < shmem.n_pes());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Shmem`] if OpenSHMEM does not start, or would end an MPI that [`attach`](Self::attach) found running;
    /// [`Error::ThreadLevel`] if MPI was started for threads that take turns, and OpenSHMEM is the same library.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, thread support: `shmem_init_thread`; annex on interoperability.
    #[doc(alias = "shmem_init_thread")]
    pub fn shmem(&self) -> Result<Shmem> {
        let level = match self.thread_level() {
            ThreadLevel::Multiple => shmem::ThreadLevel::Multiple,
            ThreadLevel::Serialized => shmem::ThreadLevel::Serialized,
            _ => shmem::ThreadLevel::Funneled,
        };
        if beside_mpi::starts_mpi() {
            no_turns(self.thread_level())?;
            if !self.session.is_owned() && !self.shmem.ends_mpi() {
                let why = "MPI was started by somebody else, and would be ended by OpenSHMEM";
                return Err(Error::Shmem { why: why.to_owned() });
            }
            // SAFETY: holding what is held below, this value leaves the end to OpenSHMEM; what uses MPI borrows it.
            unsafe { beside_mpi::adopt_mpi() };
        }
        let shmem = Shmem::init_thread(level).map_err(failure)?;
        if beside_mpi::starts_mpi() {
            self.shmem.hold()?;
        }
        Ok(shmem)
    }

    /// All PEs of OpenSHMEM's job as a communicator, and which PE is which rank. Collective over the PEs, and over the
    /// world of MPI.
    ///
    /// # Errors
    ///
    /// [`Error::NotPes`] if not all PEs are in one world of MPI: it was not the MPI library's launcher that started
    /// them.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_split`; OpenSHMEM 1.6, annex on interoperability.
    pub fn pes(&self, shmem: &Shmem) -> Result<Pes<'_>> {
        let (world, me, n) = (self.world(), shmem.my_pe().index(), shmem.n_pes());
        // There may be several jobs of OpenSHMEM in one of MPI, such as one for each node.
        let first = shmem.world().min(world.rank() as i32);
        let communicator = world.split(first, me as i32)?.ok_or(Error::Lost { what: "PEs" })?;
        let processes = shmem.world().min(communicator.size());
        if (processes, communicator.size()) != (n, n) {
            return Err(Error::NotPes { pes: n, processes });
        }
        let mut ranks = vec![0u64; n];
        communicator.all_gather(&[world.rank() as u64], &mut ranks)?;
        let ranks: Vec<_> = ranks.into_iter().map(|rank| rank as usize).collect();
        let mut pes = vec![None; world.size()];
        for (&rank, pe) in ranks.iter().zip(shmem.pes()) {
            pes[rank] = Some(pe);
        }
        Ok(Pes { communicator, ranks, pes })
    }
}

/// The PEs of OpenSHMEM as processes of MPI; see [`Mpi::pes`].
///
/// ```
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let shmem = mpi.shmem()?;
///     let pes = mpi.pes(&shmem)?;
///     assert_eq!(pes.communicator().rank(), shmem.my_pe().index());
///     assert_eq!(pes.rank_of(shmem.my_pe()), mpi.world().rank());
///     assert_eq!(pes.pe_of(mpi.world().rank()), Some(shmem.my_pe()));
///     Ok(())
/// });
/// ```
pub struct Pes<'mpi> {
    communicator: Communicator<'mpi>,
    /// In the world, of each PE.
    ranks: Vec<usize>,
    /// Of each rank of the world.
    pes: Vec<Option<Pe>>,
}

impl<'mpi> Pes<'mpi> {
    /// All PEs, whose ranks are their numbers.
    #[must_use]
    pub fn communicator(&self) -> &Communicator<'mpi> {
        &self.communicator
    }

    /// A PE's rank in the world of MPI.
    ///
    /// # Panics
    ///
    /// If it is a PE of another number of PEs.
    #[must_use]
    #[track_caller]
    pub fn rank_of(&self, pe: Pe) -> usize {
        self.ranks[pe.index()]
    }

    /// Which PE a rank of the world of MPI is; none if it is of another job of OpenSHMEM, or there is no such rank.
    #[must_use]
    pub fn pe_of(&self, rank: usize) -> Option<Pe> {
        self.pes.get(rank).copied().flatten()
    }
}

impl fmt::Debug for Pes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pes").field("ranks", &self.ranks).finish_non_exhaustive()
    }
}
