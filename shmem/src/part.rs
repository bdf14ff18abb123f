//! Parts of blocks: what buffers own.
//!
//! A buffer starts as one part that is the whole block, and can be split and joined by value. The parts
//! of a block never overlap on a PE, so each is for itself what a block is: memory that this PE reaches
//! through one live owner. Splitting asks nobody. PEs that split differently find out when they change
//! the state of a part, where they compare its place.

#![allow(unsafe_code, reason = "vouches for what is allocated")]

use std::ops::Range;
use std::ptr::NonNull;
use std::rc::Rc;

use crate::element::Element;
use crate::memory::Block;
use crate::sys::Elements;
use crate::{Shmem, SymBuf};

/// Some consecutive elements of a block, and a share in owning it.
pub(crate) struct Part<'rt, T> {
    pub(crate) shmem: &'rt Shmem,
    block: Rc<Block<'rt>>,
    /// Which element of the block the first one is.
    first: usize,
    /// The first element's place: aligned, and anywhere if there are no bytes.
    start: NonNull<T>,
    len: usize,
}

impl<'rt, T> Part<'rt, T> {
    /// All of a block that has `len` elements.
    pub(crate) fn whole(block: Block<'rt>, len: usize) -> Self {
        let start = block.span().elements(len).first();
        Self { shmem: block.shmem, block: Rc::new(block), first: 0, start, len }
    }

    #[inline]
    pub(crate) fn elements(&self) -> Elements<'_, T> {
        // SAFETY: these bytes, if any, lie in a block, which is given back only after every PE's owner
        // was dropped; this is a share in it, and the runtime it borrows lives. They are reached by
        // spans, and by the references of an epoch, which borrows or owns the only part they are in.
        // `whole` has seen that the block is aligned and an array of elements, between two of which
        // `split` cuts.
        unsafe { Elements::new(self.start, self.len) }
    }

    /// The block's id.
    pub(crate) fn id(&self) -> u64 {
        self.block.id()
    }

    /// Which elements of the block these are.
    pub(crate) fn range(&self) -> Range<usize> {
        self.first..self.first + self.len
    }

    /// How many.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Parts it before its element `mid`, which it has or ends with.
    pub(crate) fn split(mut self, mid: usize) -> (Self, Self) {
        assert!(mid <= self.len);
        let right = Self {
            shmem: self.shmem,
            block: Rc::clone(&self.block),
            first: self.first + mid,
            // SAFETY: `mid` is at most the number of these elements, which lie in one allocation.
            start: unsafe { self.start.add(mid) },
            len: self.len - mid,
        };
        self.len = mid;
        (self, right)
    }

    /// Whether `right` is the part of the same block that begins where this one ends.
    fn precedes(&self, right: &Self) -> bool {
        self.id() == right.id() && self.range().end == right.first
    }

    /// Puts together what [`split`](Self::split) has parted.
    fn join(mut self, right: Self) -> Self {
        assert!(self.precedes(&right));
        self.len += right.len;
        self
    }
}

impl<T: Element> SymBuf<'_, T> {
    /// Parts the buffer before element `mid`, into two that are for themselves in every respect: each
    /// can be in an epoch of its own, and be dropped on its own. [`join`](Self::join) undoes it.
    ///
    /// Local, and costs nothing. PEs that go on to an epoch of a part must have parted alike. The memory
    /// comes back once every PE has given up all parts.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (halo, mine) = shmem.alloc::<f64>(100)?.split_at(10);
    ///     let mut mine = mine.into_local();
    ///     halo.at(shmem.my_pe().wrapping_add(1)).put(&[1.0; 10]); // while others compute on theirs
    ///     mine.fill(2.0);
    ///     let all = halo.join(mine.into_shared());
    ///     assert_eq!((all.len(), all.read(9), all.read(10)), (100, 1.0, 2.0));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `mid` is beyond the end.
    #[track_caller]
    #[must_use = "a part that is dropped is given up"]
    pub fn split_at(self, mid: usize) -> (Self, Self) {
        let len = self.len();
        assert!(mid <= len, "cannot part {len} elements before element {mid}");
        let (left, right) = self.into_part().split(mid);
        (Self::of(left), Self::of(right))
    }

    /// Parts the buffer into parts of the given lengths, as [`split_at`](Self::split_at) would one after
    /// the other.
    ///
    /// ```
    /// use shmem::SymBuf;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let parts = shmem.alloc::<u8>(10)?.partition([3, 0, 7]);
    ///     assert_eq!(parts.iter().map(SymBuf::len).collect::<Vec<_>>(), [3, 0, 7]);
    ///     let whole = parts.into_iter().reduce(SymBuf::join).expect("three parts");
    ///     assert_eq!(whole.len(), 10);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the lengths do not add up to the buffer's.
    #[track_caller]
    #[must_use = "a part that is dropped is given up"]
    pub fn partition(self, lens: impl IntoIterator<Item = usize>) -> Vec<Self> {
        let (whole, mut rest, mut parts) = (self.len(), self, Vec::new());
        for len in lens {
            assert!(len <= rest.len(), "the parts are longer than all {whole} elements");
            let (part, after) = rest.split_at(len);
            parts.push(part);
            rest = after;
        }
        assert!(rest.is_empty(), "the parts leave {} elements of {whole}", rest.len());
        parts
    }

    /// Puts this part and the one that follows it together again. Local.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let (low, high) = shmem.zeros::<u32>(10)?.split_at(4);
    /// assert_eq!(low.join(high).len(), 10);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `next` is not the part of the same buffer that begins where this one ends.
    #[track_caller]
    #[must_use = "a part that is dropped is given up"]
    pub fn join(self, next: Self) -> Self {
        let joins = self.part().precedes(next.part());
        assert!(
            joins,
            "only a part and the next one of the same buffer join, not {self:?} and {next:?}"
        );
        Self::of(self.into_part().join(next.into_part()))
    }
}
