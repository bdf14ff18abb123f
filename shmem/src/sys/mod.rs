//! The only module that calls `shmem_sys`.
//!
//! It turns the C routines' obligations into types: a [`Session`] is an initialised runtime on its
//! own thread, a [`Pe`] is a number in range, a [`Span`] is allocated symmetric memory, [`Elements`] are
//! such memory that is aligned for their type, a [`Word`] is one of them. What takes those owes nothing
//! else and is a safe function.
//!
//! # What this relies on
//!
//! `shmem_sys`, whatever its provider, compares routine, type, count and arguments of every team
//! collective on all members before a byte moves, and ends the job when they differ; no member writes
//! another one's memory before that meeting. So a collective here needs no agreement in front of it, and
//! its destination may have been in use until the call. The deprecated collectives of active sets, which
//! a C library may not compare, are not called.

#![allow(unsafe_code, reason = "the only caller of the raw API")]

mod amo;
mod context;
mod copies;
mod elements;
mod info;
#[cfg(feature = "ndarray")]
mod lane;
mod lend;
mod lock;
mod members;
mod operands;
mod reduce;
mod span;
mod strided;
mod target;
mod threads;
mod wait;
mod word;

use std::ffi::{c_int, c_long};
use std::marker::PhantomData;
use std::ptr::NonNull;

pub(crate) use amo::{AmoBitsCalls, AmoCalls, ExtendedCalls};
pub(crate) use context::{Contexts, RawContext, Users};
pub(crate) use elements::{Elements, Place};
pub(crate) use info::Mapped;
pub(crate) use members::Members;
pub(crate) use operands::{Operands, Scratch};
pub(crate) use reduce::{BitsCalls, OrderCalls, SumCalls};
pub(crate) use shmem_sys::Agreed;
pub(crate) use span::Span;
pub(crate) use strided::Strides;
pub use target::{InScope, Scope};
pub(crate) use target::{Numbered, Target};
pub(crate) use target::{Stream, fence, scope};
pub(crate) use threads::Permission;
pub use threads::ThreadLevel;
pub(crate) use wait::{Values, WaitCalls, Watch};
pub(crate) use word::{Compare, Word, Words};

use crate::error::{Error, Result};

/// What `malloc` aligns to, for objects of any type.
const MALLOC_ALIGN: usize = 16;

/// What memory is for, as the C API takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hints(c_long);

impl Hints {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ATOMICS_REMOTE: Self = Self(shmem_sys::SHMEM_MALLOC_ATOMICS_REMOTE);
    pub(crate) const SIGNAL_REMOTE: Self = Self(shmem_sys::SHMEM_MALLOC_SIGNAL_REMOTE);

    /// Both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// For comparing.
    pub(crate) fn number(self) -> u64 {
        self.0 as u64
    }
}

/// An initialised runtime, on the thread that initialised it; one init to be matched.
pub(crate) struct Session {
    own_thread_only: PhantomData<*const ()>,
}

impl Session {
    /// Initialises, or nests, for threads of a level if the library has it, and of the least one in any
    /// case. Collective over the world.
    pub(crate) fn open(level: ThreadLevel, least: ThreadLevel) -> Result<Self> {
        let mut granted = 0;
        // SAFETY: the level is one of the four, and the result has a place.
        let refused = unsafe { shmem_sys::shmem_init_thread(level.number(), &mut granted) };
        if refused != 0 {
            return Err(Error::Init);
        }
        let session = Self { own_thread_only: PhantomData };
        if granted < least.number() {
            session.close();
            return Err(Error::ThreadLevel { needed: least.name(), granted });
        }
        Ok(session)
    }

    /// Finalizes. Collective over the world.
    pub(crate) fn close(&self) {
        // SAFETY: matches the init of `open`, on its thread; callers use the session no more.
        unsafe { shmem_sys::shmem_finalize() };
    }

    pub(crate) fn my_pe(&self) -> c_int {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_my_pe() }
    }

    pub(crate) fn n_pes(&self) -> c_int {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_n_pes() }
    }

    /// Completes this PE's operations on the default context.
    #[inline]
    pub(crate) fn quiet(&self) {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_quiet() };
    }

    /// Orders this PE's operations on the default context, per target.
    #[inline]
    pub(crate) fn fence(&self) {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_fence() };
    }

    /// Quiet, then a meeting of all PEs.
    #[inline]
    pub(crate) fn barrier(&self) {
        // SAFETY: initialised; members in another collective end the job.
        unsafe { shmem_sys::shmem_barrier_all() };
    }

    /// Ends the job on every PE.
    pub(crate) fn end_job(&self, status: c_int) -> ! {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_global_exit(status) }
    }

    /// Quiet, then a meeting of all PEs in which each says `mine` and learns what all said.
    ///
    /// PEs that come with another `what`, or are in another collective, end the job.
    pub(crate) fn agree<const N: usize>(&self, what: &[u8; 8], mine: [u64; N]) -> Agreed<N> {
        shmem_sys::agree(shmem_sys::SHMEM_TEAM_WORLD(), u64::from_be_bytes(*what), mine)
    }

    /// A block of at least one byte on every PE. Collective; `None` on every PE when there is no room.
    pub(crate) fn allocate(&self, bytes: usize, align: usize, hints: Hints) -> Option<NonNull<u8>> {
        assert!(bytes > 0);
        let block = if hints == Hints::NONE || align > MALLOC_ALIGN {
            // SAFETY: initialised; members that ask for something else end the job.
            unsafe { shmem_sys::shmem_align(align, bytes) }
        } else {
            // SAFETY: as above.
            unsafe { shmem_sys::shmem_malloc_with_hints(bytes, hints.0) }
        };
        assert!(block.addr().is_multiple_of(align), "the library aligns as it is asked to");
        NonNull::new(block.cast())
    }

    /// Gives a block back. Collective.
    ///
    /// # Safety
    ///
    /// `block` must come from [`allocate`](Self::allocate) of this runtime and be freed once. On every
    /// PE no [`Span`] of it may be used afterwards, and what was issued through one must be complete.
    pub(crate) unsafe fn free(&self, block: NonNull<u8>) {
        // SAFETY: the caller's promise.
        unsafe { shmem_sys::shmem_free(block.as_ptr().cast()) };
    }
}
