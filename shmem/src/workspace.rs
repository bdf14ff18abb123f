//! The crate's own symmetric memory: allocated first, given up with the heap.
//!
//! Two words for the end of a job that fails, and two buffers for collectives that take and give
//! values: what a PE brings, and what comes out.

#![allow(unsafe_code, reason = "vouches for how long its block stays allocated")]

use std::ptr::NonNull;

use crate::Shmem;
use crate::element::Element;
use crate::pe::Pe;
use crate::sys::{Compare, ExtendedCalls, Hints, Session, Span};

/// Bytes of each buffer. A multiple of what elements are aligned to.
const BUFFER: usize = 16 << 10;

/// The words' part, a cache line's pair.
const WORDS: usize = 128;

const FAILED: usize = 0;
const NEVER_SET: usize = 1;
const SOURCE: usize = WORDS;
const DEST: usize = WORDS + BUFFER;

/// The block.
pub(crate) struct Workspace {
    block: NonNull<u8>,
}

impl Workspace {
    /// Its size.
    pub(crate) const BYTES: usize = WORDS + 2 * BUFFER;

    /// Takes the block. Collective over the world; `None` on every PE when there is no room.
    pub(crate) fn allocate(session: &Session) -> Option<Self> {
        let workspace = Self { block: session.allocate(Self::BYTES, WORDS, Hints::NONE)? };
        workspace.span().part(0..WORDS).put(&[0u8; WORDS], Pe::mine(session));
        session.barrier();
        Some(workspace)
    }

    /// The block itself, to give it back.
    pub(crate) fn block(&self) -> NonNull<u8> {
        self.block
    }

    fn span(&self) -> Span<'_> {
        // SAFETY: the block is symmetric, that long, and stays allocated until the outermost session
        // ends; `Shared`, which holds this, is used through a `Shmem` that has a session. The block is
        // only ever reached by spans.
        unsafe { Span::new(self.block, Self::BYTES) }
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

    /// Passes `data` through a collective: in at its source, out of its destination, a buffer at a time.
    ///
    /// Longer data than a buffer first agrees on its length, so that PEs with different lengths find
    /// that out; shorter data leaves it to the collective. No data is one collective as well.
    pub(crate) fn pass<T: Element>(
        &self,
        shmem: &Shmem,
        data: &mut [T],
        collective: impl Fn(Span<'_>, Span<'_>),
    ) {
        const { assert!(size_of::<T>() <= BUFFER && align_of::<T>() <= WORDS) };
        let pass_some = |some: &mut [T]| {
            let bytes = size_of_val(some);
            let source = self.span().part(SOURCE..SOURCE + bytes);
            let dest = self.span().part(DEST..DEST + bytes);
            source.put(some, shmem.me);
            collective(dest, source);
            dest.get(some, shmem.me);
        };
        let at_once = BUFFER / size_of::<T>().max(1);
        if data.len() <= at_once {
            return pass_some(data);
        }
        let agreed = shmem.session.agree(b"lengths\0", [data.len() as u64]);
        if agreed.min != agreed.max {
            let ([min], [max]) = (agreed.min, agreed.max);
            shmem.fail(&format!("the PEs bring from {min} to {max} elements to one collective"));
        }
        data.chunks_mut(at_once).for_each(pass_some);
    }
}
