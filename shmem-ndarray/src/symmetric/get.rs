//! Gets of arrays.

use ndarray::{Array, ArrayRef, ArrayViewMut1, Dimension, NdIndex};
use shmem::bytemuck::Zeroable;

use super::base::{RemoteArray, SymArrayView};
use super::elements::{Readable, Source};
use super::remote::does_not_fit;
use super::runs::Blocks;
use super::transfer::{self, Get, Local};

impl<S: Readable<P>, D: Dimension, P: Copy> RemoteArray<S, D, P> {
    /// Copies the elements from there to `dest`, however either lies in memory. They are here on return.
    ///
    /// If `dest` has another shape they are broadcast to it, as by ndarray's [`assign`](ArrayRef::assign).
    ///
    /// ```
    /// use ndarray::{Array, array, s};
    /// use shmem_ndarray::SymArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let a = SymArray::from_array(shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    ///     let mut mine = Array::zeros((4, 2));
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     a.slice(s![.., 1..]).at(right).get(&mut mine.slice_mut(s![..;-2, ..]));
    ///     assert_eq!(mine, array![[0, 0], [5, 6], [0, 0], [2, 3]]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the elements cannot be broadcast to the shape of `dest`; the message has both shapes.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem`, `shmem_iget` and `shmem_ibget`.
    #[doc(alias = "shmem_get")]
    #[doc(alias = "shmem_iget")]
    #[inline]
    #[track_caller]
    pub fn get<E: Dimension>(&self, dest: &mut ArrayRef<S::Elem, E>) {
        match self.as_run(dest.shape()) {
            Some(first) if dest.is_standard_layout() => {
                let data = dest.as_slice_mut().expect("consecutive");
                self.source().get(first, data);
            }
            _ => self.get_any(dest),
        }
    }

    #[track_caller]
    fn get_any<E: Dimension>(&self, dest: &mut ArrayRef<S::Elem, E>) {
        if dest.shape() == self.shape() {
            transfer::get(&self.view.layout.lattice(), dest.view_mut(), &mut Now(self.source()));
        } else if self.view.layout.broadcast(dest.raw_dim()).is_some() {
            dest.assign(&self.get_array());
        } else {
            does_not_fit(self.shape(), dest.shape())
        }
    }

    /// Gives the elements from there as a new array, which lies in memory as they do if they are consecutive.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let a = SymArray::from_array(shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    ///     let halo = a.at(shmem.my_pe().wrapping_add(1)).column(0).get_array();
    ///     assert_eq!(halo, array![1, 4]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem`, `shmem_iget` and `shmem_ibget`.
    #[doc(alias = "shmem_get")]
    #[must_use]
    pub fn get_array(&self) -> Array<S::Elem, D> {
        let mut array = Array::from_elem(self.view.layout.whole(), S::Elem::zeroed());
        self.get(&mut array);
        array
    }

    /// Copies the elements from there to this PE's elements of another symmetric array. They are there on return.
    ///
    /// Both may be of one array, as for [`put_from`](Self::put_from).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// let a = SymArray::from_array(&shmem, &array![[0, 1, 2], [0, 3, 4]])?;
    /// a.column(2).at(shmem.my_pe().wrapping_add(1)).get_into(a.column(0));
    /// assert_eq!(a.column(0).to_array(), array![2, 4]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the elements cannot be broadcast to the shape of `dest`, or both are consecutive elements and have common
    /// ones.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem` and `shmem_iget`.
    #[doc(alias = "shmem_get")]
    #[track_caller]
    pub fn get_into<'v, E: Dimension>(&self, dest: impl Into<SymArrayView<'v, S::Elem, E>>)
    where
        S::Elem: 'v,
    {
        let (dest, source) = (dest.into(), self.source());
        if let Some((first, to)) = self.as_run(dest.shape()).zip(dest.run()) {
            source.get_into(first, to);
        } else if dest.shape() == self.shape() {
            let here = Local { slice: dest.storage, lattice: dest.layout.lattice() };
            let lattice = self.view.layout.lattice();
            transfer::get_into(&lattice, here, |blocks, data| source.get_blocks(blocks, data));
        } else if self.view.layout.broadcast(dest.raw_dim()).is_some() {
            dest.assign_from(&self.get_array());
        } else {
            does_not_fit(self.shape(), dest.shape())
        }
    }

    /// Copies the element at `index` from there, and waits for it.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// let a = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// assert_eq!(a.at(shmem.my_pe().wrapping_add(1)).g([1, 0]), 4);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_g`.
    #[doc(alias = "shmem_g")]
    #[track_caller]
    #[must_use]
    pub fn g(&self, index: impl NdIndex<D>) -> S::Elem {
        self.source().g(self.view.layout.place(index))
    }

    fn source(&self) -> S::Source {
        self.view.storage.source(self.pe)
    }
}

/// Where elements come from by blocking calls.
struct Now<S>(S);

impl<T, R: Source<T>> Get<'_, T> for Now<R> {
    fn lent(&mut self, blocks: Blocks, data: &mut [T]) {
        self.0.get_blocks(blocks, data);
    }

    fn gathered(&mut self, blocks: Blocks, data: &mut [T]) {
        self.0.get_blocks(blocks, data);
    }

    fn lane(&mut self, blocks: Blocks, lane: ArrayViewMut1<'_, T>) {
        self.0.get_lane(blocks, lane);
    }
}
