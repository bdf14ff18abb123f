//! Each operation twice: by the raw API and by the safe one, as functions that callgrind can tell apart.

#![allow(unsafe_code, reason = "the raw halves of the pairs, and names that callgrind shows")]

use std::ffi::c_int;
use std::hint::black_box;

use ndarray::{ArrayRef1, ArrayView1, Ix1, s};
use shmem::Placement;
use shmem::prelude::*;
use shmem_ndarray::{SymArray, SymArray2, SymArrayView};
use shmem_sys::*;

/// An operation by both APIs: the names of the functions that do it.
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    pub(crate) raw: &'static str,
    pub(crate) safe: &'static str,
    /// How many instructions more the safe call may take.
    pub(crate) most: i64,
    /// Whether the safe half is this PE's own loads and stores, and calls nothing.
    pub(crate) local: bool,
}

/// Keeps a function from being made one with another of the same code. No instruction.
macro_rules! apart {
    ($function:ident) => {
        // SAFETY: a comment.
        unsafe {
            core::arch::asm!(concat!("/* ", stringify!($function), " */"), options(nomem, nostack))
        }
    };
}

// Both halves of a pair take the same arguments in the same registers, so that moving them to where the
// library takes them is not counted as the safe call's: a slice is an address and a length, a PE is its
// number and how many there are. What is behind a reference is the safe call's to load.
macro_rules! pairs {
    ($($most:literal, $name:literal $(, $local:ident)?;
        $raw:ident($($r:ident: $rt:ty),*) $(-> $rr:ty)? = $raw_call:expr;
        $safe:ident($($s:ident: $st:ty),*) $(-> $sr:ty)? = $safe_call:expr;)*
    ) => {
        /// The pairs, in the order of the table.
        pub(crate) const PAIRS: &[Pair] = &[$(Pair {
            name: $name,
            raw: stringify!($raw),
            safe: stringify!($safe),
            most: $most,
            local: pairs!(@ $($local)?),
        }),*];

        $(
            /// The raw half.
            ///
            /// # Safety
            ///
            /// As for the routine called.
            #[unsafe(no_mangle)]
            #[inline(never)]
            #[allow(
                clippy::too_many_arguments,
                reason = "what the safe half takes as one may be two here"
            )]
            unsafe extern "C" fn $raw($($r: $rt),*) $(-> $rr)? {
                apart!($raw);
                // SAFETY: the caller's promise.
                unsafe { $raw_call }
            }

            #[unsafe(no_mangle)]
            #[inline(never)]
            fn $safe($($s: $st),*) $(-> $sr)? {
                apart!($safe);
                $safe_call
            }
        )*
    };
    (@ local) => { true };
    (@) => { false };
}

type Buf<'a> = &'a SymBuf<'a, u64>;
type Slice<'a> = SymSlice<'a, u64>;
type Data<'a> = &'a [u64];

/// An element that is more than a word.
type Line = [u64; 4];

