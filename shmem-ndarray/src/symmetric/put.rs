//! Puts of arrays.

use ndarray::{ArrayRef, ArrayView1, Dimension, NdIndex};
use shmem::{Element, PeOrInScope, RemoteSlice, SignalOp, SignalWord};

use super::base::{RemoteArray, SymArrayBase, SymArrayView};
use super::elements::{Writable, put_blocks, put_lane};
use super::remote::does_not_fit;
use super::runs::Blocks;
use super::transfer::{self, Local, Put};

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
        transfer::put(&self.view.layout.lattice(), source, &mut Now(self.target()));
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
        let (lattice, target) = (self.view.layout.lattice(), self.target());
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
        let (source, target) = (source.into(), self.target());
        if let Some((first, from)) = self.as_run(source.shape()).zip(source.run()) {
            return target.slice(first..first + from.len()).put_from(from);
        }
        let SymArrayBase { storage, layout } = source;
        let Some(lattice) = layout.broadcast(self.view.raw_dim()) else {
            does_not_fit(layout.shape(), self.shape())
        };
        let here = Local { slice: storage, lattice };
        transfer::put_from(&self.view.layout.lattice(), here, |blocks, data| {
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

/// Where elements go to by blocking calls.
struct Now<R>(R);

impl<T: Element, P: PeOrInScope> Put<'_, T> for Now<RemoteSlice<'_, T, P>> {
    fn lent(&mut self, blocks: Blocks, data: &[T]) {
        put_blocks(self.0, blocks, data);
    }

    fn gathered(&mut self, blocks: Blocks, data: &[T]) {
        put_blocks(self.0, blocks, data);
    }

    fn lane(&mut self, blocks: Blocks, lane: ArrayView1<'_, T>) {
        put_lane(self.0, blocks, lane);
    }
}
