//! What stands where in a job's shared segment.
//!
//! ```text
//! Header | PeControl of PE 0 | PeControl of PE 1 | … | heap of PE 0 | heap of PE 1 | …
//! ```
//!
//! The launcher (or the first PE under a foreign launcher) creates the segment and writes the
//! header's constants; every process maps the whole of it and checks them. All that is written
//! afterwards is an atomic, and each word has one writer unless it says otherwise. Heaps lie at
//! a fixed stride, so a symmetric address on another PE is one multiply-add away. Behind them C programs
//! have the static variables of every PE, as `statics` says.

use std::mem::size_of;
use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64};

use shmem_core::activity::Activity;
use shmem_core::coll::PAYLOAD_WORDS;
pub use shmem_core::record::RECORD_WORDS;
pub use shmem_core::team::TEAM_SLOTS;

/// "SHMEM-SM" in ASCII: what a segment of ours begins with.
pub const MAGIC: u64 = u64::from_be_bytes(*b"SHMEM-SM");

/// Raised whenever two builds could not share a segment.
pub const PROTOCOL: u32 = 3;

/// The most PEs one job may have.
pub const MAX_PES: usize = 1024;

/// Bytes of text in the ending record.
pub const ENDING_TEXT: usize = 1024;

/// Words of a CPU mask: enough for 1,024 processors.
pub const CPU_WORDS: usize = 16;

/// Keeps its content on cache lines of its own (two, because processors fetch pairs).
#[repr(C, align(128))]
#[derive(Default)]
pub struct Padded<T>(pub T);

/// The first page of the segment.
#[repr(C, align(4096))]
pub struct Header {
    /// [`MAGIC`]; written last by the creator.
    pub magic: AtomicU64,
    /// [`PROTOCOL`] of the creator.
    pub protocol: AtomicU32,
    /// [`layout_id`] of the creator.
    pub layout: AtomicU32,
    /// Number of PEs.
    pub npes: AtomicU32,
    /// 1 when the creator is a launcher of ours that watches the PEs, 0 when they watch each other.
    pub supervised: AtomicU32,
    /// Tells this job's segment from any other.
    pub cookie: AtomicU64,
    /// Bytes of each PE's heap.
    pub heap_size: AtomicU64,
    /// Where PE 0's heap begins.
    pub heap_offset: AtomicU64,
    /// From one PE's heap to the next one's.
    pub stride: AtomicU64,
    /// How the job ended before its time, if it did.
    pub ending: Padded<Ending>,
}

/// Written once, by whoever ends the job first.
#[repr(C)]
pub struct Ending {
    /// 0 nobody, 1 being written, 2 readable. Every PE may try to move it from 0 to 1.
    pub state: AtomicU32,
    /// The PE that ended the job.
    pub pe: AtomicU32,
    /// The status the job exits with.
    pub status: AtomicI32,
    /// Bytes of `text` in use; 0 for `shmem_global_exit`, which is no error.
    pub len: AtomicU32,
    /// Why, in UTF-8, eight bytes a word.
    pub text: [AtomicU64; ENDING_TEXT / 8],
}

/// Where a PE is in its life: values of [`Identity::state`].
pub mod state {
    /// Nobody has this rank yet.
    pub const UNCLAIMED: u32 = 0;
    /// A process has the rank and is initialising, or has finalized and may initialise again.
    pub const CLAIMED: u32 = 1;
    /// Between init and finalize.
    pub const RUNNING: u32 = 2;
    /// The last finalize is done.
    pub const FINALIZED: u32 = 3;
}

/// One PE's part of the control block.
#[repr(C, align(4096))]
pub struct PeControl {
    /// Who it is.
    pub identity: Padded<Identity>,
    /// What its sleeping threads sleep on.
    pub bell: Padded<Bell>,
    /// What it waits for, when it has waited long.
    pub activity: Padded<Activity>,
    /// Its side of each team's meetings.
    pub slots: [Slot; TEAM_SLOTS],
}

