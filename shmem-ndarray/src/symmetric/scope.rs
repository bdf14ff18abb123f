//! Arrays in scopes: operations by a scope's context, and those that are only started.

use std::ops::Range;

use ndarray::{ArrayView, ArrayView1, ArrayViewMut, ArrayViewMut1, Dimension};
use shmem::{
    Element, Frozen, InScope, Peer, Reach, RemoteFrozen, RemoteSlice, Scope, SignalOp, SignalWord,
    SymSlice,
};

use super::base::{RemoteArray, SymArrayBase, SymArrayView};
use super::elements::sealed::Sealed;
use super::elements::{Readable, Source, put_blocks, put_lane};
use super::runs::Blocks;
use super::transfer::{self, Get, LONG, Put};

impl<'scope, S: Got<'scope, N>, D: Dimension, N: Peer> Reach<'scope, N> for RemoteArray<S, D, N> {
    type Reached = RemoteArray<S::Reached, D, ()>;

    #[track_caller]
    fn reach(self, scope: &Scope<'scope, '_, N>) -> Self::Reached {
        let SymArrayBase { storage, layout } = self.view;
        RemoteArray { view: SymArrayBase::new(storage.reached(scope, self.pe), layout), pe: () }
    }
}

/// Puts and gets of arrays that a [`Scope`] only starts: they are complete when it ends.
///
/// What is consecutive on both sides for long enough is left to the library, which reads or writes the private
/// array until then. The rest is copied before the call returns, as by the blocking operation: it passes through a
/// buffer that is gone afterwards.
///
/// ```
/// use ndarray::{Array, array, s};
/// use shmem_ndarray::{ScopedArrays, SymArray};
///
/// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
///     let a = SymArray::<f64, _>::zeros(shmem, (4, 4))?;
///     let right = shmem.my_pe().wrapping_add(1);
///     let (row, mut inside) = (Array::ones(4), Array::zeros((2, 2)));
///     shmem.scope(|s| {
///         s.put_view(a.row(0).at(right), &row);
///         s.get_view(a.slice(s![1..-1, 1..-1]).at(right), &mut inside);
///         // Time for something else.
///     });
///     shmem.world().sync();
///     assert_eq!(a.row(0).to_array(), row);
///     Ok(())
/// });
/// ```
pub trait ScopedArrays<'scope, 'env: 'scope, N: Peer>: Sealed {
    #[doc(hidden)]
    fn scope(&self) -> &Scope<'scope, 'env, N>;

    /// Starts to copy `source` to `target`, as [`RemoteArray::put`].
    ///
    /// # Panics
    ///
    /// If `source` cannot be broadcast to the shape of `target`; the message has both shapes.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_putmem_nbi`.
    #[doc(alias = "shmem_put_nbi")]
    #[track_caller]
    fn put_view<T: Element, D: Dimension, E: Dimension>(
        &self,
        target: RemoteArray<SymSlice<'scope, T>, D, N>,
        source: impl Into<ArrayView<'scope, T, E>>,
    ) {
        let (source, RemoteArray { view, pe }) = (source.into(), &target);
        if source.shape() != view.shape() {
            // Broadcast, which lends nothing.
            return self.scope().on(target).put(&source);
        }
        let mut soon = Soon { scope: self.scope(), elements: view.storage, pe: *pe };
        transfer::put(&view.layout.lattice(), source, &mut soon);
    }

    /// Starts to copy `source` to `target`, and to change the signal of the same PE behind it: who sees the signal
    /// changed sees all elements. As [`RemoteArray::put_signal`].
    ///
    /// # Panics
    ///
    /// As [`put_view`](Self::put_view).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_putmem_signal_nbi`.
    #[doc(alias = "shmem_put_signal_nbi")]
    #[track_caller]
    fn put_view_signal<T: Element, D: Dimension, E: Dimension>(
        &self,
        target: RemoteArray<SymSlice<'scope, T>, D, N>,
        source: impl Into<ArrayView<'scope, T, E>>,
        signal: impl Into<SignalWord<'scope>>,
        op: SignalOp,
    ) {
        let (source, RemoteArray { view, pe }) = (source.into(), &target);
        let elements = view.storage;
        if source.shape() == view.shape()
            && let Some((range, data)) = transfer::as_one(&view.layout.lattice(), source.clone())
        {
            return self.scope().put_signal(elements.slice(range).at(*pe), data, signal, op);
        }
        let last = elements.slice(..0).at(*pe);
        self.put_view(target, source);
        self.scope().fence();
        self.scope().on(last).put_signal(&[], signal, op);
    }

    /// Starts to copy from `source`, shared or frozen, to `dest`, which is there when the scope has ended. As
    /// [`RemoteArray::get`].
    ///
    /// # Panics
    ///
    /// If `source` cannot be broadcast to the shape of `dest`; the message has both shapes.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem_nbi`.
    #[doc(alias = "shmem_get_nbi")]
    #[track_caller]
    fn get_view<T, S, D, E>(
        &self,
        source: RemoteArray<S, D, N>,
        dest: impl Into<ArrayViewMut<'scope, T, E>>,
    ) where
        T: Element,
        S: Got<'scope, N, Elem = T>,
        D: Dimension,
        E: Dimension,
    {
        let (mut dest, RemoteArray { view, pe }) = (dest.into(), &source);
        if dest.shape() != view.shape() {
            return self.scope().on(source).get(&mut dest);
        }
        let mut soon = Soon { scope: self.scope(), elements: view.storage, pe: *pe };
        transfer::get(&view.layout.lattice(), dest, &mut soon);
    }

    /// Starts to copy this PE's elements of another symmetric array to `target`, as [`RemoteArray::put_from`], without a
    /// private copy where both are consecutive.
    ///
    /// ```
    /// use shmem_ndarray::{ScopedArrays, SymArray};
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let (mine, theirs) = (SymArray::ones(shmem, (3, 4))?, SymArray::zeros(shmem, (3, 4))?);
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     shmem.scope(|s| s.put_view_from(theirs.row(0).at(right), mine.row(2)));
    ///     shmem.world().sync();
    ///     assert_eq!(theirs.row(0).to_array(), mine.row(0).to_array());
    /// #   let _: i32 = theirs.read([0, 0]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// As [`RemoteArray::put_from`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_putmem_nbi`.
    #[doc(alias = "shmem_put_nbi")]
    #[track_caller]
    fn put_view_from<T: Element, D: Dimension, E: Dimension>(
        &self,
        target: RemoteArray<SymSlice<'scope, T>, D, N>,
        source: impl Into<SymArrayView<'scope, T, E>>,
    ) {
        let source = source.into();
        match target.as_run(source.shape()).zip(source.run()) {
            Some((first, from)) => {
                let to = target.view.storage.slice(first..first + from.len());
                self.scope().put_from(to.at(target.pe), from);
            }
            None => self.scope().on(target).put_from(source),
        }
    }

    /// Starts to copy from `source`, shared or frozen, to this PE's elements of another symmetric array, as
    /// [`RemoteArray::get_into`], without a private copy where both are consecutive.
    ///
    /// ```
    /// use shmem_ndarray::{ScopedArrays, SymArray};
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let (theirs, mine) = (SymArray::full(shmem, 6, 7)?, SymArray::zeros(shmem, 6)?);
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     shmem.scope(|s| s.get_view_into(theirs.at(right), &mine));
    ///     assert_eq!(mine.read(5), 7);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// As [`RemoteArray::get_into`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem_nbi`.
    #[doc(alias = "shmem_get_nbi")]
    #[track_caller]
    fn get_view_into<T, S, D, E>(
        &self,
        source: RemoteArray<S, D, N>,
        dest: impl Into<SymArrayView<'scope, T, E>>,
    ) where
        T: Element,
        S: Got<'scope, N, Elem = T>,
        D: Dimension,
        E: Dimension,
    {
        let dest = dest.into();
        match source.as_run(dest.shape()).zip(dest.run()) {
            Some((first, to)) => {
                let from = source.view.storage.part(first..first + to.len(), source.pe);
                self.scope().get_into(from, to);
            }
            None => self.scope().on(source).get_into(dest),
        }
    }
}

