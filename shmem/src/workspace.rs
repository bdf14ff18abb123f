//! The crate's own symmetric memory: allocated first, given up with the heap.
//!
//! Two words for the end of a job that fails, and two buffers for collectives that take and give
//! values: what a PE brings, and what comes out.

#![allow(unsafe_code, reason = "vouches for how long its block stays allocated")]

use std::ptr::NonNull;

use crate::Shmem;
use crate::pe::Pe;
use crate::sys::{Compare, ExtendedCalls, Hints, Scratch, Session, Span};

/// The words' part, a cache line's pair.
const WORDS: usize = 128;

const FAILED: usize = 0;
const NEVER_SET: usize = 1;

/// The block.
pub(crate) struct Workspace {
    block: NonNull<u8>,
    /// Bytes of each buffer. A multiple of what elements are aligned to.
    buffer: usize,
}

impl Workspace {
    /// Bytes of each buffer: some for every PE.
    fn buffer_for(session: &Session) -> usize {
        Scratch::MIN.max(session.n_pes() as usize * WORDS)
    }

    /// Its size.
    pub(crate) fn bytes_for(session: &Session) -> usize {
        WORDS + 2 * Self::buffer_for(session)
    }

    /// Takes the block. Collective over the world; `None` on every PE when there is no room.
    pub(crate) fn allocate(session: &Session) -> Option<Self> {
        let block = session.allocate(Self::bytes_for(session), WORDS, Hints::NONE)?;
        let workspace = Self { block, buffer: Self::buffer_for(session) };
        workspace.span().part(0..WORDS).put(&[0u8; WORDS], Pe::mine(session));
        session.barrier();
        Some(workspace)
    }

    /// The block itself, to give it back.
    pub(crate) fn block(&self) -> NonNull<u8> {
        self.block
    }

    #[inline]
    fn span(&self) -> Span<'_> {
        // SAFETY: the block is symmetric, that long, and stays allocated until the outermost session
        // ends; `Shared`, which holds this, is used through a `Shmem` that has a session. The block is
        // only ever reached by spans.
        unsafe { Span::new(self.block, WORDS + 2 * self.buffer) }
    }

    /// The buffers.
    #[inline]
    pub(crate) fn scratch(&self) -> Scratch<'_> {
        Scratch::new(self.span().part(WORDS..WORDS + 2 * self.buffer))
    }

    /// Whether no PE has come here before.
    pub(crate) fn is_first_to_fail(&self, shmem: &Shmem) -> bool {
        u64::swap(self.span().word(FAILED), 1, shmem.pe(0)) == 0
    }

    /// Waits for somebody else to end the job.
    pub(crate) fn wait_for_the_end(&self) -> ! {
        loop {
            self.span().word(NEVER_SET).signal_wait(Compare::ne(0));
        }
    }
}
