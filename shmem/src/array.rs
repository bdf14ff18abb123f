//! Blocks of words, and of one word: what atomics and signals own.

#![allow(unsafe_code, reason = "vouches for what is allocated")]

use std::alloc::Layout;
use std::ptr::NonNull;

use crate::Shmem;
use crate::error::Result;
use crate::memory::{Block, Kind};
use crate::sys::{Elements, Word, Words};

/// A block that is an array of words.
pub(crate) struct WordArray<'rt, T> {
    block: Block<'rt>,
    /// The first one's place: aligned, and anywhere if there are no words.
    first: NonNull<T>,
    len: usize,
}

/// A block that is one word.
pub(crate) struct OneWord<'rt, T> {
    array: WordArray<'rt, T>,
}

impl<'rt, T> WordArray<'rt, T> {
    /// Takes a zeroed block whose first bytes on this PE are `first`. Collective over the world.
    pub(crate) fn allocate(
        shmem: &'rt Shmem,
        kind: Kind,
        len: usize,
        first: &[u8],
    ) -> Result<Self> {
        let block = shmem.allocate(kind, Layout::new::<T>(), len, first)?;
        let first = block.span().elements(len).first();
        Ok(Self { block, first, len })
    }

    #[inline]
    pub(crate) fn words(&self) -> Words<'_, T> {
        // SAFETY: the block is allocated while this, which owns it here, lives; when it was taken it was
        // seen to be aligned and an array of so many words. It is only reached by these.
        unsafe { Elements::new(self.first, self.len) }.words()
    }

    #[inline]
    pub(crate) fn shmem(&self) -> &'rt Shmem {
        self.block.shmem
    }

    /// The block's id.
    pub(crate) fn id(&self) -> u64 {
        self.block.id()
    }
}

impl<'rt, T> OneWord<'rt, T> {
    /// As [`WordArray::allocate`].
    pub(crate) fn allocate(shmem: &'rt Shmem, kind: Kind, first: &[u8]) -> Result<Self> {
        Ok(Self { array: WordArray::allocate(shmem, kind, 1, first)? })
    }

    #[inline]
    pub(crate) fn word(&self) -> Word<'_, T> {
        // SAFETY: as in `words`, for the one word that there is.
        unsafe { Elements::new(self.array.first, 1) }.words().word(0)
    }

    #[inline]
    pub(crate) fn shmem(&self) -> &'rt Shmem {
        self.array.shmem()
    }

    /// The block's id.
    pub(crate) fn id(&self) -> u64 {
        self.array.id()
    }
}