impl<N: Peer> Sealed for Scope<'_, '_, N> {}

/// What scopes get from: slices that are shared or frozen. Sealed.
pub trait Got<'scope, N: Peer>: Copy + Sealed {
    #[doc(hidden)]
    type Elem: Element;

    #[doc(hidden)]
    type Remote: shmem::Source<'scope, Self::Elem, N>;

    #[doc(hidden)]
    type Reached: Readable<(), Elem = Self::Elem>;

    #[doc(hidden)]
    fn part(self, range: Range<usize>, pe: N) -> Self::Remote;

    #[doc(hidden)]
    fn reached(self, scope: &Scope<'scope, '_, N>, pe: N) -> Self::Reached;
}

/// For slices, by the types that `at` and a scope make of them.
macro_rules! got {
    ($($slice:ident: $remote:ident),*) => {$(
        impl<'scope, T: Element, N: Peer> Got<'scope, N> for $slice<'scope, T> {
            type Elem = T;
            type Remote = $remote<'scope, T, N>;
            type Reached = $remote<'scope, T, InScope<'scope>>;

            fn part(self, range: Range<usize>, pe: N) -> Self::Remote {
                self.slice(range).at(pe)
            }

            #[track_caller]
            fn reached(self, scope: &Scope<'scope, '_, N>, pe: N) -> Self::Reached {
                scope.on(self.at(pe))
            }
        }
    )*};
}

