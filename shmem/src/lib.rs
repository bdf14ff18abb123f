//! OpenSHMEM for Rust: one program on many PEs, memory that each of them can reach on all of them,
//! and no `unsafe`.
//!
//! ```
//! use shmem::prelude::*;
//!
//! fn main() {
//!     shmem::run(|shmem| -> shmem::Result<()> {
//!         let me = shmem.my_pe();
//!         let right = me.wrapping_add(1);
//!
//!         let inbox = shmem.alloc::<f64>(16)?; // on every PE, zeroed
//!         let ready = shmem.signal()?;
//!         inbox.at(right).put_signal(&[1.0; 16], &ready, SignalOp::Set(1));
//!         ready.wait(Until::Ge(1));
//!
//!         let total = shmem.world().sum(inbox.read(0));
//!         println!("PE {me}: {total}");
//!         Ok(())
//!     });
//! }
//! ```
//!
//! As it stands this is a job of one PE. `SHMEM_NPES=4 ./program` or `cargo shmem run -n 4` makes it one
//! of four.
//!
//! # What can be touched, and when
//!
//! | type | what it is | local access | remote access |
//! |---|---|---|---|
//! | [`SymBuf`], [`SymSlice`] | memory that any PE may write at any time | copies | `put`, `get`, `p`, `g`, `put_signal` |
//! | …as a [`SymLocal`], an epoch of [`into_local`](SymBuf::into_local) or [`with_local`](SymBuf::with_local) | each PE has its own part to itself | `&mut [T]` | none |
//! | …as a [`SymFrozen`], an epoch of [`freeze`](SymBuf::freeze) or [`with_frozen`](SymBuf::with_frozen) | everybody reads, nobody writes | `&[T]` | `get`, `g` |
//! | [`SymAtomics`], [`SymAtomic`] | words that any PE may change atomically | atomic operations, `wait`, `test` | atomic operations |
//! | [`Signal`], [`Signals`] | words that say that something has arrived | `fetch`, `wait`, `test` | `set`, `add`, and the tail of `put_signal` |
//! | [`Mailbox`] | takes one message at a time, from any PE | `&[T]`, from arrival until release | `send`, `try_send` |
//! | [`Exchange`] | the same for fixed neighbours, two messages deep, without asking | `&[T]`, from arrival until release | `post` |
//! | [`SymMutex`] | a value for one PE at a time | a copy, written back before the unlock | the same |
//!
//! Memory that other PEs may be writing is never lent as a reference, so a race costs numbers and nothing
//! else. A program that breaks OpenSHMEM's rules, by calling collectives in different orders for instance,
//! gets wrong results, an error or an end of the job, but no undefined behaviour.
//!
//! # Allocation and freeing
//!
//! Allocating is collective, and returns an error on every PE if the PEs ask for different things.
//! Dropping only notes that this PE is done with a block, so PEs may drop in any order. The memory comes
//! back when all are done, at the next allocation or [`Shmem::reclaim`].

pub use bytemuck;
pub use num_complex;

mod amo;
mod array;
mod atomics;
mod buf;
mod context;
mod create;
mod element;
mod epoch;
mod error;
mod exchange;
mod info;
mod mailbox;
mod memory;
mod mutex;
mod own_thread;
mod part;
mod pe;
mod peer_view;
mod raw;
mod reach;
mod registry;
mod remote;
mod runtime;
mod scope;
mod signal;
mod step;
mod strided;
mod sys;
mod team;
mod threads;
mod turns;
mod wait;
mod workspace;

pub use atomics::{AtomicSlice, AtomicWord, RemoteAtomic, SymAtomic, SymAtomics};
pub use buf::{SymBuf, SymSlice};
pub use context::{Context, ContextOptions, InTurns, Private, Serialized, Shared, WithoutTurns};
pub use create::Placement;
pub use element::{Amo, AmoBits, AmoExtended, Element, Reduce, ReduceBits, ReduceOrd};
pub use epoch::{Frozen, RemoteFrozen, SymFrozen, SymLocal};
pub use error::{Error, Result};
pub use exchange::{Exchange, ExchangeMail};
pub use mailbox::{Mail, Mailbox, RemoteMailbox};
pub use mutex::{SymMutex, SymMutexGuard};
pub use pe::{OfTheWorld, Pe, PeOrInScope, Peer};
pub use peer_view::PeerView;
pub use reach::{Reach, Readable, Source};
pub use remote::RemoteSlice;
pub use runtime::{Shmem, run, run_in_turns, run_threaded};
pub use signal::{RemoteSignal, Signal, SignalOp, SignalSlice, SignalWord, Signals, Until};
pub use step::{RemoteStrided, SymStrided};
pub use sys::{InScope, Scope, ThreadLevel};
pub use team::{Grid, Rank, Team, TeamConfig, Workspace};
pub use threads::{OneSided, Threads, View};
pub use turns::{InTurn, Queue, Turn, Turns};
pub use wait::{Goal, WaitSet};

/// The programs of the README, which have to compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// What stands on the right in the page for those who come from C.
#[cfg(doctest)]
#[doc = include_str!("../../docs/porting.md")]
pub struct Porting;

/// What most programs use.
pub mod prelude {
    pub use crate::{
        Amo, AmoBits, AmoExtended, Context, Element, Exchange, Grid, Mailbox, Pe, Rank, Reduce,
        ReduceBits, ReduceOrd, Scope, Shmem, Signal, SignalOp, Signals, SymAtomic, SymAtomics,
        SymBuf, SymFrozen, SymLocal, SymMutex, SymSlice, Team, Until,
    };
}
