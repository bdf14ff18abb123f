//! Parts of blocks: what buffers own.
//!
//! A buffer starts as one part that is the whole block, and can be split and joined by value. The parts
//! of a block never overlap on a PE, so each is for itself what a block is: memory that this PE reaches
//! through one live owner. Splitting asks nobody. PEs that split differently find out when they change
//! the state of a part, where they compare its place.

#![allow(unsafe_code, reason = "vouches for what is allocated")]

use std::ops::Range;
use std::rc::Rc;

use crate::Shmem;
use crate::memory::Block;
use crate::registry::Memory;
use crate::sys::Span;

/// Some consecutive elements of a block, and a share in owning it.
pub(crate) struct Part<'rt> {
    pub(crate) shmem: &'rt Shmem,
    block: Rc<Block<'rt>>,
    elements: Range<usize>,
    /// The first element's place.
    start: Memory,
    bytes: usize,
}

impl<'rt> Part<'rt> {
    /// All of a block that has `len` elements.
    pub(crate) fn whole(block: Block<'rt>, len: usize) -> Self {
        let (start, bytes) = (block.memory, block.bytes);
        Self { shmem: block.shmem, block: Rc::new(block), elements: 0..len, start, bytes }
    }

    pub(crate) fn span(&self) -> Span<'_> {
        self.start.map_or(Span::empty(), |start| {
            // SAFETY: these bytes lie in a block, which is given back only after every PE's owner was
            // dropped; this is a share in it, and the runtime it borrows lives. They are reached by
            // spans, and by the references of an epoch, which borrows or owns the only part they are in.
            unsafe { Span::new(start, self.bytes) }
        })
    }

    /// The block's id.
    pub(crate) fn id(&self) -> u64 {
        self.block.id()
    }

    /// Which elements of the block these are.
    pub(crate) fn elements(&self) -> Range<usize> {
        self.elements.clone()
    }

    /// How many.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.elements.end - self.elements.start
    }

    /// Parts it before its element `mid`, which it has or ends with.
    pub(crate) fn split(mut self, mid: usize) -> (Self, Self) {
        let len = self.len();
        assert!(mid <= len);
        let bytes = mid * self.bytes.checked_div(len).unwrap_or(0);
        let middle = self.elements.start + mid;
        let right = Self {
            shmem: self.shmem,
            block: Rc::clone(&self.block),
            elements: middle..self.elements.end,
            // SAFETY: `bytes` is at most the length of this part of the block's one allocation.
            start: self.start.map(|start| unsafe { start.add(bytes) }),
            bytes: self.bytes - bytes,
        };
        (self.elements.end, self.bytes) = (middle, bytes);
        (self, right)
    }

    /// Puts together what [`split`](Self::split) has parted; nothing if `right` does not follow.
    pub(crate) fn join(mut self, right: Self) -> Option<Self> {
        let follows = self.id() == right.id() && self.elements.end == right.elements.start;
        follows.then(|| {
            self.elements.end = right.elements.end;
            self.bytes += right.bytes;
            self
        })
    }
}