got!(SymSlice: RemoteSlice, Frozen: RemoteFrozen);

/// Leaves what is lent to the library.
struct Soon<'a, 'scope, 'env, S, N: Peer> {
    scope: &'a Scope<'scope, 'env, N>,
    elements: S,
    pe: N,
}

impl<'scope, T: Element, N: Peer> Put<'scope, T> for Soon<'_, 'scope, '_, SymSlice<'scope, T>, N> {
    fn lent(&mut self, blocks: Blocks, data: &'scope [T]) {
        if !is_long::<T>(blocks) {
            return Put::gathered(self, blocks, data);
        }
        for (range, data) in blocks.ranges().zip(data.chunks_exact(blocks.len)) {
            self.scope.put(self.elements.slice(range).at(self.pe), data);
        }
    }

    fn gathered(&mut self, blocks: Blocks, data: &[T]) {
        put_blocks(self.scope.on(self.elements.at(self.pe)), blocks, data);
    }

    fn lane(&mut self, blocks: Blocks, lane: ArrayView1<'_, T>) {
        put_lane(self.scope.on(self.elements.at(self.pe)), blocks, lane);
    }
}

impl<'scope, S: Got<'scope, N>, N: Peer> Get<'scope, S::Elem> for Soon<'_, 'scope, '_, S, N> {
    fn lent(&mut self, blocks: Blocks, data: &'scope mut [S::Elem]) {
        if !is_long::<S::Elem>(blocks) {
            return Get::gathered(self, blocks, data);
        }
        for (range, data) in blocks.ranges().zip(data.chunks_exact_mut(blocks.len)) {
            self.scope.get(self.elements.part(range, self.pe), data);
        }
    }

    fn gathered(&mut self, blocks: Blocks, data: &mut [S::Elem]) {
        self.elements.reached(self.scope, self.pe).source(()).get_blocks(blocks, data);
    }

    fn lane(&mut self, blocks: Blocks, lane: ArrayViewMut1<'_, S::Elem>) {
        self.elements.reached(self.scope, self.pe).source(()).get_lane(blocks, lane);
    }
}

/// Whether each block is worth a call.
fn is_long<T>(blocks: Blocks) -> bool {
    blocks.count == 1 || blocks.len.saturating_mul(size_of::<T>()) >= LONG
}

impl<'scope, 'env: 'scope, N: Peer> ScopedArrays<'scope, 'env, N> for Scope<'scope, 'env, N> {
    fn scope(&self) -> &Self {
        self
    }
}