/// Who a PE is.
#[repr(C)]
#[derive(Default)]
pub struct Identity {
    /// Its process id plus one; 0 is free. Moved from 0 by compare-and-swap, once.
    pub claim: AtomicU64,
    /// When that process started, in clock ticks after boot: tells it from a later one of that id.
    pub started: AtomicU64,
    /// One of [`state`].
    pub state: AtomicU32,
    /// 1 when the process answers other processes' `membarrier` calls.
    pub membarrier: AtomicU32,
    /// The processors it may run on.
    pub cpus: [AtomicU64; CPU_WORDS],
}

/// Sleepers wait for `rings` to change; whoever changes what they wait for rings.
#[repr(C)]
#[derive(Default)]
pub struct Bell {
    /// The futex word: how often the bell was rung. Any PE writes it.
    pub rings: AtomicU32,
    /// How many threads of this PE sleep or are about to. Written by this PE.
    pub sleepers: AtomicU32,
}

/// One PE's side of one team's meetings; only this PE writes it.
#[repr(C)]
pub struct Slot {
    /// The last meeting this PE, and everybody below it in the tree, has come to.
    pub arrived: Padded<AtomicU64>,
    /// The last meeting that everybody below this PE may leave.
    pub released: Padded<AtomicU64>,
    /// What it brought to the last two meetings, by the parity of their numbers.
    pub posts: [Padded<Post>; 2],
}

/// What a PE brings to a meeting.
#[repr(C)]
pub struct Post {
    /// Which collective it is in, exactly.
    pub record: [AtomicU64; RECORD_WORDS],
    /// Small data that rides along.
    pub payload: [AtomicU64; PAYLOAD_WORDS],
}

/// Differs when two builds lay the segment out differently.
#[must_use]
pub const fn layout_id() -> u32 {
    (size_of::<Header>() as u32) << 20
        ^ (size_of::<PeControl>() as u32)
        ^ (size_of::<Slot>() as u32) << 8
}

/// Sizes that follow from the number of PEs and the heap each of them gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Number of PEs.
    pub npes: usize,
    /// Usable bytes of each heap.
    pub heap_size: usize,
    /// Where PE 0's heap begins.
    pub heap_offset: usize,
    /// From one heap to the next; heaps begin at multiples of 2 MiB of the segment.
    pub stride: usize,
}

/// Heaps begin where a huge page could: the largest alignment the heap can promise.
pub const HEAP_ALIGN: usize = 2 << 20;

/// Heaps are a multiple of this: what is asked for is the least a program gets.
const HEAP_GRANULE: usize = 4096;

impl Geometry {
    /// Lays out a segment, or `None` when it would not fit an address space.
    ///
    /// Heaps get at least the bytes asked for, rounded up to whole pages.
    #[must_use]
    pub fn new(npes: usize, heap_size: usize) -> Option<Self> {
        let control = size_of::<Header>() + npes.checked_mul(size_of::<PeControl>())?;
        let heap_size = heap_size.max(1).checked_next_multiple_of(HEAP_GRANULE)?;
        let stride = heap_size.checked_next_multiple_of(HEAP_ALIGN)?;
        let heap_offset = control.checked_next_multiple_of(HEAP_ALIGN)?;
        let total = stride.checked_mul(npes)?.checked_add(heap_offset)?;
        (total <= isize::MAX as usize).then_some(Self { npes, heap_size, heap_offset, stride })
    }

    /// Bytes of the whole segment.
    #[must_use]
    pub fn total(&self) -> usize {
        self.heap_offset + self.stride * self.npes
    }

    /// Where a PE's control part begins.
    #[must_use]
    pub fn control_offset(&self, pe: usize) -> usize {
        size_of::<Header>() + pe * size_of::<PeControl>()
    }

    /// Where a PE's heap begins.
    #[must_use]
    pub fn heap_offset_of(&self, pe: usize) -> usize {
        self.heap_offset + pe * self.stride
    }
}
