//! Collective calls with parts of all for all, prepared once and started again and again.

use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::persistent::Persistent;
use crate::scope::Scope;
use crate::sys;

use super::Parts;

/// Collective calls that move data of all to all, prepared to be started again and again.
impl Communicator<'_> {
    /// Prepares [`all_gather`](Self::all_gather).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.5 persistent gather-to-all: as `MPI_Allgather_init`.
    #[doc(alias = "MPI_Allgather_init")]
    pub fn all_gather_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        all: &'scope mut [T],
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((mine, all), move |(mine, all), way| {
            sys::all_gather(&self.comm, Some(mine), all, way)
        })
    }

    /// Prepares [`all_gather_in_place`](Self::all_gather_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.5 persistent gather-to-all: as `MPI_Allgather_init`, with `MPI_IN_PLACE`.
    pub fn all_gather_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        all: &'scope mut [T],
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(all, move |all, way| sys::all_gather(&self.comm, None, all, way))
    }

    /// Prepares [`all_gather_parts`](Self::all_gather_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.5 persistent gather-to-all: as `MPI_Allgatherv_init`.
    #[doc(alias = "MPI_Allgatherv_init")]
    pub fn all_gather_parts_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        all: &'scope mut [T],
        parts: &'scope Parts<T>,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((mine, all), move |(mine, all), way| {
            sys::all_gather_parts(&self.comm, Some(mine), all, parts.parted(), way)
        })
    }

    /// Prepares [`all_gather_parts_in_place`](Self::all_gather_parts_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.5 persistent gather-to-all: as `MPI_Allgatherv_init`, with `MPI_IN_PLACE`.
    pub fn all_gather_parts_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        all: &'scope mut [T],
        parts: &'scope Parts<T>,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(all, move |all, way| {
            sys::all_gather_parts(&self.comm, None, all, parts.parted(), way)
        })
    }

    /// Prepares [`all_to_all`](Self::all_to_all).
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let (mut to, mut from) = (vec![0; world.size()], vec![0; world.size()]);
    ///     mpi.scope(|s| {
    ///         let mut exchange = world.all_to_all_init(s, &mut to, &mut from)?;
    ///         for round in 0..3 {
    ///             exchange.elements().0.fill(round);
    ///             exchange.start()?;
    ///             exchange.wait()?;
    ///             assert!(exchange.elements().1.iter().all(|&x| x == round));
    ///         }
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.6 persistent all-to-all: as `MPI_Alltoall_init`.
    #[doc(alias = "MPI_Alltoall_init")]
    pub fn all_to_all_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope mut [T],
        from: &'scope mut [T],
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((to, from), move |(to, from), way| {
            sys::all_to_all(&self.comm, Some(to), from, way)
        })
    }

    /// Prepares [`all_to_all_in_place`](Self::all_to_all_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.6 persistent all-to-all: as `MPI_Alltoall_init`, with `MPI_IN_PLACE`.
    pub fn all_to_all_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(data, move |data, way| sys::all_to_all(&self.comm, None, data, way))
    }

    /// Prepares [`all_to_all_parts`](Self::all_to_all_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.6 persistent all-to-all: as `MPI_Alltoallv_init`.
    #[doc(alias = "MPI_Alltoallv_init")]
    pub fn all_to_all_parts_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope mut [T],
        to_parts: &'scope Parts<T>,
        from: &'scope mut [T],
        from_parts: &'scope Parts<T>,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((to, from), move |(to, from), way| {
            let to = (&*to, to_parts.parted());
            sys::all_to_all_parts(&self.comm, Some(to), from, from_parts.parted(), way)
        })
    }

    /// Prepares [`all_to_all_parts_in_place`](Self::all_to_all_parts_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.6 persistent all-to-all: as `MPI_Alltoallv_init`, with `MPI_IN_PLACE`.
    pub fn all_to_all_parts_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        parts: &'scope Parts<T>,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(data, move |data, way| {
            sys::all_to_all_parts(&self.comm, None, data, parts.parted(), way)
        })
    }
}
