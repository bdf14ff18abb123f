//! Grids of processes.

use std::fmt;
use std::ops::Deref;

use super::agree::{agree, word};
use super::error::no_rank;
use super::grid::Grid;
use super::{Neighbourhood, TopologyError};
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::sys;

/// A communicator whose processes are a grid of `N` axes, each open at its ends or going around.
///
/// It is a [`Communicator`] with coordinates. Its neighbours, which the methods of [`Neighbourhood`] exchange data
/// with, are two for each axis, in this order: one step back and one forward along the first axis, then those
/// along the second, and so on. What is said to nobody, beyond the end of an axis, is said in vain, and the room for
/// what nobody sends stays as it is.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let dims = mpi.dims_create(world.size(), [0, 0])?;
///     let grid = world.create_cartesian(dims, [true, false], false)?.expect("it has all processes");
///     let above = grid.shift(0, 1)?;
///     let mut from = [0];
///     grid.sendrecv(&[grid.rank()], above.to, 0, &mut from, above.from, 0)?;
///     assert_eq!(Some(from[0]), above.from);
///     Ok(())
/// });
/// ```
pub struct Cartesian<'mpi, const N: usize> {
    communicator: Communicator<'mpi>,
    grid: Grid<N>,
    here: [usize; N],
}

/// The two ends of a shift: [`Cartesian::shift`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Whose data comes here.
    pub from: Option<usize>,
    /// Who gets what is here.
    pub to: Option<usize>,
}

impl Mpi {
    /// The sizes of a grid of `nodes` processes: those that are 0 are filled in, as near to each other as may be, and
    /// from the largest on. Local.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     assert_eq!(mpi.dims_create(12, [0, 0])?, [4, 3]);
    ///     assert_eq!(mpi.dims_create(12, [0, 3, 0])?, [2, 3, 2]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`TopologyError::Dims`] if `nodes` is no multiple of the sizes that are given, or 0.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.2 Cartesian convenience function: `MPI_Dims_create`.
    #[doc(alias = "MPI_Dims_create")]
    pub fn dims_create<const N: usize>(
        &self,
        nodes: usize,
        dims: [usize; N],
    ) -> Result<[usize; N]> {
        let mut given = dims.iter().filter(|&&size| size > 0);
        let given = given.try_fold(1usize, |product, &size| product.checked_mul(size));
        let fits = |given| {
            nodes > 0 && nodes.is_multiple_of(given) && (dims.contains(&0) || nodes == given)
        };
        if !given.is_some_and(fits) {
            return Err(Error::Topology(TopologyError::Dims { nodes, dims: dims.to_vec() }));
        }
        // As they divide `nodes`, they are no larger, and that is the library's to take.
        let mut found = dims.map(|size| size as i32);
        sys::dims_create(nodes, &mut found, &self.session)?;
        Ok(found.map(|size| size as usize))
    }
}

