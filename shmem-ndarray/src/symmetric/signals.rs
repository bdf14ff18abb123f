//! Arrays of signals.

use std::fmt;

use ndarray::{Array, Dimension, NdIndex, ShapeBuilder};
use shmem::{Peer, RemoteSignal, Shmem, SignalSlice, SignalWord, Signals};

use super::agree::agree;
use super::base::{RemoteArray, SymArrayBase};
use crate::error::Result;

/// An n-dimensional array of signals on every PE: [`Signals`] with a shape.
///
/// It has the views of other symmetric arrays; no puts, no gets and no epochs.
///
/// ```
/// use shmem::{SignalOp, Until};
/// use shmem_ndarray::SignalArray;
///
/// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
///     let (inbox, arrived) = (shmem.alloc::<f64>(4)?, SignalArray::zeros(shmem, (2, 2))?);
///     let right = shmem.my_pe().wrapping_add(1);
///     inbox.at(right).put_signal(&[1.0; 4], arrived.word([1, 0]), SignalOp::Set(1));
///     arrived.word([1, 0]).wait(Until::Eq(1));
///     assert_eq!(inbox.to_vec(), [1.0; 4]);
///     Ok(())
/// });
/// ```
pub type SignalArray<'rt, D> = SymArrayBase<Signals<'rt>, D>;

/// Some of the signals of a [`SignalArray`]: the same ones on every PE.
pub type SignalArrayView<'a, D> = SymArrayBase<SignalSlice<'a>, D>;

impl<'rt, D: Dimension> SignalArray<'rt, D> {
    /// Allocates signals, 0 on every PE.
    ///
    /// Collective over the world, with the same shape and order on every PE.
    ///
    /// ```
    /// use shmem_ndarray::SignalArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let ready = SignalArray::zeros(&shmem, (2, 3))?;
    /// assert_eq!(ready.word([1, 2]).fetch(), 0);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`SymArray::zeros`](crate::SymArray::zeros).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_malloc_with_hints`, with `SHMEM_MALLOC_SIGNAL_REMOTE`.
    #[doc(alias = "shmem_malloc_with_hints")]
    pub fn zeros(shmem: &'rt Shmem, shape: impl ShapeBuilder<Dim = D>) -> Result<Self> {
        let layout = agree(shmem, shape.into_shape_with_order())?;
        Ok(Self::new(shmem.signals(layout.len())?, layout))
    }

    /// All signals.
    #[must_use]
    pub fn view(&self) -> SignalArrayView<'_, D> {
        self.borrowed()
    }

    /// The signal at `index`, the same on every PE. As [`SignalArrayView::word`].
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(&self, index: impl NdIndex<D>) -> SignalWord<'_> {
        self.storage.word(self.layout.place(index))
    }

    /// All signals, in the order of their indices. As [`SignalArrayView::words`].
    ///
    /// ```
    /// use shmem::Until;
    /// use shmem_ndarray::SignalArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let ready = SignalArray::zeros(&shmem, (2, 3))?;
    /// ready.column(1).word(1).at(shmem.my_pe().wrapping_add(1)).set(5);
    /// ready.word([1, 1]).wait(Until::Eq(5));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    pub fn words(&self) -> impl Iterator<Item = SignalWord<'_>> {
        self.view().words()
    }

    /// What this PE's signals are now. As [`SignalArrayView::fetch`].
    #[must_use]
    pub fn fetch(&self) -> Array<u64, D> {
        self.view().fetch()
    }
}

impl<'a, D: Dimension> SignalArrayView<'a, D> {
    /// The signal at `index`, the same on every PE: for the tail of a put, for waits, and on a PE by
    /// [`at`](SignalWord::at).
    ///
    /// # Panics
    ///
    /// If there is no such index.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(&self, index: impl NdIndex<D>) -> SignalWord<'a> {
        self.storage.word(self.layout.place(index))
    }

    /// All signals, in the order of their indices.
    ///
    /// ```
    /// use shmem_ndarray::SignalArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let ready = SignalArray::zeros(&shmem, (2, 3))?;
    /// assert!(ready.view().words().all(|signal| signal.fetch() == 0));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    pub fn words(&self) -> impl Iterator<Item = SignalWord<'a>> + use<'a, D> {
        let (signals, places) = (self.storage, self.layout.places());
        places.into_iter().map(move |place| signals.word(place))
    }

    /// What this PE's signals are now. Local, and does not wait.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SignalArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let ready = SignalArray::zeros(&shmem, (2, 2))?;
    /// assert_eq!(ready.row(0).fetch(), array![0, 0]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, signaling operations: `shmem_signal_fetch`.
    #[doc(alias = "shmem_signal_fetch")]
    #[must_use]
    pub fn fetch(&self) -> Array<u64, D> {
        let values = self.words().map(SignalWord::fetch).collect();
        Array::from_shape_vec(self.layout.dim(), values).expect("as many signals as indices")
    }
}

impl<'a, D: Dimension, N: Peer> RemoteArray<SignalSlice<'a>, D, N> {
    /// The signal at `index` there, for setting and adding.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SignalArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let ready = SignalArray::zeros(shmem, (1, 2))?;
    ///     ready.at(shmem.my_pe().wrapping_add(1)).word([0, 1]).add(3);
    ///     shmem.world().barrier();
    ///     assert_eq!(ready.fetch(), array![[0, 3]]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such index.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(&self, index: impl NdIndex<D>) -> RemoteSignal<'a, N> {
        self.view.word(index).at(self.pe)
    }

    /// All signals there, in the order of their indices.
    ///
    /// ```
    /// use shmem_ndarray::SignalArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let arrived = SignalArray::zeros(&shmem, (2, 2))?;
    /// let right = shmem.my_pe().wrapping_add(1);
    /// arrived.at(right).words().for_each(|signal| signal.add(1));
    /// shmem.world().barrier();
    /// assert_eq!(arrived.fetch().sum(), 4);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    pub fn words(&self) -> impl Iterator<Item = RemoteSignal<'a, N>> + use<'a, D, N> {
        let pe = self.pe;
        self.view.words().map(move |signal| signal.at(pe))
    }
}

impl<D: Dimension> fmt::Debug for SignalArray<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignalArray").field("layout", &self.layout).finish()
    }
}

impl<D: Dimension> fmt::Debug for SignalArrayView<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignalArrayView").field("layout", &self.layout).finish()
    }
}
