//! The protocols by which PEs wait for each other, over abstract words.
//!
//! The same code runs in production, over the atomics of the shared segment and the kernel's
//! futex, and in [`models`], where loom tries every interleaving it can within a bound.

pub(crate) mod bell;
pub(crate) mod tree;

#[cfg(test)]
mod models;

use shmem_core::fifo_lock;
pub(crate) use shmem_core::fifo_lock::Peers;

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// An atomic 32-bit word that other processes may share.
pub(crate) trait Word32 {
    fn load(&self, order: Ordering) -> u32;
    fn store(&self, value: u32, order: Ordering);
    fn swap(&self, value: u32, order: Ordering) -> u32;
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32>;
    fn fetch_add(&self, value: u32, order: Ordering) -> u32;
    fn fetch_sub(&self, value: u32, order: Ordering) -> u32;
    fn fetch_or(&self, value: u32, order: Ordering) -> u32;
    fn fetch_and(&self, value: u32, order: Ordering) -> u32;
}

/// An atomic 64-bit word that other processes may share.
pub(crate) trait Word64 {
    fn load(&self, order: Ordering) -> u64;
    fn store(&self, value: u64, order: Ordering);
}

/// A word of `shmem-core`'s lock, which is one of ours.
pub(crate) struct LockWord<'a, W>(pub(crate) &'a W);

impl<W: Word32> fifo_lock::Word for LockWord<'_, W> {
    #[inline]
    fn load(&self, order: Ordering) -> u32 {
        self.0.load(order)
    }
    #[inline]
    fn store(&self, value: u32, order: Ordering) {
        self.0.store(value, order);
    }
    #[inline]
    fn swap(&self, value: u32, order: Ordering) -> u32 {
        self.0.swap(value, order)
    }
    #[inline]
    fn fetch_or(&self, value: u32, order: Ordering) -> u32 {
        self.0.fetch_or(value, order)
    }
    #[inline]
    fn fetch_and(&self, value: u32, order: Ordering) -> u32 {
        self.0.fetch_and(value, order)
    }
    #[inline]
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.0.compare_exchange(current, new, success, failure)
    }
}

/// Implements [`Word32`] by a type's own methods of the same names.
macro_rules! word32 {
    ($ty:ty) => {
        impl $crate::protocol::Word32 for $ty {
            #[inline]
            fn load(&self, order: Ordering) -> u32 {
                self.load(order)
            }
            #[inline]
            fn store(&self, value: u32, order: Ordering) {
                self.store(value, order);
            }
            #[inline]
            fn swap(&self, value: u32, order: Ordering) -> u32 {
                self.swap(value, order)
            }
            #[inline]
            fn compare_exchange(
                &self,
                current: u32,
                new: u32,
                success: Ordering,
                failure: Ordering,
            ) -> Result<u32, u32> {
                self.compare_exchange(current, new, success, failure)
            }
            #[inline]
            fn fetch_add(&self, value: u32, order: Ordering) -> u32 {
                self.fetch_add(value, order)
            }
            #[inline]
            fn fetch_sub(&self, value: u32, order: Ordering) -> u32 {
                self.fetch_sub(value, order)
            }
            #[inline]
            fn fetch_or(&self, value: u32, order: Ordering) -> u32 {
                self.fetch_or(value, order)
            }
            #[inline]
            fn fetch_and(&self, value: u32, order: Ordering) -> u32 {
                self.fetch_and(value, order)
            }
        }
    };
}

/// Implements [`Word64`] by a type's own methods of the same names.
macro_rules! word64 {
    ($ty:ty) => {
        impl $crate::protocol::Word64 for $ty {
            #[inline]
            fn load(&self, order: Ordering) -> u64 {
                self.load(order)
            }
            #[inline]
            fn store(&self, value: u64, order: Ordering) {
                self.store(value, order);
            }
        }
    };
}

word32!(AtomicU32);
word64!(AtomicU64);

#[cfg(test)]
use {word32, word64};
