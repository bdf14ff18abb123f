//! Puts and gets of elements that lie some distance apart, and copies between symmetric buffers.

use crate::buf::SymSlice;
use crate::element::Element;
use crate::pe::PeOrInScope;
use crate::remote::RemoteSlice;
use crate::signal::{SignalOp, SignalWord};
use crate::sys::{Scope, Span, Strides};

impl<'a, T: Element> SymSlice<'a, T> {
    /// Where all elements lie, if the blocks lie within them and `local_len` others.
    #[track_caller]
    fn blocks(self, strides: Strides, local_len: usize) -> Span<'a> {
        let Strides { block, blocks, remote, local } = strides;
        let len = self.len();
        assert!(
            strides.fit(len, local_len),
            "{blocks} blocks of {block} elements do not fit {remote} apart in {len} elements there \
             and {local} apart in {local_len} here"
        );
        self.span()
    }

    /// Where these elements and as many others lie, which must not be the same ones.
    #[track_caller]
    pub(crate) fn beside<'b>(self, other: SymSlice<'b, T>) -> (Span<'a>, Span<'b>) {
        let (span, other) = (self.elements(other.len()), other.span());
        assert!(span.is_apart_from(other), "a copy's source and target have common elements");
        (span, other)
    }
}

impl<T: Element, P: PeOrInScope> RemoteSlice<'_, T, P> {
    /// Copies `n` elements of `data`, `from` apart, to elements there that are `to` apart.
    ///
    /// The arguments are in the order of the C routine's. Completes as [`put`](Self::put) does.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let matrix = shmem.alloc::<f64>(3 * 4)?;
    ///     let column = [1.0, 2.0, 3.0];
    ///     matrix.slice(1..).at(shmem.my_pe()).iput(4, &column, 1, 3);
    ///     assert_eq!(matrix.to_vec(), [0., 1., 0., 0., 0., 2., 0., 0., 0., 3., 0., 0.]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If a distance is 0, or the elements do not all lie within the slice and the data.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iput`.
    #[doc(alias = "shmem_iput")]
    #[track_caller]
    pub fn iput(self, to: usize, data: &[T], from: usize, n: usize) {
        self.ibput(to, data, from, 1, n);
    }

    /// Copies `n` elements there, `from` apart, to elements of `data` that are `to` apart.
    ///
    /// The arguments are in the order of the C routine's. The elements are there on return.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = shmem.from_fn(12, |i| i)?; // 3 rows of 4
    /// let mut column = [0; 3];
    /// table.slice(1..).at(shmem.my_pe().wrapping_add(1)).iget(&mut column, 1, 4, 3);
    /// assert_eq!(column, [1, 5, 9]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If a distance is 0, or the elements do not all lie within the slice and the data.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iget`.
    #[doc(alias = "shmem_iget")]
    #[track_caller]
    pub fn iget(self, data: &mut [T], to: usize, from: usize, n: usize) {
        self.ibget(data, to, from, 1, n);
    }

    /// Copies `n` blocks of `block` elements of `data`, their beginnings `from` apart, to blocks there
    /// that are `to` apart.
    ///
    /// The arguments are in the order of the C routine's. Completes as [`put`](Self::put) does.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let numbers = shmem.alloc::<u8>(8)?;
    ///     numbers.at(shmem.my_pe()).ibput(5, &[1, 2, 3, 4, 5, 6], 3, 2, 2);
    ///     assert_eq!(numbers.to_vec(), [1, 2, 0, 0, 0, 4, 5, 0]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If a distance is 0 or less than a block, or the blocks do not all lie within the slice and the
    /// data.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_ibput`.
    #[doc(alias = "shmem_ibput")]
    #[track_caller]
    pub fn ibput(self, to: usize, data: &[T], from: usize, block: usize, n: usize) {
        let strides = Strides { block, blocks: n, remote: to, local: from };
        self.slice.blocks(strides, data.len()).put_strided(data, strides, self.pe);
    }

    /// Copies `n` blocks of `block` elements there, their beginnings `from` apart, to blocks of `data`
    /// that are `to` apart.
    ///
    /// The arguments are in the order of the C routine's. The elements are there on return.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = shmem.from_fn(12, |i| i)?; // 3 rows of 4
    /// let mut columns = [0; 6];
    /// table.slice(2..).at(shmem.my_pe().wrapping_add(1)).ibget(&mut columns, 2, 4, 2, 3);
    /// assert_eq!(columns, [2, 3, 6, 7, 10, 11]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If a distance is 0 or less than a block, or the blocks do not all lie within the slice and the
    /// data.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_ibget`.
    #[doc(alias = "shmem_ibget")]
    #[track_caller]
    pub fn ibget(self, data: &mut [T], to: usize, from: usize, block: usize, n: usize) {
        let strides = Strides { block, blocks: n, remote: from, local: to };
        self.slice.blocks(strides, data.len()).get_strided(data, strides, self.pe);
    }

    /// Copies this PE's elements of `source` there, without a private copy.
    ///
    /// Completes as [`put`](Self::put) does; `source` may be written again on return.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (mine, inbox) = (shmem.from_slice(&[1u8, 2, 3])?, shmem.alloc::<u8>(3)?);
    ///     inbox.at(shmem.my_pe().wrapping_add(1)).put_from(mine.as_slice());
    ///     shmem.world().barrier();
    ///     assert_eq!(inbox.to_vec(), [1, 2, 3]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the lengths differ, or this and `source` have elements in common, on whichever PE.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_putmem`.
    #[doc(alias = "shmem_put")]
    #[track_caller]
    pub fn put_from(self, source: SymSlice<'_, T>) {
        let (to, from) = self.slice.beside(source);
        to.put_from(from, self.pe);
    }

    /// Copies the elements from there to this PE's elements of `dest`, without a private copy.
    ///
    /// They are there on return.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let (source, dest) = (shmem.full(3, 7)?, shmem.zeros::<i32>(3)?);
    /// source.at(shmem.my_pe().wrapping_add(1)).get_into(dest.as_slice());
    /// assert_eq!(dest.to_vec(), [7; 3]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the lengths differ, or this and `dest` have elements in common, on whichever PE.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_getmem`.
    #[doc(alias = "shmem_get")]
    #[track_caller]
    pub fn get_into(self, dest: SymSlice<'_, T>) {
        let (from, to) = self.slice.beside(dest);
        from.get_into(to, self.pe);
    }
}