impl<'mpi> Communicator<'mpi> {
    /// A grid of these sizes, along axes that go around or do not. Collective; `None` for processes that are left
    /// over. With `reorder`, ranks may be others than here, such that neighbours are near to each other.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let ring = world.create_cartesian([world.size()], [true], false)?.expect("all are in it");
    ///     assert_eq!(ring.shift(0, 1)?.to, Some((ring.rank() + 1) % ring.size()));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`TopologyError::Grid`] if a size is 0, or there are not as many processes;
    /// [`TopologyError::Differ`] on all processes if they do not ask for the same; if the library has no more
    /// communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.1 Cartesian constructor: `MPI_Cart_create`.
    #[doc(alias = "MPI_Cart_create")]
    pub fn create_cartesian<const N: usize>(
        &self,
        dims: [usize; N],
        periodic: [bool; N],
        reorder: bool,
    ) -> Result<Option<Cartesian<'mpi, N>>> {
        let (sizes, around) = self.agreed_grid(dims, periodic, reorder)?;
        let comm = self.comm.cartesian(&sizes, &around, reorder)?;
        let Some(comm) = comm else { return Ok(None) };
        Cartesian::new(Communicator::new(comm, self.mpi), Grid { dims, periodic }).map(Some)
    }

    /// Which rank this process would have in such a grid for neighbours to be near to each other, as
    /// [`create_cartesian`](Self::create_cartesian) makes it with `reorder`. Collective; `None` if it would be left over.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let rank = world.cartesian_map([world.size()], [true])?.expect("all are in it");
    ///     assert!(rank < world.size());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.8 low-level topology functions: `MPI_Cart_map`.
    #[doc(alias = "MPI_Cart_map")]
    pub fn cartesian_map<const N: usize>(
        &self,
        dims: [usize; N],
        periodic: [bool; N],
    ) -> Result<Option<usize>> {
        let (sizes, around) = self.agreed_grid(dims, periodic, true)?;
        self.comm.cartesian_map(&sizes, &around)
    }

    /// The sizes of a grid, and which axes go around, as C has them; the same on all processes. Collective.
    fn agreed_grid<const N: usize>(
        &self,
        dims: [usize; N],
        periodic: [bool; N],
        reorder: bool,
    ) -> Result<([i32; N], [i32; N])> {
        const { assert!(N > 0, "a grid has an axis") };
        let mut words = dims.map(word).to_vec();
        words.extend(periodic.map(i64::from));
        words.push(reorder.into());
        agree(self, "grids", Ok(words))?;
        let product = dims.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
        if !product.is_some_and(|product| (1..=self.size()).contains(&product)) {
            return Err(Error::Topology(TopologyError::Grid {
                dims: dims.to_vec(),
                size: self.size(),
            }));
        }
        // No larger than their product, which is no larger than a C number.
        Ok((dims.map(|size| size as i32), periodic.map(i32::from)))
    }
}

impl<'mpi, const N: usize> Cartesian<'mpi, N> {
    /// The communicator has such a grid.
    fn new(mut communicator: Communicator<'mpi>, grid: Grid<N>) -> Result<Self> {
        let rank = communicator.rank();
        let here = grid.coords(rank).ok_or_else(|| no_rank(rank, grid.size()))?;
        if grid.meets_itself() {
            communicator.comm.pair_blocks(grid.neighbours(here).as_flattened())?;
        }
        Ok(Self { communicator, grid, here })
    }

    /// How many processes there are along each axis.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.5 Cartesian inquiry functions: `MPI_Cart_get`.
    #[doc(alias = "MPI_Cart_get")]
    #[doc(alias = "MPI_Cartdim_get")]
    #[must_use]
    pub fn dims(&self) -> [usize; N] {
        self.grid.dims
    }

    /// Which axes go around.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.5 Cartesian inquiry functions: `MPI_Cart_get`.
    #[must_use]
    pub fn periodic(&self) -> [bool; N] {
        self.grid.periodic
    }

    /// Where this process is.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.5 Cartesian inquiry functions: `MPI_Cart_get`.
    #[must_use]
    pub fn here(&self) -> [usize; N] {
        self.here
    }

    /// Where a process is.
    ///
    /// # Errors
    ///
    /// [`Error::Rank`](crate::Error::Rank) if there is no such process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.5 Cartesian inquiry functions: as `MPI_Cart_coords`.
    #[doc(alias = "MPI_Cart_coords")]
    pub fn coords(&self, rank: usize) -> Result<[usize; N]> {
        self.grid.coords(rank).ok_or_else(|| no_rank(rank, self.size()))
    }

    /// Who is there; nobody beyond the ends of an axis that does not go around.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let line = world.create_cartesian([world.size()], [false], false)?.expect("all are in it");
    ///     assert_eq!(line.rank_of([0]), Some(0));
    ///     assert_eq!(line.rank_of([-1]), None);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.5 Cartesian inquiry functions: as `MPI_Cart_rank`.
    #[doc(alias = "MPI_Cart_rank")]
    #[must_use]
    pub fn rank_of(&self, coords: [isize; N]) -> Option<usize> {
        self.grid.rank_of(coords)
    }

