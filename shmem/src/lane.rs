//! Puts and gets of lanes: the elements of an array along one axis, which lie some distance apart.

use ndarray::{ArrayView1, ArrayViewMut1};

use crate::element::Element;
use crate::epoch::RemoteFrozen;
use crate::pe::PeOrInScope;
use crate::remote::RemoteSlice;
use crate::sys::Strides;

/// With the feature `ndarray`.
impl<T: Element, P: PeOrInScope> RemoteSlice<'_, T, P> {
    /// Copies the elements of `lane` to elements there that are `to` apart, without a copy in between.
    ///
    /// As [`iput`](Self::iput), for elements with others between them of which there can be no slice: a column of a
    /// matrix whose other columns are somebody else's. Completes as [`put`](Self::put) does.
    ///
    /// ```
    /// use ndarray::array;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let inbox = shmem.alloc::<i32>(5)?;
    ///     let matrix = array![[1, 2], [3, 4], [5, 6]];
    ///     inbox.at(shmem.my_pe().wrapping_add(1)).put_lane(2, matrix.column(1));
    ///     shmem.world().barrier();
    ///     assert_eq!(inbox.to_vec(), [2, 0, 4, 0, 6]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If a distance is not positive, or the elements do not all lie within the slice.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iput`.
    #[doc(alias = "shmem_iput")]
    #[track_caller]
    pub fn put_lane(self, to: usize, lane: ArrayView1<'_, T>) {
        lane_fits(to, lane.len(), lane.strides()[0], self.slice.len());
        self.slice.span().put_lane(to, &lane, self.pe);
    }

    /// Copies elements there that are `from` apart to `lane`, without a copy in between. They are there on return.
    ///
    /// As [`iget`](Self::iget), for elements with others between them of which there can be no slice.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// use ndarray::array;
    ///
    /// let numbers = shmem.from_fn(10, |i| i)?;
    /// let mut matrix = array![[0, 0], [0, 0]];
    /// numbers.slice(3..).at(shmem.my_pe().wrapping_add(1)).get_lane(matrix.column_mut(0), 4);
    /// assert_eq!(matrix, array![[3, 0], [7, 0]]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`put_lane`](Self::put_lane).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iget`.
    #[doc(alias = "shmem_iget")]
    #[track_caller]
    pub fn get_lane(self, mut lane: ArrayViewMut1<'_, T>, from: usize) {
        lane_fits(from, lane.len(), lane.strides()[0], self.slice.len());
        self.slice.span().get_lane(from, &mut lane, self.pe);
    }
}

/// With the feature `ndarray`.
impl<T: Element, P: PeOrInScope> RemoteFrozen<'_, T, P> {
    /// Copies elements there that are `from` apart to `lane`. As [`RemoteSlice::get_lane`].
    ///
    /// # Panics
    ///
    /// As [`RemoteSlice::put_lane`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iget`.
    #[doc(alias = "shmem_iget")]
    #[track_caller]
    pub fn get_lane(self, lane: ArrayViewMut1<'_, T>, from: usize) {
        self.slice.get_lane(lane, from);
    }
}

/// Panics at the caller's line if so many elements do not go upwards, or do not lie within `slice_len` there.
#[track_caller]
fn lane_fits(apart: usize, len: usize, stride: isize, slice_len: usize) {
    let fits =
        Strides::of_lane(apart, len, stride).is_some_and(|all| all.fit(slice_len, usize::MAX));
    assert!(
        fits,
        "{len} elements do not fit {apart} apart in {slice_len} elements there and {stride} apart here"
    );
}
