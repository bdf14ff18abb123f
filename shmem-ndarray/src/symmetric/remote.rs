//! Puts and gets of arrays.

use ndarray::{
    Array, ArrayRef, Axis, Dimension, Ix1, Ix2, NdIndex, RemoveAxis, ShapeBuilder, SliceArg,
};
use shmem::bytemuck::Zeroable;
use shmem::{Element, PeOrInScope, RemoteSlice, SignalOp, SignalWord};

use super::base::{RemoteArray, SymArrayBase, SymArrayView};
use super::elements::{Readable, Source, Writable, put_blocks};
use super::layout::Layout;
use super::runs::{Blocks, Lattice};
use super::transfer::{self, Get, Local, Put};

/// What is at once where it goes to, as far as the caller is concerned.
pub(super) struct Now<R>(pub(super) R);

impl<T: Element, P: PeOrInScope> Put<'_, T> for Now<RemoteSlice<'_, T, P>> {
    fn lent(&mut self, blocks: Blocks, data: &[T]) {
        put_blocks(self.0, blocks, data);
    }

    fn gathered(&mut self, blocks: Blocks, data: &[T]) {
        put_blocks(self.0, blocks, data);
    }
}

impl<T, R: Source<T>> Get<'_, T> for Now<R> {
    fn lent(&mut self, blocks: Blocks, data: &mut [T]) {
        self.0.get_blocks(blocks, data);
    }

    fn gathered(&mut self, blocks: Blocks, data: &mut [T]) {
        self.0.get_blocks(blocks, data);
    }
}

impl<S: Copy, D: Dimension, P: Copy> RemoteArray<S, D, P> {
    /// The number of elements along each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        self.view.shape()
    }

    /// The elements there that [`s!`](ndarray::s) selects.
    ///
    /// # Panics
    ///
    /// If the selection goes beyond an axis.
    #[track_caller]
    #[must_use]
    pub fn slice<I: SliceArg<D>>(&self, info: I) -> RemoteArray<S, I::OutDim, P> {
        self.with(self.layout().slice(&info))
    }

    /// The elements there at `index` along an axis, without that axis.
    ///
    /// # Panics
    ///
    /// If there is no such axis or index.
    #[track_caller]
    #[must_use]
    pub fn index_axis(&self, axis: Axis, index: usize) -> RemoteArray<S, D::Smaller, P>
    where
        D: RemoveAxis,
    {
        self.with(self.layout().index_axis(axis, index))
    }

    /// The elements there with the axes in reverse order.
    #[must_use]
    pub fn t(&self) -> Self {
        self.with(self.layout().turned(|units| units.reversed_axes()))
    }

    fn layout(&self) -> Layout<D> {
        self.view.layout.clone()
    }

    /// Which element is the first one, if they are consecutive in the order of an array of that shape.
    #[inline]
    fn as_run(&self, shape: &[usize]) -> Option<usize> {
        as_run(&self.view.layout).filter(|_| self.shape() == shape)
    }

    fn with<E: Dimension>(&self, layout: Layout<E>) -> RemoteArray<S, E, P> {
        RemoteArray { view: SymArrayBase::new(self.view.storage, layout), pe: self.pe }
    }
}

impl<S: Copy, P: Copy> RemoteArray<S, Ix2, P> {
    /// Row `index` of the matrix there.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[track_caller]
    #[must_use]
    pub fn row(&self, index: usize) -> RemoteArray<S, Ix1, P> {
        self.index_axis(Axis(0), index)
    }

    /// Column `index` of the matrix there.
    ///
    /// # Panics
    ///
    /// If there is no such column.
    #[track_caller]
    #[must_use]
    pub fn column(&self, index: usize) -> RemoteArray<S, Ix1, P> {
        self.index_axis(Axis(1), index)
    }
}

impl<S: Writable<P>, D: Dimension, P: Copy> RemoteArray<S, D, P> {
    /// Copies `source` there, element by element, however either lies in memory.
    ///
    /// A source of another shape is broadcast, as by ndarray's [`assign`](ArrayRef::assign). It may be changed on
    /// return; the elements have arrived after [`quiet`](shmem::Shmem::quiet) or a
    /// [barrier](shmem::Team::barrier). Elements that are consecutive on both sides go in one call each run, others
    /// by strided calls or through a buffer.
    ///
    /// ```
    /// use ndarray::{array, s};
    /// use shmem_ndarray::SymArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let a = SymArray::<i32, _>::zeros(shmem, (3, 4))?;
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     a.slice(s![..2, 1..;2]).at(right).put(&array![[1, 2], [3, 4]]);
    ///     a.row(2).at(right).put(&array![9]);
    ///     shmem.world().barrier();
    ///     assert_eq!(a.to_array(), array![[0, 1, 0, 2], [0, 3, 0, 4], [9, 9, 9, 9]]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the source cannot be broadcast to the shape; the message has both shapes.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_putmem`, `shmem_iput` and `shmem_ibput`.
    #[doc(alias = "shmem_put")]
    #[doc(alias = "shmem_iput")]
    #[inline]
    #[track_caller]
    pub fn put<E: Dimension>(&self, source: &ArrayRef<S::Elem, E>) {
        match self.as_run(source.shape()).zip(source.as_slice()) {
            Some((first, data)) => {
                self.target().slice(first..first + data.len()).put(data);
            }
            None => self.put_any(source),
        }
    }

    #[track_caller]
    fn put_any<E: Dimension>(&self, source: &ArrayRef<S::Elem, E>) {
        let Some(source) = source.broadcast(self.view.raw_dim()) else {
            does_not_fit(source.shape(), self.shape())
        };
        transfer::put(&lattice(&self.view.layout), source, &mut Now(self.target()));
    }

