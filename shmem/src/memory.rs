//! Taking and giving back symmetric memory, by agreement of all PEs.
//!
//! 1. A PE takes down which blocks of the window it has dropped.
//! 2. It completes what it issued. Nothing later can be issued through a handle that was dropped.
//! 3. All PEs tell each other what they ask for and what they have dropped. What everybody dropped is
//!    out of everybody's reach, and, by the second step, of every operation under way.
//! 4. They give that back, in the order of the ids, and take the new block.
//! 5. Each PE fills its own part, and all meet again before anybody can reach the new block.

#![allow(unsafe_code, reason = "gives memory back and vouches for what is allocated")]

use std::alloc::Layout;
use std::ptr::NonNull;

use crate::Shmem;
use crate::create::Placement;
use crate::error::{Error, Result};
use crate::registry::{BlockId, MARK_WORDS};
use crate::sys::Span;

/// What a block is for, in numbers that PEs compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Kind {
    Plain = 1,
    Atomics = 2,
    Signals = 3,
    Mutex = 10,
    Mailbox = 11,
    Exchange = 12,
}

impl Kind {
    /// What the library is told about it.
    fn place(self) -> Placement {
        let anywhere = Placement::new();
        match self {
            Self::Plain => anywhere,
            Self::Atomics | Self::Mutex => anywhere.atomics_remote(),
            Self::Signals | Self::Exchange => anywhere.signal_remote(),
            Self::Mailbox => anywhere.atomics_remote().signal_remote(),
        }
    }
}

/// What PEs compare about an allocation, and how an error calls it.
const COMPARED: [&str; 5] =
    ["kinds of memory", "element sizes", "alignments", "numbers of elements", "hints"];

/// Words that PEs tell each other: those compared, whether the request is possible, the marks.
const TOLD: usize = COMPARED.len() + 1 + MARK_WORDS;
const POSSIBLE: usize = COMPARED.len();
const MARKS: usize = POSSIBLE + 1;

/// What every block is aligned to, at least.
const MIN_ALIGN: usize = 16;

/// Where blocks without bytes are: as well aligned as the others.
const NOWHERE: NonNull<u8> = NonNull::<u128>::dangling().cast();

/// Zeros are put in pieces of this many bytes.
static ZEROS: [u8; 4096] = [0; 4096];

/// The one owner that a block has on this PE. Dropping it marks the block, no more.
pub(crate) struct Block<'rt> {
    pub(crate) shmem: &'rt Shmem,
    id: BlockId,
    /// Where it begins; anywhere if it has no bytes.
    pub(crate) start: NonNull<u8>,
    pub(crate) bytes: usize,
}

impl Block<'_> {
    #[inline]
    pub(crate) fn span(&self) -> Span<'_> {
        // SAFETY: the block was taken with this size, and is given back only after every PE's owner
        // was dropped; this one lives, and so does the runtime it borrows. Blocks are only ever
        // reached by spans.
        unsafe { Span::new(self.start, self.bytes) }
    }

    pub(crate) fn id(&self) -> u64 {
        self.id.number()
    }
}

impl Drop for Block<'_> {
    fn drop(&mut self) {
        self.shmem.shared.blocks.borrow_mut().mark(self.id);
    }
}

impl Shmem {
    /// Frees the blocks that every PE has dropped.
    ///
    /// Dropping a buffer frees nothing yet, because other PEs may still use it: memory comes back at the
    /// next collective allocation, or here. PEs may drop in any order. Returns how many blocks were
    /// freed, the same number on every PE; a block that some PE still holds, or has forgotten with
    /// `mem::forget`, stays.
    ///
    /// Collective: every PE must call it. Completes this PE's operations, as a barrier does.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let a = shmem.alloc::<u64>(100)?;
    ///     let b = shmem.alloc::<u64>(100)?;
    ///     drop(a);
    ///     assert_eq!(shmem.reclaim(), 1);
    ///     b.write(0, 1);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_free`.
    #[doc(alias = "shmem_free")]
    pub fn reclaim(&self) -> usize {
        let windows = self.shared.blocks.borrow().windows();
        (0..windows).map(|_| self.settle(b"reclaim\0", [0; POSSIBLE], true).freed).sum()
    }

