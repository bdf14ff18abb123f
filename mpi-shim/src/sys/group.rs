//! Groups of processes.

use std::ffi::c_int;
use std::marker::PhantomData;

use mpi_sys::MPI_Group;

use super::comm::Comparison;
use super::constants::{MPI_GROUP_EMPTY, MPI_GROUP_NULL, MPI_UNDEFINED};
use super::{check, count};
use crate::error::Result;

/// A group's handle, given back when dropped. Groups are local.
pub(crate) struct Group {
    raw: MPI_Group,
    own_thread: PhantomData<*const ()>,
}

/// What two groups can be made one by.
#[derive(Clone, Copy)]
pub(crate) enum Combination {
    Union,
    Intersection,
    Difference,
}

impl Group {
    pub(super) fn of_made(make: impl FnOnce(*mut MPI_Group) -> c_int) -> Result<Self> {
        let mut raw = MPI_GROUP_NULL();
        check(make(&raw mut raw))?;
        Ok(Self::new(raw))
    }

    pub(super) fn new(raw: MPI_Group) -> Self {
        Self { raw, own_thread: PhantomData }
    }

    #[inline]
    pub(crate) fn raw(&self) -> MPI_Group {
        self.raw
    }

    pub(crate) fn size(&self) -> Result<usize> {
        let mut size = 0;
        // SAFETY: the handle is valid, and `size` a place for the answer.
        check(unsafe { mpi_sys::MPI_Group_size(self.raw, &raw mut size) })?;
        Ok(count::from_c(size))
    }

    pub(crate) fn rank(&self) -> Result<Option<usize>> {
        let mut rank = 0;
        // SAFETY: the handle is valid, and `rank` a place for the answer.
        check(unsafe { mpi_sys::MPI_Group_rank(self.raw, &raw mut rank) })?;
        Ok(usize::try_from(rank).ok())
    }

    pub(crate) fn compare(&self, other: &Self) -> Result<Comparison> {
        let mut result = 0;
        // SAFETY: the handles are valid, and `result` a place for the answer.
        check(unsafe { mpi_sys::MPI_Group_compare(self.raw, other.raw, &raw mut result) })?;
        Ok(Comparison::of(result))
    }

    /// The members of these ranks, which are this group's, in their order; or all others.
    pub(crate) fn select(&self, ranks: &[c_int], leave_out: bool) -> Result<Self> {
        let n = ranks.len() as c_int;
        Self::of_made(|group| {
            if leave_out {
                // SAFETY: the handle is valid, the ranks are as many as it is told, and `group` is a place for one.
                unsafe { mpi_sys::MPI_Group_excl(self.raw, n, ranks.as_ptr(), group) }
            } else {
                // SAFETY: as above.
                unsafe { mpi_sys::MPI_Group_incl(self.raw, n, ranks.as_ptr(), group) }
            }
        })
    }

    pub(crate) fn combine(&self, how: Combination, other: &Self) -> Result<Self> {
        let combine = match how {
            Combination::Union => mpi_sys::MPI_Group_union,
            Combination::Intersection => mpi_sys::MPI_Group_intersection,
            Combination::Difference => mpi_sys::MPI_Group_difference,
        };
        Self::of_made(|group| {
            // SAFETY: the handles are valid, and `group` a place for one.
            unsafe { combine(self.raw, other.raw, group) }
        })
    }

    /// The ranks, which are this group's, as another group has them.
    pub(crate) fn translate(&self, ranks: &[c_int], to: &Self) -> Result<Vec<Option<usize>>> {
        let mut there = vec![0; ranks.len()];
        let n = ranks.len() as c_int;
        // SAFETY: the handles are valid, and there are as many ranks, and places for them, as it is told.
        check(unsafe {
            mpi_sys::MPI_Group_translate_ranks(
                self.raw,
                n,
                ranks.as_ptr(),
                to.raw,
                there.as_mut_ptr(),
            )
        })?;
        let undefined = MPI_UNDEFINED();
        Ok(there.into_iter().map(|rank| (rank != undefined).then(|| count::from_c(rank))).collect())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.raw != MPI_GROUP_EMPTY() {
            // SAFETY: the handle is valid, and nobody has it any more.
            unsafe { mpi_sys::MPI_Group_free(&raw mut self.raw) };
        }
    }
}
