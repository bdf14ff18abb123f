//! Every so many of a symmetric slice's elements.

use std::fmt;

use crate::buf::SymSlice;
use crate::element::Element;
use crate::pe::{Pe, PeOrInScope, Peer};
use crate::reach::Reach;
use crate::remote::RemoteSlice;
use crate::sys::{InScope, Scope};

/// Every so many of the elements of a [`SymSlice`], the same on every PE: a column of a matrix, for instance.
///
/// Made by [`SymSlice::step_by`].
pub struct SymStrided<'a, T> {
    slice: SymSlice<'a, T>,
    step: usize,
}

/// Every so many of the elements of a symmetric slice, on one PE: what puts go to and gets come from.
///
/// `P` is as for a [`RemoteSlice`].
pub struct RemoteStrided<'a, T, P = Pe> {
    elements: SymStrided<'a, T>,
    pe: P,
}

impl<'a, T: Element> SymSlice<'a, T> {
    /// The first element and every `step`-th after it.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let matrix = shmem.alloc::<f64>(3 * 4)?;
    ///     let column = matrix.slice(1..).step_by(4);
    ///     column.at(shmem.my_pe()).put(&[1.0, 2.0, 3.0]);
    ///     assert_eq!(matrix.to_vec(), [0., 1., 0., 0., 0., 2., 0., 0., 0., 3., 0., 0.]);
    ///     assert_eq!(column.to_vec(), [1.0, 2.0, 3.0]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `step` is 0.
    #[track_caller]
    #[must_use]
    pub fn step_by(self, step: usize) -> SymStrided<'a, T> {
        assert!(step != 0, "a step of no elements leads nowhere");
        SymStrided { slice: self, step }
    }
}

impl<'a, T: Element> SymStrided<'a, T> {
    /// How many elements there are on each PE.
    #[must_use]
    pub fn len(self) -> usize {
        self.slice.len().div_ceil(self.step)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.slice.is_empty()
    }

    /// How many elements of the slice it is from one to the next.
    #[must_use]
    pub fn step(self) -> usize {
        self.step
    }

    /// The same elements on a PE, for puts and gets.
    #[must_use]
    pub fn at<N: Peer>(self, pe: N) -> RemoteStrided<'a, T, N> {
        RemoteStrided { elements: self, pe }
    }

    /// Copies this PE's element `i` of these out. As [`SymSlice::read`].
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[track_caller]
    #[must_use]
    pub fn read(self, i: usize) -> T {
        self.slice.read(self.place(i))
    }

    /// Overwrites this PE's element `i` of these. As [`SymSlice::write`].
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[track_caller]
    pub fn write(self, i: usize, value: T) {
        self.slice.write(self.place(i), value);
    }

    /// Copies this PE's elements out. As [`SymSlice::read_into`].
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[track_caller]
    pub fn read_into(self, data: &mut [T]) {
        self.fits(data.len());
        for (i, place) in data.iter_mut().enumerate() {
            *place = self.slice.read(i * self.step);
        }
    }

    /// Overwrites this PE's elements. As [`SymSlice::write_from`].
    ///
    /// # Panics
    ///
    /// If `data` has another length.
    #[track_caller]
    pub fn write_from(self, data: &[T]) {
        self.fits(data.len());
        for (i, value) in data.iter().enumerate() {
            self.slice.write(i * self.step, *value);
        }
    }

    /// A copy of this PE's elements. Local.
    #[must_use]
    pub fn to_vec(self) -> Vec<T> {
        let mut data = vec![T::zeroed(); self.len()];
        self.read_into(&mut data);
        data
    }

    /// Which element of the slice is element `i` of these.
    #[track_caller]
    fn place(self, i: usize) -> usize {
        let len = self.len();
        assert!(i < len, "there is no element {i} among {len}");
        i * self.step
    }

    #[track_caller]
    fn fits(self, len: usize) {
        let have = self.len();
        assert!(len == have, "{len} elements do not fit {have} that are {} apart", self.step);
    }
}

impl<'a, T: Element, P: PeOrInScope> RemoteStrided<'a, T, P> {
    /// Copies `data` there. Completes as [`RemoteSlice::put`] does.
    ///
    /// # Panics
    ///
    /// If `data` has not as many elements.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iput`.
    #[doc(alias = "shmem_iput")]
    #[track_caller]
    pub fn put(self, data: &[T]) {
        self.elements.fits(data.len());
        self.slice().iput(self.elements.step, data, 1, data.len());
    }

    /// Copies the elements from there. They are there on return.
    ///
    /// # Panics
    ///
    /// If `data` has not as many elements.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iget`.
    #[doc(alias = "shmem_iget")]
    #[track_caller]
    pub fn get(self, data: &mut [T]) {
        self.elements.fits(data.len());
        self.slice().iget(data, 1, self.elements.step, data.len());
    }

    /// Copies one value there, to element `i` of these. As [`RemoteSlice::p`].
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[doc(alias = "shmem_p")]
    #[track_caller]
    pub fn p(self, i: usize, value: T) {
        self.slice().p(self.elements.place(i), value);
    }

    /// Copies element `i` of these from there. As [`RemoteSlice::g`].
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[doc(alias = "shmem_g")]
    #[track_caller]
    #[must_use]
    pub fn g(self, i: usize) -> T {
        self.slice().g(self.elements.place(i))
    }

    fn slice(self) -> RemoteSlice<'a, T, P> {
        RemoteSlice::new(self.elements.slice, self.pe)
    }
}

impl<'scope, T: Element, N: Peer> Reach<'scope, N> for RemoteStrided<'scope, T, N> {
    type Reached = RemoteStrided<'scope, T, InScope<'scope>>;

    #[track_caller]
    fn reach(self, scope: &Scope<'scope, '_, N>) -> Self::Reached {
        RemoteStrided { elements: self.elements, pe: scope.at(self.pe) }
    }
}

impl<T> Clone for SymStrided<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for SymStrided<'_, T> {}

impl<T, P: Copy> Clone for RemoteStrided<'_, T, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, P: Copy> Copy for RemoteStrided<'_, T, P> {}

impl<T> fmt::Debug for SymStrided<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymStrided").field("slice", &self.slice).field("step", &self.step).finish()
    }
}

impl<T, P: fmt::Debug> fmt::Debug for RemoteStrided<'_, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteStrided")
            .field("elements", &self.elements)
            .field("pe", &self.pe)
            .finish()
    }
}