    /// Copies `source` there as [`put`](Self::put) does, and then changes the signal of the same PE: who sees the
    /// signal changed sees all elements.
    ///
    /// The signal is changed once, whatever number of calls the elements take.
    ///
    /// ```
    /// use ndarray::{Array, array, s};
    /// use shmem::{SignalOp, Until};
    /// use shmem_ndarray::SymArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let (a, ready) = (SymArray::<f64, _>::zeros(shmem, (3, 4))?, shmem.signal()?);
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     a.column(0).at(right).put_signal(&array![1.0, 2.0, 3.0], &ready, SignalOp::Set(1));
    ///     ready.wait(Until::Eq(1));
    ///     assert_eq!(a.slice(s![.., 0]).to_array(), array![1.0, 2.0, 3.0]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// As [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_putmem_signal`; memory ordering: `shmem_fence`.
    #[doc(alias = "shmem_put_signal")]
    #[track_caller]
    pub fn put_signal<'s, E: Dimension>(
        &self,
        source: &ArrayRef<S::Elem, E>,
        signal: impl Into<SignalWord<'s>>,
        op: SignalOp,
    ) {
        let Some(source) = source.broadcast(self.view.raw_dim()) else {
            does_not_fit(source.shape(), self.shape())
        };
        let (lattice, target) = (lattice(&self.view.layout), self.target());
        if let Some((range, data)) = transfer::as_one(&lattice, source.clone()) {
            return target.slice(range).put_signal(data, signal, op);
        }
        transfer::put(&lattice, source, &mut Now(target));
        target.fence();
        target.slice(..0).put_signal(&[], signal, op);
    }

    /// Copies this PE's elements of another symmetric array there.
    ///
    /// Completes as [`put`](Self::put) does. Both may be of one array, such as a column at one side and that at the
    /// other; an element of this PE that is in both has its old value or another one afterwards.
    ///
    /// ```
    /// use ndarray::{array, s};
    /// use shmem_ndarray::SymArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let a = SymArray::from_array(shmem, &array![[0, 1, 2], [0, 3, 4]])?;
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     a.column(0).at(right).put_from(a.column(2)); // the last column to the first one of the next PE
    ///     shmem.world().barrier();
    ///     assert_eq!(a.to_array(), array![[2, 1, 2], [4, 3, 4]]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the source cannot be broadcast to the shape, or both are consecutive elements and have common ones.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_putmem` and `shmem_iput`.
    #[doc(alias = "shmem_put")]
    #[track_caller]
    pub fn put_from<'v, E: Dimension>(&self, source: impl Into<SymArrayView<'v, S::Elem, E>>)
    where
        S::Elem: 'v,
    {
        let SymArrayBase { storage, layout } = source.into();
        let target = self.target();
        if let Some((to, from)) = self.as_run(layout.shape()).zip(as_run(&layout)) {
            let len = layout.len();
            return target.slice(to..to + len).put_from(storage.slice(from..from + len));
        }
        let units = layout.units();
        let Some(wide) = units.broadcast(self.view.raw_dim()) else {
            does_not_fit(layout.shape(), self.shape())
        };
        let here = Lattice::new(layout.first(), wide.shape(), wide.strides());
        let here = Local { slice: storage, lattice: here };
        transfer::put_from(&lattice(&self.view.layout), here, |blocks, data| {
            put_blocks(target, blocks, data)
        });
    }

    /// Copies one value there, to the element at `index`. Completes as [`put`](Self::put) does.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// use shmem_ndarray::SymArray;
    ///
    /// let a = SymArray::<f64, _>::zeros(&shmem, (3, 4))?;
    /// a.at(shmem.my_pe().wrapping_add(1)).p([2, 1], 7.0);
    /// shmem.world().barrier();
    /// assert_eq!(a.read([2, 1]), 7.0);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_p`.
    #[doc(alias = "shmem_p")]
    #[track_caller]
    pub fn p(&self, index: impl NdIndex<D>, value: S::Elem) {
        self.target().p(self.view.layout.place(index), value);
    }

    fn target(&self) -> RemoteSlice<'_, S::Elem, S::By> {
        self.view.storage.target(self.pe)
    }
}

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
            transfer::get(&lattice(&self.view.layout), dest.view_mut(), &mut Now(self.source()));
        } else if self.view.layout.units().broadcast(dest.raw_dim()).is_some() {
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
        let layout = &self.view.layout;
        let fortran = !layout.is_standard() && layout.is_fortran();
        let mut array = Array::from_elem(layout.dim().set_f(fortran), S::Elem::zeroed());
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
        let dest = dest.into();
        let (slice, source) = (dest.storage, self.source());
        if let Some((from, to)) = self.as_run(dest.shape()).zip(as_run(&dest.layout)) {
            source.get_into(from, slice.slice(to..to + dest.len()));
        } else if dest.shape() == self.shape() {
            let here = Local { slice, lattice: lattice(&dest.layout) };
            let lattice = lattice(&self.view.layout);
            transfer::get_into(&lattice, here, |blocks, data| source.get_blocks(blocks, data));
        } else if self.view.layout.units().broadcast(dest.raw_dim()).is_some() {
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

/// Which element is the first one, if they are consecutive in C order.
#[inline]
fn as_run<D: Dimension>(layout: &Layout<D>) -> Option<usize> {
    layout.is_standard().then(|| layout.first())
}

/// Where the elements lie.
pub(super) fn lattice<D: Dimension>(layout: &Layout<D>) -> Lattice {
    Lattice::new(layout.first(), layout.shape(), layout.strides())
}

#[cold]
#[inline(never)]
#[track_caller]
pub(super) fn does_not_fit(source: &[usize], target: &[usize]) -> ! {
    panic!("shape {source:?} does not fit an array of shape {target:?}")
}
