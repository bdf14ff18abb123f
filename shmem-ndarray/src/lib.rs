//! n-dimensional arrays in OpenSHMEM's symmetric memory: what [`shmem`] has for slices, for the arrays of [`ndarray`].
//!
//! ```
//! use ndarray::prelude::*;
//! use shmem::prelude::*;
//! use shmem_ndarray::prelude::*;
//!
//! shmem::run(|shmem| -> shmem_ndarray::Result<()> {
//!     let grid = SymArray::<f64, _>::zeros(shmem, (6, 8))?; // on every PE
//!     grid.slice(s![1..-1, 2..]).fill(1.0);                 // its views are ndarray's, in name and meaning
//!     assert_eq!(grid.read([1, 2]), 1.0);
//!
//!     let mut mine = grid.into_local();                     // each PE has its own to itself
//!     let mut rows = mine.view_mut();                       // an ordinary ndarray
//!     rows.mapv_inplace(|x| 2.0 * x);
//!     rows.row_mut(0).assign(&Array::range(0.0, 8.0, 1.0));
//!     let grid = mine.into_shared();
//!
//!     let total = shmem.world().sum(grid.to_array().sum());
//!     assert_eq!(total, 76.0 * shmem.n_pes() as f64);
//!     Ok(())
//! });
//! ```
//!
//! # Symmetric arrays
//!
//! A [`SymArray`] is a [`SymBuf`](shmem::SymBuf) with a shape and an order, C or Fortran, which all PEs agree on when it
//! is allocated: [`zeros`](SymArray::zeros), [`ones`](SymArray::ones), [`full`](SymArray::full),
//! [`from_array`](SymArray::from_array), [`from_shape_fn`](SymArray::from_shape_fn), [`like`](SymArray::like) another.
//! PEs that ask for different arrays all get an [error](Error::Asymmetric) that names both. A buffer
//! [becomes](SymArray::from_buf) an array, and an array a [buffer](SymArray::into_buf). Any number of axes works, `IxDyn`
//! included, and so do none, and axes without elements.
//!
//! # Views
//!
//! [`slice`](SymArray::slice), [`row`](SymArray::row), [`column`](SymArray::column), [`index_axis`](SymArray::index_axis),
//! [`split_at`](SymArray::split_at), [`permuted_axes`](SymArray::permuted_axes), [`t`](SymArray::t) and the like give a
//! [`SymArrayView`], which is the same on every PE and has views in turn. ndarray itself works out which elements they
//! are.
//!
//! # Puts and gets
//!
//! [`at(pe)`](SymArray::at) is the array or the view on a PE: what [`put`](RemoteArray::put) goes to and
//! [`get`](RemoteArray::get) comes from. Elements go to where the same index is, however both sides lie in memory: a
//! transposed matrix arrives transposed, a column takes one strided call, a row one call. They complete as those of
//! [`shmem`] do; those that are only started are methods of [scopes](ScopedArrays).
//!
//! ```
//! use ndarray::prelude::*;
//! use shmem::prelude::*;
//! use shmem_ndarray::prelude::*;
//!
//! shmem::run(|shmem| -> shmem_ndarray::Result<()> {
//!     let grid = SymArray::<f64, _>::full(shmem, (4, 6), shmem.my_pe().index() as f64)?;
//!     let (ready, me) = (shmem.signal()?, shmem.my_pe());
//!     let (left, right) = (me.wrapping_add(-1), me.wrapping_add(1));
//!     // My last inner column becomes the right neighbour's halo.
//!     let edge = grid.column(4).to_array();
//!     grid.column(0).at(right).put_signal(&edge, &ready, SignalOp::Set(1));
//!     ready.wait(Until::Eq(1));
//!     assert_eq!(grid.column(0).to_array(), Array::from_elem(4, left.index() as f64));
//!     let theirs = grid.slice(s![.., ..;2]).t().at(right).get_array();
//!     assert_eq!(theirs.shape(), [3, 4]);
//!     Ok(())
//! });
//! ```
//!
//! # States
//!
//! As with [`SymBuf`](shmem::SymBuf), memory that others may write is only copied: [`read`](SymArray::read),
//! [`write`](SymArray::write), [`to_array`](SymArray::to_array), [`assign_from`](SymArray::assign_from),
//! [`fill`](SymArray::fill). In an [epoch](shmem#when-memory-may-be-borrowed) it is an ordinary array of ndarray's, for operators,
//! [`Zip`](ndarray::Zip), iterators and other threads:
//!
//! | begin | end | this PE's elements | others |
//! |---|---|---|---|
//! | [`into_local`](SymArray::into_local) | [`into_shared`](LocalArray::into_shared) | [`ArrayViewMut`](ndarray::ArrayViewMut) | cannot reach them |
//! | [`freeze`](SymArray::freeze) | [`thaw`](FrozenArray::thaw) | [`ArrayView`](ndarray::ArrayView) | can get them |
//!
//! [`with_local`](SymArray::with_local) and [`with_frozen`](SymArray::with_frozen) are the same with closures.
//! [`partition`](SymArray::partition) parts an array along its outermost axis into arrays with states of their own.
//!
//! # Collectives
//!
//! [`team.arrays()`](ArrayCollectives::arrays) has a team's collectives on private arrays, and with `_sym` those on symmetric
//! ones. They join along a new axis or one that is there, cut along an axis, and combine element by element or along an
//! axis; a [table](TeamArrays) says what comes of which shapes. Members whose shapes do not go together learn it, whatever
//! the numbers of elements are.
//!
//! ```
//! # use ndarray::prelude::*;
//! # use shmem_ndarray::prelude::*;
//! shmem::run(|shmem| -> shmem_ndarray::Result<()> {
//!     let (world, n) = (shmem.world(), shmem.n_pes());
//!     let rows = Array2::<f64>::ones((2, 3)); // two rows of a matrix that all PEs have together
//!     let sums = world.arrays().reduce_axis(Sum, &rows, Axis(0));
//!     assert_eq!(sums, arr1(&[2.0; 3]) * n as f64);
//!     assert_eq!(world.arrays().collect(&rows, Axis(0)).dim(), (2 * n, 3));
//!
//!     let grid = SymArray::<f64, _>::ones(shmem, (4, 4))?;
//!     let column = grid.column(1);
//!     world.arrays().reduce_sym(Max, &column, &column);
//!     Ok(())
//! });
//! ```
//!
//! # Atomics, signals and waits
//!
//! [`AtomicArray`] and [`SignalArray`] are arrays of words: `array.at(pe).word([i, j])` is what shmem's atomic and
//! signal operations, scopes and puts take. A [`wait_set`](AtomicArray::wait_set) waits for words by their indices,
//! with goals and masks that are arrays.
//!
//! # Files
//!
//! [`save_npy`](SymArray::save_npy) and [`load_npy`](SymArray::load_npy) are for one PE's array in NumPy's format. The
//! feature `npy`, which is on by default, has them.

// Tests use ndarray's `s!`, which expands to some.
#![cfg_attr(not(test), forbid(unsafe_code))]

mod error;
pub mod symmetric;

pub use error::{Asked, Error, Result};
pub use symmetric::{
    And, ArrayArrivals, ArrayCollectives, ArrayGoal, ArrayWaitSet, AtomicArray, AtomicArrayView,
    FrozenArray, FrozenArrayView, LocalArray, Located, Max, Min, Or, Prod, ReduceOp, ReduceOpAlong,
    RemoteArray, ScopedArrays, SignalArray, SignalArrayView, Sum, SymArray, SymArray1, SymArray2,
    SymArray3, SymArray4, SymArray5, SymArray6, SymArrayBase, SymArrayD, SymArrayView, TeamArrays,
    Xor,
};

/// What most programs use, for use beside [`shmem::prelude`] and [`ndarray::prelude`].
pub mod prelude {
    pub use crate::{
        ArrayCollectives, AtomicArray, FrozenArray, FrozenArrayView, LocalArray, Max, Min, Prod,
        ScopedArrays, SignalArray, Sum, SymArray, SymArray1, SymArray2, SymArray3, SymArray4,
        SymArray5, SymArray6, SymArrayD, SymArrayView,
    };
}
