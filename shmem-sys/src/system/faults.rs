//! Faults of libraries that are known, in which releases they are, and what is done about them.
//!
//! A row that names a [`Fault`] is looked at by the code that works around it; the others are worked
//! around always, because that costs nothing, or are dealt with in the environment before init.

#![allow(unsafe_code, reason = "sets environment variables, and tries a word of this PE's")]

use core::ffi::c_long;
use std::env;
use std::fs;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use shmem_core::open_mpi::{FILES_BY_ROMIO, SEND_ONLY, WINDOWS};

use super::{library, native, setup};
use crate::{SHMEM_CTX_PRIVATE, SHMEM_CTX_SERIALIZED};

/// A fault that costs something to work around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Fault {
    /// A 32-bit compare-and-swap writes eight bytes to a result of four.
    NarrowSwap = 1,
    /// A fetching and, or, xor leaves the word as it was.
    FetchBitwise = 2,
    /// Other threads make progress on a serialized context while its owner uses it.
    SerializedProgress = 4,
    /// Sums of shorts stop at the largest short.
    ShortSum = 8,
    /// Finalize waits forever for the answers of peers to its contexts.
    ContextEnd = 16,
}

/// How one knows that a fault is there.
enum Seen {
    /// Releases of Open MPI, from the first that has it to the first that has not.
    OpenMpi(Release, Release),
    /// Such releases, where PEs reach each other over TCP.
    OpenMpiOverTcp(Release, Release),
    /// By trying, at init, on this PE's own memory.
    Tried(unsafe fn(word: *mut u64) -> bool),
}

type Release = (u32, u32, u32);

/// Not mended in any release so far.
const NEVER: Release = (u32::MAX, 0, 0);

struct Row {
    fault: Option<Fault>,
    seen: Seen,
    /// The fault, and what is done about it.
    text: [&'static str; 2],
}

const TABLE: &[Row] = &[
    Row {
        fault: None,
        seen: Seen::OpenMpi((4, 0, 0), (4, 1, 6)),
        text: [
            "shmem_finalize unloads a library whose memory hook stays registered, and crashes",
            "opal_common_ucx_opal_mem_hooks is set to 0 before init, so that UCX uses its own hooks",
        ],
    },
    Row {
        fault: Some(Fault::NarrowSwap),
        seen: Seen::OpenMpi((4, 0, 0), (4, 1, 5)),
        text: [
            "the 32-bit compare-and-swap writes past its result on the stack",
            "it is made of the 64-bit one on the word around",
        ],
    },
    Row {
        fault: Some(Fault::FetchBitwise),
        seen: Seen::Tried(fetching_or_changes_nothing),
        text: [
            "fetching and, or, xor return the old value but leave the word unchanged",
            "they are made of 64-bit compare-and-swap",
        ],
    },
    Row {
        fault: Some(Fault::SerializedProgress),
        seen: Seen::OpenMpi((4, 0, 0), NEVER),
        text: [
            "threads in any call make progress on serialized contexts, which are not locked",
            "the library is asked for private contexts instead, which it leaves alone",
        ],
    },
    Row {
        fault: Some(Fault::ShortSum),
        seen: Seen::OpenMpi((4, 1, 0), NEVER),
        text: [
            "shmem_short_sum_to_all saturates, by the instructions that it uses, instead of wrapping",
            "members read each other's sources and sum them here",
        ],
    },
    Row {
        fault: None,
        seen: Seen::OpenMpi((4, 0, 0), NEVER),
        text: [
            "a destroyed context is not given back, or reused with other options than asked for",
            "contexts are kept and used again here, and there are 16 of the library's at most",
        ],
    },
    Row {
        fault: Some(Fault::ContextEnd),
        seen: Seen::OpenMpiOverTcp((4, 1, 0), NEVER),
        text: [
            "shmem_finalize disconnects contexts over TCP when peers answer no more, and hangs",
            "all contexts are the library's default one, which is disconnected while they do",
        ],
    },
    Row {
        fault: None,
        seen: Seen::OpenMpi((4, 0, 0), NEVER),
        text: [
            "shmem_calloc clears after its barrier, so that early puts are lost",
            "it is never called: a block is cleared before the PEs meet",
        ],
    },
    Row {
        fault: None,
        seen: Seen::OpenMpi((4, 0, 0), NEVER),
        text: [
            "shmem_malloc gives blocks that are aligned to 8 bytes only, and one for size 0",
            "blocks are taken by shmem_align, and a size of 0 never reaches the library",
        ],
    },
    Row {
        fault: None,
        seen: Seen::OpenMpi((4, 0, 0), NEVER),
        text: [
            "waits spin without giving way, tests make no progress, unsigned words are compared as signed",
            "waits and tests are made here, and call opal_progress",
        ],
    },
    Row {
        fault: None,
        seen: Seen::OpenMpi((4, 0, 0), (5, 0, 0)),
        text: [
            "a job of one without a launcher does not start where there is neither ssh nor rsh",
            "plm is set to isolated before init there: nothing is started on other hosts",
        ],
    },
    Row {
        fault: None,
        seen: Seen::OpenMpi((4, 0, 0), NEVER),
        text: [
            "SHMEM_SYMMETRIC_SIZE is not read",
            "its value is given to the library in SMA_SYMMETRIC_SIZE",
        ],
    },
];

/// The faults of this library, a bit each.
static PRESENT: AtomicU32 = AtomicU32::new(0);

/// The rows that apply to it, a bit each.
static KNOWN: AtomicU32 = AtomicU32::new(0);

/// Whether the library that runs has a fault.
#[inline(always)]
pub(super) fn present(fault: Fault) -> bool {
    PRESENT.load(Relaxed) & fault as u32 != 0
}

impl Row {
    /// Whether the library that runs has the fault. It may try it on `word`, symmetric and unused.
    ///
    /// # Safety
    ///
    /// `word` must be a symmetric word that nobody else touches meanwhile.
    unsafe fn applies(&self, release: Option<Release>, word: *mut u64) -> bool {
        let within = |from, to| release.is_some_and(|release| (from..to).contains(&release));
        match self.seen {
            Seen::OpenMpi(from, to) => within(from, to),
            Seen::OpenMpiOverTcp(from, to) => within(from, to) && over_tcp(word),
            // SAFETY: the caller's promise.
            Seen::Tried(faulty) => unsafe { faulty(word) },
        }
    }
}

/// Does what has to be done before the library is initialised.
pub(crate) fn before_init() {
    if library::open_mpi_release().is_none() {
        return;
    }
    let chosen = ["OMPI_MCA_opal_common_ucx_opal_mem_hooks", "OMPI_MCA_memory"];
    if chosen.iter().all(|name| env::var_os(name).is_none()) {
        set_variable(chosen[0], "0");
    }
    if cfg!(feature = "mpi") {
        for (name, value) in SEND_ONLY.into_iter().chain([WINDOWS, FILES_BY_ROMIO]) {
            if env::var_os(name).is_none() {
                set_variable(name, value);
            }
        }
    }
    let chosen = ["OMPI_MCA_plm", "OMPI_MCA_plm_rsh_agent", "PMIX_NAMESPACE"];
    if chosen.iter().all(|name| env::var_os(name).is_none()) && !in_path(&["ssh", "rsh"]) {
        set_variable(chosen[0], "isolated");
    }
}

/// Whether any of these programs can be found.
fn in_path(names: &[&str]) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|dir| names.iter().any(|name| dir.join(name).is_file()))
}