/// Puts of elements that lie some distance apart, overlapped with what the scope does.
impl<'scope> Scope<'scope, '_> {
    /// Starts to copy `n` elements of `data`, `from` apart, to elements of `target` that are `to` apart.
    ///
    /// The arguments are in the order of the C routine's, for which the standard has no non-blocking twin:
    /// what is to be overlapped is what the library leaves to do when it returns.
    ///
    /// # Panics
    ///
    /// As [`RemoteSlice::iput`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iput`.
    #[doc(alias = "shmem_iput")]
    #[track_caller]
    pub fn iput<T: Element>(
        &self,
        target: RemoteSlice<'scope, T>,
        to: usize,
        data: &'scope [T],
        from: usize,
        n: usize,
    ) {
        self.on(target).iput(to, data, from, n);
    }

    /// Starts to copy as [`iput`](Self::iput), and to change the signal of the same PE behind it: who sees
    /// the signal changed sees the elements.
    ///
    /// For the columns of a matrix, whose rows travel by [`put_signal`](Self::put_signal). The order is made
    /// by a [`fence`](Self::fence), which orders all puts of the scope.
    ///
    /// ```
    /// use shmem::{SignalOp, Until};
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (inbox, ready) = (shmem.alloc::<u64>(2)?, shmem.signal()?);
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     let matrix = [1, 2, 3, 4, 5, 6]; // two rows of three
    ///     shmem.scope(|s| {
    ///         s.iput_signal(inbox.at(right), 1, &matrix[2..], 3, 2, &ready, SignalOp::Set(1));
    ///         ready.wait(Until::Eq(1));
    ///         assert_eq!(inbox.to_vec(), [3, 6]);
    ///     });
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// As [`RemoteSlice::iput`].
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, remote memory access: `shmem_iput`; memory ordering: `shmem_fence`; signaling
    /// operations: `shmem_signal_set` and `shmem_signal_add`.
    #[doc(alias = "shmem_iput")]
    #[expect(clippy::too_many_arguments, reason = "those of the C routines, in their order")]
    #[track_caller]
    pub fn iput_signal<T: Element>(
        &self,
        target: RemoteSlice<'scope, T>,
        to: usize,
        data: &'scope [T],
        from: usize,
        n: usize,
        signal: impl Into<SignalWord<'scope>>,
        op: SignalOp,
    ) {
        self.iput(target, to, data, from, n);
        self.fence();
        let signal = self.on(signal.into().at(target.pe));
        match op {
            SignalOp::Set(value) => signal.set(value),
            SignalOp::Add(value) => signal.add(value),
        }
    }
}