    /// Takes a zeroed block whose first bytes on this PE are `first`. Collective over the world.
    pub(crate) fn allocate(
        &self,
        kind: Kind,
        element: Layout,
        len: usize,
        first: &[u8],
    ) -> Result<Block<'_>> {
        self.allocate_in(kind.place(), 0, kind, element, len, first)
    }

    /// As [`allocate`](Self::allocate), with `head` bytes in front of the elements. Their number follows
    /// from what else is asked for, or has been agreed on.
    pub(crate) fn allocate_behind(
        &self,
        head: usize,
        kind: Kind,
        element: Layout,
        len: usize,
        first: &[u8],
    ) -> Result<Block<'_>> {
        self.allocate_in(kind.place(), head, kind, element, len, first)
    }

    /// As [`allocate_behind`](Self::allocate_behind), where it is asked to lie.
    pub(crate) fn allocate_in(
        &self,
        place: Placement,
        head: usize,
        kind: Kind,
        element: Layout,
        len: usize,
        first: &[u8],
    ) -> Result<Block<'_>> {
        let bytes = element.size().checked_mul(len).and_then(|bytes| bytes.checked_add(head));
        let bytes = bytes.filter(|&bytes| isize::try_from(bytes).is_ok());
        let place = place.align_at_least(element.align().max(MIN_ALIGN));
        let (size, align, hints) = (element.size(), place.align, place.hints);
        let asked = [kind as u64, size as u64, align as u64, len as u64, hints.number()];
        let told = self.settle(b"allocate", asked, bytes.is_some());
        for (i, what) in COMPARED.into_iter().enumerate() {
            if told.min[i] != told.max[i] {
                return Err(Error::Asymmetric { what, min: told.min[i], max: told.max[i] });
            }
        }
        let Some(bytes) = bytes.filter(|_| told.possible) else {
            return Err(Error::TooLarge { len, size });
        };
        let memory = if bytes == 0 { None } else { Some(self.take(bytes, place, first)?) };
        let id = self.shared.blocks.borrow_mut().enter(memory);
        Ok(Block { shmem: self, id, start: memory.unwrap_or(NOWHERE), bytes })
    }

    /// Takes memory and fills this PE's part of it; tries again once all that can be freed is.
    fn take(&self, bytes: usize, place: Placement, first: &[u8]) -> Result<NonNull<u8>> {
        let mut memory = self.session.allocate(bytes, place.align, place.hints);
        if let Some(start) = memory {
            // SAFETY: just taken with this size, and nobody but this function can reach it yet.
            let span = unsafe { Span::new(start, bytes) };
            self.fill(span, bytes, first);
        }
        let agreed = self.session.agree(b"obtained", [u64::from(memory.is_some())]);
        if agreed.min != agreed.max {
            self.fail(&"the symmetric heaps of the PEs have drifted apart");
        }
        if memory.is_none() && self.reclaim() > 0 {
            return self.take(bytes, place, first);
        }
        memory.take().ok_or(Error::OutOfMemory { bytes })
    }

    fn fill(&self, span: Span<'_>, bytes: usize, first: &[u8]) {
        for start in (0..bytes).step_by(ZEROS.len()) {
            let n = ZEROS.len().min(bytes - start);
            span.part(start..start + n).put(&ZEROS[..n], self.me);
        }
        span.part(0..first.len()).put(first, self.me);
    }

    /// Gives back all there is, once every PE has agreed to end the outermost `Shmem`.
    ///
    /// The library's finalize does not do it where the program's C part has initialised before.
    pub(crate) fn free_everything(&self) {
        let blocks = self.shared.blocks.borrow_mut().remove_all();
        let workspace = self.shared.workspace.block();
        for memory in blocks.into_iter().flatten().chain([workspace]) {
            // SAFETY: taken from this session and not given back before. Handles borrow from a `Shmem`,
            // so on no PE that has agreed is one left, and the agreement quieted.
            unsafe { self.session.free(memory) };
        }
    }

    /// One agreement: compares `asked` and gives back what all have dropped of the next window.
    fn settle(&self, what: &[u8; 8], asked: [u64; POSSIBLE], possible: bool) -> Told {
        let mut mine = [0; TOLD];
        let window = self.shared.blocks.borrow().window();
        mine[..POSSIBLE].copy_from_slice(&asked);
        mine[POSSIBLE] = u64::from(possible);
        mine[MARKS..].copy_from_slice(&self.shared.blocks.borrow().marks(&window));
        // Quiet comes with the agreement, hence after the marks were taken.
        let agreed = self.session.agree(what, mine);
        let marks = std::array::from_fn(|i| agreed.all[MARKS + i]);
        let gone = self.shared.blocks.borrow_mut().remove(&window, &marks);
        for memory in gone.iter().filter_map(|&(_, memory)| memory) {
            // SAFETY: taken by `take` and in the table until now. Every PE said that its owner is gone,
            // hence its spans, and then quieted.
            unsafe { self.session.free(memory) };
        }
        Told {
            min: std::array::from_fn(|i| agreed.min[i]),
            max: std::array::from_fn(|i| agreed.max[i]),
            possible: agreed.all[POSSIBLE] == 1,
            freed: gone.len(),
        }
    }
}

/// What an agreement found.
struct Told {
    min: [u64; POSSIBLE],
    max: [u64; POSSIBLE],
    possible: bool,
    freed: usize,
}