pairs! {
    5, "put";
    raw_put(to: *mut u64, _len: usize, from: *const u64, n: usize, pe: c_int, _n_pes: c_int) =
        shmem_uint64_put(to, from, n, pe);
    safe_put(buf: Slice<'_>, data: Data<'_>, pe: Pe) = buf.at(pe).put(data);

    // Whose shape and strides have to be looked at.
    60, "put of an array's row";
    raw_put_row(to: *mut u64, from: *const u64, n: usize, pe: c_int, _n_pes: c_int) =
        shmem_uint64_put(to, from, n, pe);
    safe_put_row(row: &SymArrayView<'_, u64, Ix1>, data: &ArrayRef1<u64>, pe: Pe) = row.at(pe).put(data);

    // Which is cut out first.
    90, "put of a slice of an array";
    raw_put_slice(to: *mut u64, from: *const u64, n: usize, pe: c_int, _n_pes: c_int) =
        shmem_uint64_put(to, from, n, pe);
    safe_put_slice(array: &SymArray2<'_, u64>, data: &ArrayRef1<u64>, pe: Pe) =
        array.slice(s![1, ..data.len()]).at(pe).put(data);

    5, "get";
    raw_get(from: *const u64, _len: usize, to: *mut u64, n: usize, pe: c_int, _n_pes: c_int) =
        shmem_uint64_get(to, from, n, pe);
    safe_get(buf: Slice<'_>, data: &mut [u64], pe: Pe) = buf.at(pe).get(data);

    5, "p";
    raw_p(to: *mut u64, i: usize, value: u64, pe: c_int) = shmem_uint64_p(to.wrapping_add(i), value, pe);
    safe_p(buf: Buf<'_>, i: usize, value: u64, pe: Pe) = buf.at(pe).p(i, value);

    5, "g";
    raw_g(from: *const u64, i: usize, pe: c_int) -> u64 = shmem_uint64_g(from.wrapping_add(i), pe);
    safe_g(buf: Buf<'_>, i: usize, pe: Pe) -> u64 = buf.at(pe).g(i);

    5, "own element read", local;
    raw_read(from: *const u64, i: usize) -> u64 = from.wrapping_add(i).read_volatile();
    safe_read(buf: Buf<'_>, i: usize) -> u64 = buf.read(i);

    5, "own element written", local;
    raw_write(to: *mut u64, i: usize, value: u64) = to.wrapping_add(i).write_volatile(value);
    safe_write(buf: Buf<'_>, i: usize, value: u64) = buf.write(i, value);

    5, "own 4-word element read", local;
    raw_read_line(from: *const Line, i: usize, to: &mut Line) = *to = from.wrapping_add(i).read_volatile();
    safe_read_line(buf: &SymBuf<'_, Line>, i: usize, to: &mut Line) = *to = buf.read(i);

    5, "atomic_fetch_add";
    raw_fetch_add(word: *mut u64, value: u64, pe: c_int) -> u64 = shmem_uint64_atomic_fetch_add(word, value, pe);
    safe_fetch_add(word: &SymAtomic<'_, u64>, value: u64, pe: Pe) -> u64 = word.at(pe).fetch_add(value);

    5, "atomic_fetch_add, one of many";
    raw_fetch_add_many(words: *mut u64, i: usize, value: u64, pe: c_int) -> u64 =
        shmem_uint64_atomic_fetch_add(words.wrapping_add(i), value, pe);
    safe_fetch_add_many(words: &SymAtomics<'_, u64>, i: usize, value: u64, pe: Pe) -> u64 =
        words.word(i).at(pe).fetch_add(value);

    5, "put_signal";
    raw_put_signal(
        to: *mut u64, _len: usize, from: *const u64, n: usize, signal: *mut u64, pe: c_int, _n_pes: c_int
    ) = shmem_uint64_put_signal(to, from, n, signal, 1, SHMEM_SIGNAL_SET, pe);
    safe_put_signal(buf: Slice<'_>, data: Data<'_>, signal: &Signal<'_>, pe: Pe) =
        buf.at(pe).put_signal(data, signal, SignalOp::Set(1));

    5, "signal_wait, satisfied";
    raw_wait(signal: *mut u64, value: u64) -> u64 = shmem_signal_wait_until(signal, SHMEM_CMP_GE, value);
    safe_wait(signal: &Signal<'_>, value: u64) -> u64 = signal.wait(Until::Ge(value));

    // A team may be busy, and may be another than the world.
    8, "barrier_all";
    raw_barrier() = shmem_barrier_all();
    safe_barrier(world: &Team<'_>) = world.barrier();

    // Which makes a handle, and drops it.
    45, "barrier of world()";
    raw_world_barrier() = shmem_barrier_all();
    safe_world_barrier(shmem: &Shmem) = shmem.world().barrier();

    // The slices have to be apart, or the same.
    20, "sum_reduce";
    raw_sum_reduce(to: *mut f64, _to_len: usize, from: *const f64, n: usize) = {
        shmem_double_sum_reduce(SHMEM_TEAM_WORLD(), to, from, n);
    };
    safe_sum_reduce(to: SymSlice<'_, f64>, from: SymSlice<'_, f64>, world: &Team<'_>) =
        world.sum_reduce(to, from);

    // The value goes to the workspace, and the sum comes from there.
    10, "sum of a private value";
    raw_sum(to: *mut f64, from: *const f64) = {
        shmem_double_sum_reduce(SHMEM_TEAM_WORLD(), to, from, 1);
    };
    safe_sum(world: &Team<'_>, value: f64) -> f64 = world.sum(value);
}

/// How often each is called, so that what happens once does not show.
const CALLS: usize = 100;

fn repeat<R>(mut call: impl FnMut() -> R) {
    for _ in 0..CALLS {
        black_box(call());
    }
}

/// Elements of the largest transfer.
pub(crate) const LARGEST: usize = 1024;

/// Data that begins a page, as blocks do here: a copy takes more or less by where its ends lie.
#[repr(align(4096))]
struct Aligned([u64; LARGEST]);

/// What blocks are aligned to.
const ALIGN: usize = align_of::<Aligned>();

/// Calls every function of every pair, with transfers of `n` elements.
pub(crate) fn call_all(n: usize) {
    let mut data = Box::new(Aligned([1; LARGEST]));
    let data = &mut data.0[..n];
    shmem::run(|shmem| -> shmem::Result<()> {
        let place = Placement::new().align(ALIGN);
        let (buf, lines) = (shmem.alloc_in(place, LARGEST)?, shmem.alloc(8)?);
        let (to, from) = (shmem.alloc_in(place, 1)?, shmem.alloc_in(place, 1)?);
        let (to, from) = (to.as_slice(), from.as_slice());
        let (word, words, signal) = (shmem.atomic(0u64)?, shmem.atomics(16)?, shmem.signal()?);
        let array = SymArray::from_buf((2, LARGEST), shmem.alloc_in(place, 2 * LARGEST)?);
        let (world, pe, slice) = (shmem.world(), shmem.my_pe(), buf.slice(..n));
        let mut line = [0; 4];
        repeat(|| safe_put(slice, data, pe));
        repeat(|| safe_put_row(&array.slice(s![1, ..n]), &ArrayView1::from(&data[..]), pe));
        repeat(|| safe_put_slice(&array, &ArrayView1::from(&data[..]), pe));
        repeat(|| safe_get(slice, data, pe));
        repeat(|| safe_p(&buf, 0, 1, pe));
        repeat(|| safe_g(&buf, 0, pe));
        repeat(|| safe_read(&buf, 0));
        repeat(|| safe_write(&buf, 0, 1));
        repeat(|| safe_read_line(&lines, 7, &mut line));
        repeat(|| safe_fetch_add(&word, 1, pe));
        repeat(|| safe_fetch_add_many(&words, 0, 1, pe));
        repeat(|| safe_put_signal(slice, data, &signal, pe));
        repeat(|| safe_wait(&signal, 1));
        repeat(|| safe_barrier(&world));
        repeat(|| safe_world_barrier(shmem));
        repeat(|| safe_sum_reduce(to, from, &world));
        repeat(|| safe_sum(&world, 1.0));
        Ok(())
    });
    // SAFETY: only this thread uses the runtime, which has ended.
    unsafe { call_raw(data) };
}

/// # Safety
///
/// The runtime must not be in use.
#[allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "a program against the raw API is one block"
)]
unsafe fn call_raw(data: &mut [u64]) {
    let n = data.len();
    let here = data.as_mut_ptr();
    // SAFETY: initialised and finalized here; blocks are as long as the calls need, and there is one PE.
    unsafe {
        shmem_init();
        let pe = shmem_my_pe();
        let block = || shmem_align(ALIGN, 8 * LARGEST);
        let (buf, lines, words): (*mut u64, _, *mut u64) =
            (block().cast(), block(), block().cast());
        let (to, from): (*mut f64, *mut f64) = (block().cast(), block().cast());
        let (word, signal) = (words, words.add(16));
        // A block's contents are anything at first.
        word.write(0);
        signal.write(0);
        from.write(0.0);
        let mut line = [0; 4];
        repeat(|| raw_put(buf, n, here, n, pe, 1));
        repeat(|| raw_put_row(buf, here, n, pe, 1));
        repeat(|| raw_put_slice(buf, here, n, pe, 1));
        repeat(|| raw_get(buf, n, here, n, pe, 1));
        repeat(|| raw_p(buf, 0, 1, pe));
        repeat(|| raw_g(buf, 0, pe));
        repeat(|| raw_read(buf, 0));
        repeat(|| raw_write(buf, 0, 1));
        repeat(|| raw_read_line(lines.cast(), 7, &mut line));
        repeat(|| raw_fetch_add(word, 1, pe));
        repeat(|| raw_fetch_add_many(word, 0, 1, pe));
        repeat(|| raw_put_signal(buf, n, here, n, signal, pe, 1));
        repeat(|| raw_wait(signal, 1));
        repeat(|| raw_barrier());
        repeat(|| raw_world_barrier());
        repeat(|| raw_sum_reduce(to, 1, from, 1));
        repeat(|| raw_sum(to, from));
        for block in [buf.cast(), lines, words.cast(), to.cast(), from.cast()] {
            shmem_free(block);
        }
        shmem_finalize();
    }
}
