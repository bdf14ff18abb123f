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
//! As it stands this is a job of one PE: `./program`. Several on this machine are `SHMEM_NPES=4 ./program` or
//! `cargo shmem run -n 4`; under `oshrun`, `mpirun`, `mpiexec` or `srun` it takes its place in their job.
//!
//! The rest of this page is a tour for those who know OpenSHMEM in C: what is what here, what the compiler checks,
//! when memory may be borrowed, and how jobs end. `docs/porting.md` in the repository goes call by call.
//!
//! # Three differences
//!
//! * **Types say who may touch memory.** In C a symmetric block is a pointer, and the programmer knows what it is for. Here
//!   what is put to, what is changed atomically, what is waited for and what is under a lock have types of their own, and a
//!   PE computes on a block through a slice only while nobody else can reach it.
//! * **What goes out of scope is given back.** There is no `shmem_free` to forget or to call in the wrong order.
//! * **Breaking the rules is never undefined behaviour.** A race costs numbers. PEs that meet in different collectives, or
//!   bring different lengths, end the job with a message that names both. The argument is `docs/soundness.md`.
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
//! # Start, end and numbers
//!
//! [`run`] is `shmem_init`, the program and `shmem_finalize`. Everything borrows from the [`Shmem`] it lends, so nothing is
//! used after the end. A PE is a [`Pe`], which exists for sure; the next one around the ring is
//! [`wrapping_add`](Pe::wrapping_add), and [`checked_add`](Pe::checked_add) has edges.
//!
//! ```
//! shmem::run(|shmem| -> shmem::Result<()> {
//!     let (me, n) = (shmem.my_pe(), shmem.n_pes());
//!     assert_eq!(me.wrapping_add(1).index(), (me.index() + 1) % n);
//!     assert_eq!(shmem.pe(n - 1).checked_add(1), None);
//!     Ok(())
//! });
//! ```
//!
//! # Symmetric memory
//!
//! [`alloc`](Shmem::alloc) is `shmem_malloc`: collective, and on return the block is there on every PE. It is zeroed, its length is in
//! elements, and PEs that ask for different things all get an error. An element is any type without padding for which all bits
//! are values: numbers, arrays of them, complex numbers, structs that derive it (see [`Element`]).
//!
//! A PE's own elements are read and written by copying, at the price of a load or a store; `at(pe)` is those of another PE.
//! Dropping only notes that this PE is done; the memory comes back when all are, at the next allocation or
//! [`reclaim`](Shmem::reclaim). So PEs may drop in any order, and leave a function early.
//!
//! ```
//! # shmem::run(|shmem| -> shmem::Result<()> {
//! let table = shmem.alloc::<[f32; 3]>(100)?; // or zeros, ones, full, from_slice, from_fn
//! table.write(7, [1.0, 2.0, 3.0]);
//! table.slice(8..10).write_from(&[[4.0; 3], [5.0; 3]]);
//! assert_eq!(table.read(9), [5.0; 3]);
//! drop(table); // local, takes no time
//! # Ok(())
//! # });
//! ```
//!
//! # Puts, gets and their completion
//!
//! As in C: a `put` has left your memory when it returns, and is at its target after [`quiet`](Shmem::quiet), a
//! [barrier](Team::barrier) or an epoch; [`fence`](Shmem::fence) orders those to one PE; a `get` is complete when it returns. Lengths of
//! both sides are equal or the call panics, in release builds as well. That check is all that is added to the raw call.
//!
//! ```
//! # use shmem::prelude::*;
//! # shmem::run(|shmem| -> shmem::Result<()> {
//! # let right = shmem.my_pe().wrapping_add(1);
//! let (data, flag) = (shmem.alloc::<f64>(8)?, shmem.atomic(0u32)?);
//! data.slice(2..5).at(right).put(&[1.0, 2.0, 3.0]);       // shmem_double_put
//! data.at(right).p(0, 4.0);                               // shmem_double_p
//! data.slice(5..).at(right).iput(2, &[5.0, 6.0], 1, 2);   // shmem_double_iput
//! shmem.fence();
//! flag.at(right).set(1);
//! flag.wait(Until::Eq(1));                                // so the left neighbour's data is here
//! assert_eq!(data.to_vec(), [4.0, 0.0, 1.0, 2.0, 3.0, 5.0, 0.0, 6.0]);
//! # Ok(())
//! # });
//! ```
//!
//! What only starts (`…_nbi`) is in a [scope](Shmem::scope), which ends with the quiet. The scope borrows the private buffer and the
//! symmetric one until then, so neither can be touched too early. Waiting, blocking calls and collectives go on inside.
//!
//! ```
//! # shmem::run(|shmem| -> shmem::Result<()> {
//! # let right = shmem.my_pe().wrapping_add(1);
//! let inbox = shmem.alloc::<f64>(512)?;
//! let (source, mut copy) = (vec![1.0; 256], vec![0.0; 256]);
//! shmem.scope(|s| {
//!     s.put(inbox.slice(..256).at(right), &source);
//!     s.get(inbox.slice(256..).at(right), &mut copy);
//!     // work that needs neither
//! });
//! # Ok(())
//! # });
//! ```
//!
//! # When memory may be borrowed
//!
//! Memory that other PEs may be writing is never behind a Rust reference. To compute on it as a slice, all PEs together begin an
//! *epoch*: a local one gives each its own part as `&mut [T]`, and nobody can put to or get from it; in a frozen one all may read,
//! and get, and nobody writes. Beginning and ending cost a barrier each, which most programs have there anyway. Buffers can be
//! [split](SymBuf::split_at) into parts, each with epochs of its own. [`Exchange`] and [`Mailbox`] lend what has arrived with no barrier.
//!
//! ```
//! # shmem::run(|shmem| -> shmem::Result<()> {
//! let numbers = shmem.from_slice(&[3, 1, 2])?;
//! let mut mine = numbers.into_local(); // collective; puts to it have arrived
//! mine.sort();                         // any method of a slice, any library of arrays
//! let numbers = mine.into_shared();    // collective; others may put again
//! assert_eq!(numbers.at(shmem.my_pe()).g(0), 1);
//!
//! let mut numbers = numbers;
//! let sum: i32 = numbers.with_frozen(|all| all.iter().sum()); // the same with a closure
//! assert_eq!(sum, 6);
//! # Ok(())
//! # });
//! ```
//!
//! # Atomics, signals and waiting
//!
//! Words for atomic operations are [`SymAtomics`], or one [`SymAtomic`]; nothing else touches them. Types have the operations that the
//! standard gives them: a float can be swapped, and not added to. Waiting is for words of one's own: `wait_until`, `test`, and
//! their `all`, `any`, `some` and vector forms on a [`WaitSet`].
//!
//! ```
//! # use shmem::prelude::*;
//! # shmem::run(|shmem| -> shmem::Result<()> {
//! let tickets = shmem.atomic(0u64)?;
//! let mine = tickets.at(shmem.pe(0)).fetch_add(1); // shmem_uint64_atomic_fetch_add
//! assert!(mine < shmem.n_pes() as u64);
//!
//! let arrived = shmem.signals(shmem.n_pes())?;
//! for pe in shmem.pes() {
//!     arrived.word(shmem.my_pe().index()).at(pe).set(1);
//! }
//! arrived.as_slice().wait_set().wait_all(Until::Eq(1)); // shmem_uint64_wait_until_all
//! # Ok(())
//! # });
//! ```
//!
//! # Collectives and teams
//!
//! Collectives are methods of a [`Team`]: [`world`](Shmem::world), [`shared`](Shmem::shared) (those of this node), parts of a team by
//! [`split_strided`](Team::split_strided), rows and columns by [`grid`](Team::grid). Each comes in two forms: value in and value out, and
//! on symmetric memory as in C, also in place. Members are [`Rank`]s, which are no [`Pe`]s; [`Team::pe`] translates. Mismatches are
//! found in every call and end the job, so collectives return no errors. Floating-point results are the same in every run.
//!
//! ```
//! # shmem::run(|shmem| -> shmem::Result<()> {
//! let world = shmem.world();
//! let total = world.sum(shmem.my_pe().index());       // shmem_size_sum_reduce
//! let all = world.fcollect(&[total, 1]);              // two elements from each
//! let first = world.broadcast(world.rank(0), all[0]);
//! assert_eq!(first, total);
//! let (source, dest) = (shmem.ones::<f64>(10)?, shmem.alloc::<f64>(10)?);
//! world.sum_reduce(dest.as_slice(), source.as_slice());
//!
//! if let Some(evens) = world.split_strided(0, 2, shmem.n_pes().div_ceil(2))? {
//!     evens.barrier(); // who is not a member has no team to call it on
//! }
//! # Ok(())
//! # });
//! ```
//!
//! # Contexts and threads
//!
//! A [`Context`] orders and completes its own operations: they are issued in [its scope](Context::scope), blocking ones through
//! [`on`](Scope::on). The kinds are types: private ones stay on their thread, [`Serialized`] ones can be sent, [`Shared`] ones shared.
//! The runtime and what owns symmetric memory stay on the thread that started; other threads get [views](Threads::share), for
//! one-sided operations and waits, where `SHMEM_THREAD_MULTIPLE` is granted.
//!
//! ```
//! shmem::run_threaded(|shmem| -> shmem::Result<()> {
//!     let (inbox, threads) = (shmem.alloc::<u64>(4)?, shmem.threads()?);
//!     let right = shmem.my_pe().wrapping_add(1);
//!     let (view, context) = (threads.share(inbox.at(right)), threads.shared_context(Default::default())?);
//!     std::thread::scope(|all| {
//!         for i in 0..4 {
//!             let context = &context;
//!             all.spawn(move || context.scope(|s| s.on(view.get()).p(i, i as u64)));
//!         }
//!     });
//!     shmem.world().barrier();
//!     assert_eq!(inbox.to_vec(), [0, 1, 2, 3]);
//!     Ok(())
//! });
//! ```
//!
//! # Locks
//!
//! A [`SymMutex`] has its value inside. The guard holds a private copy, which is written back before the unlock. A panic while it is held
//! poisons the mutex, as in Rust's own.
//!
//! ```
//! # shmem::run(|shmem| -> shmem::Result<()> {
//! let best = shmem.mutex(0u32)?;
//! *best.lock().unwrap() += 1; // shmem_set_lock …; shmem_clear_lock
//! # Ok(())
//! # });
//! ```
//!
//! # Errors, panics and the end of a job
//!
//! * What the environment can do to a correct program is an [`Error`]: no room in the heap (on every PE), no more contexts or teams,
//!   a thread level refused. An error that `run`'s program returns on any PE ends the whole job: printed once, status 1.
//! * What only a bug can do, such as an index that is out of range, panics at the caller's line. A panic that is not caught ends the
//!   whole job with status 101, and so does one that leaves the closure of an epoch or of a collective.
//! * A PE that dies takes its job with it, and the message names the PE and the signal. No PE waits for one that is gone.
//!   [`global_exit`](Shmem::global_exit) ends all on purpose.
//!
//! ```
//! shmem::run(|shmem| -> shmem::Result<()> {
//!     let too_much = shmem.alloc::<u64>(1 << 50);
//!     assert!(matches!(too_much, Err(shmem::Error::OutOfMemory { .. }))); // on every PE
//!     let fits = shmem.alloc::<u64>(10)?; // `?` leaves early; what was allocated is dropped
//!     assert_eq!(fits.len(), 10);
//!     Ok(())
//! });
//! ```
//!
//! # What the compiler checks
//!
//! A buffer used after it was given back or after the end of the runtime; a private buffer read while a get fills it; `put` to a block in an
//! epoch; a slice kept after its epoch; a plain write to an atomic word; an atomic operation that a type does not have; elements with
//! pointers or invalid values in them; a rank given for a PE; a private context or a buffer on another thread; the value of a mutex
//! without its lock. `misuse/cases` in the repository has each of these with the compiler's message.
//!
//! # The ways out
//!
//! `unsafe` is needed for nothing above. Where C code is part of the program: [`Shmem::attach`] joins a runtime that it has started,
//! [`Shmem::external_slice`] takes memory that it has allocated, [`SymSlice::as_ptr`], [`RemoteSlice::as_ptr`] (`shmem_ptr`) and
//! [`Context::as_raw`] give addresses and handles for the routines of the crate `shmem-sys`, all of them by their C names.
//! [`Shmem::leak`] makes everything `'static` for programs that have to store it.
//!
//! Tests at several PE counts, with deadlines, are functions under `shmem_test::tests!` of the crate `shmem-test`.

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
#[cfg(feature = "ndarray")]
mod lane;
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
mod until;
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
pub use signal::{RemoteSignal, Signal, SignalOp, SignalSlice, SignalWord, Signals};
pub use step::{RemoteStrided, SymStrided};
pub use sys::{InScope, Scope, ThreadLevel};
pub use team::{Grid, Rank, Team, TeamConfig, Workspace};
pub use threads::{OneSided, Threads, View};
pub use turns::{InTurn, Queue, Turn, Turns};
pub use until::Until;
pub use wait::{Arrivals, Goal, WaitSet};

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