    /// Whom this process sends to, and whom it receives from, if all pass something on by so many steps along an
    /// axis. Nobody is a target and a source that messages can have.
    ///
    /// # Errors
    ///
    /// [`TopologyError::Axis`] if there is no such axis.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.6 Cartesian shift coordinates: as `MPI_Cart_shift`.
    #[doc(alias = "MPI_Cart_shift")]
    pub fn shift(&self, axis: usize, by: isize) -> Result<Shift> {
        if axis >= N {
            return Err(Error::Topology(TopologyError::Axis { axis, axes: N }));
        }
        let along = |by| self.grid.along(self.here, axis, by);
        Ok(Shift { from: along(-(by as i128)), to: along(by as i128) })
    }

    /// For each axis who is one step back, and who one forward: the order of what the methods of [`Neighbourhood`]
    /// exchange.
    #[must_use]
    pub fn neighbours(&self) -> [[Option<usize>; 2]; N] {
        self.grid.neighbours(self.here)
    }

    /// The lower-dimensional grid of these axes in which this process is, with those whose other coordinates are
    /// the same. Collective.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let grid = world.create_cartesian([1, world.size()], [false; 2], false)?;
    ///     let row = grid.expect("all are in it").sub([1])?;
    ///     assert_eq!(row.dims(), [world.size()]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`TopologyError::Axis`] if there is no such axis; [`TopologyError::Order`] if they are not in their order;
    /// [`TopologyError::Differ`] on all processes if they do not name the same; if the library has no more
    /// communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.5.7 partitioning of Cartesian structures: `MPI_Cart_sub`.
    #[doc(alias = "MPI_Cart_sub")]
    pub fn sub<const M: usize>(&self, axes: [usize; M]) -> Result<Cartesian<'mpi, M>> {
        const { assert!(M > 0, "a grid has an axis") };
        agree(self, "axes", Ok(axes.map(word).to_vec()))?;
        if let Some(&axis) = axes.iter().find(|&&axis| axis >= N) {
            return Err(Error::Topology(TopologyError::Axis { axis, axes: N }));
        }
        if !axes.is_sorted_by(|first, second| first < second) {
            return Err(Error::Topology(TopologyError::Order { axes: axes.to_vec() }));
        }
        let kept: [i32; N] = std::array::from_fn(|axis| axes.contains(&axis).into());
        let comm = self.communicator.comm.cartesian_part(&kept)?;
        let dims = axes.map(|axis| self.grid.dims[axis]);
        let periodic = axes.map(|axis| self.grid.periodic[axis]);
        Cartesian::new(Communicator::new(comm, self.mpi()), Grid { dims, periodic })
    }

    /// The same grid, with messages of its own. Collective.
    ///
    /// # Errors
    ///
    /// If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.4 overview of the functions: a duplicate has the topology; `MPI_Comm_dup`.
    pub fn duplicate(&self) -> Result<Self> {
        let comm = self.communicator.comm.duplicate()?.with_grid()?;
        Self::new(self.communicator.duplicate_of(comm), self.grid)
    }
}

impl<'mpi, const N: usize> Deref for Cartesian<'mpi, N> {
    type Target = Communicator<'mpi>;

    fn deref(&self) -> &Communicator<'mpi> {
        &self.communicator
    }
}

impl<const N: usize> Neighbourhood for Cartesian<'_, N> {}

impl<const N: usize> fmt::Debug for Cartesian<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cartesian")
            .field("dims", &self.grid.dims)
            .field("periodic", &self.grid.periodic)
            .field("here", &self.here)
            .finish_non_exhaustive()
    }
}