/// Finds out which faults the library has, once it is initialised.
///
/// # Safety
///
/// `word` must be a symmetric word that nobody else touches meanwhile.
pub(super) unsafe fn look(word: *mut u64) {
    let release = library::open_mpi_release();
    for (i, row) in TABLE.iter().enumerate() {
        // SAFETY: the caller's promise.
        if unsafe { row.applies(release, word) } {
            PRESENT.fetch_or(row.fault.map_or(0, |fault| fault as u32), Relaxed);
            KNOWN.fetch_or(1 << i, Relaxed);
        }
    }
}

/// The known faults of the library that runs, once it is initialised: each with what is done about it.
pub(super) fn known() -> impl Iterator<Item = [&'static str; 2]> {
    let known = KNOWN.load(Relaxed);
    TABLE.iter().enumerate().filter(move |(i, _)| known >> i & 1 == 1).map(|(_, row)| row.text)
}

/// Whether endpoints of contexts are, as far as one can see, connected over TCP: because that was chosen,
/// or because a PE is reached neither by load and store nor by a device that needs no help of the PE's.
fn over_tcp(word: *const u64) -> bool {
    let chosen = env::var("UCX_TLS").is_ok_and(|transports| transports.contains("tcp"));
    let devices = fs::read_dir("/sys/class/infiniband").is_ok_and(|mut all| all.next().is_some());
    let far = |pe| setup::pointer(word.cast(), pe).is_null();
    chosen || (!devices && (0..setup::n_pes()).any(far))
}

/// Tries a fetching or on this PE's own word.
///
/// # Safety
///
/// As for [`look`].
unsafe fn fetching_or_changes_nothing(word: *mut u64) -> bool {
    let me = setup::my_pe();
    // SAFETY: the caller's promise, and initialised.
    unsafe { native::shmem_ulong_atomic_set(word.cast(), 1, me) };
    // SAFETY: as above.
    unsafe { native::shmem_ulong_atomic_fetch_or(word.cast(), 6, me) };
    // SAFETY: as above.
    unsafe { native::shmem_ulong_atomic_fetch(word.cast(), me) != 7 }
}

/// The options to make a context with, for what a program asks for.
pub(super) fn context_options(options: c_long) -> c_long {
    if present(Fault::SerializedProgress) && options & SHMEM_CTX_SERIALIZED != 0 {
        options & !SHMEM_CTX_SERIALIZED | SHMEM_CTX_PRIVATE
    } else {
        options
    }
}

/// Sets a variable for the library.
pub(super) fn set_variable(name: &str, value: &str) {
    // SAFETY: init changes the environment in any case, since the libraries themselves do; Rust's own
    // readers and writers share a lock, and programs may not read it by other means meanwhile.
    unsafe { env::set_var(name, value) };
}
