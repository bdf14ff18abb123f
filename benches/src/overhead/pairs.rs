//! Each operation twice: by the raw API and by the safe one, as functions that callgrind can tell apart.

#![allow(unsafe_code, reason = "the raw halves of the pairs, and names that callgrind shows")]

use std::ffi::{c_int, c_void};
use std::hint::black_box;

use shmem::prelude::*;
use shmem_sys::*;

/// An operation by both APIs: the names of the functions that do it.
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    pub(crate) raw: &'static str,
    pub(crate) safe: &'static str,
    /// How many instructions more the safe call may take, if that is bounded.
    pub(crate) most: Option<i64>,
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

macro_rules! pairs {
    ($($most:expr, $name:literal
        $raw:ident($($r:ident: $rt:ty),*) $(-> $rr:ty)? = $raw_call:expr;
        $safe:ident($($s:ident: $st:ty),*) $(-> $sr:ty)? = $safe_call:expr;)*
    ) => {
        /// The pairs, in the order of the table.
        pub(crate) const PAIRS: &[Pair] = &[$(Pair {
            name: $name, raw: stringify!($raw), safe: stringify!($safe), most: $most,
        }),*];

        $(
            /// The raw half.
            ///
            /// # Safety
            ///
            /// As for the routine called.
            #[unsafe(no_mangle)]
            #[inline(never)]
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
}

type Buf<'a> = &'a SymBuf<'a, u64>;
type Data<'a> = &'a [u64];

pairs! {
    Some(5), "put of 8 bytes"
    raw_put_8(to: *mut c_void, from: *const c_void, n: usize, pe: c_int) = shmem_putmem(to, from, n, pe);
    safe_put_8(buf: SymSlice<'_, u64>, pe: Pe, data: Data<'_>) = buf.at(pe).put(data);

    Some(5), "put of 8 KiB"
    raw_put_8k(to: *mut c_void, from: *const c_void, n: usize, pe: c_int) = shmem_putmem(to, from, n, pe);
    safe_put_8k(buf: SymSlice<'_, u64>, pe: Pe, data: Data<'_>) = buf.at(pe).put(data);

    Some(5), "get of 8 bytes"
    raw_get_8(to: *mut c_void, from: *const c_void, n: usize, pe: c_int) = shmem_getmem(to, from, n, pe);
    safe_get_8(buf: SymSlice<'_, u64>, pe: Pe, data: &mut [u64]) = buf.at(pe).get(data);

    Some(5), "get of 8 KiB"
    raw_get_8k(to: *mut c_void, from: *const c_void, n: usize, pe: c_int) = shmem_getmem(to, from, n, pe);
    safe_get_8k(buf: SymSlice<'_, u64>, pe: Pe, data: &mut [u64]) = buf.at(pe).get(data);

    Some(10), "p"
    raw_p(to: *mut u64, i: usize, value: u64, pe: c_int) = shmem_uint64_p(to.wrapping_add(i), value, pe);
    safe_p(buf: Buf<'_>, i: usize, value: u64, pe: Pe) = buf.at(pe).p(i, value);

    Some(10), "g"
    raw_g(from: *const u64, i: usize, pe: c_int) -> u64 = shmem_uint64_g(from.wrapping_add(i), pe);
    safe_g(buf: Buf<'_>, i: usize, pe: Pe) -> u64 = buf.at(pe).g(i);

    Some(10), "own element read"
    raw_read(from: *const u64, i: usize) -> u64 = from.wrapping_add(i).read_volatile();
    safe_read(buf: Buf<'_>, i: usize) -> u64 = buf.read(i);

    Some(10), "own element written"
    raw_write(to: *mut u64, i: usize, value: u64) = to.wrapping_add(i).write_volatile(value);
    safe_write(buf: Buf<'_>, i: usize, value: u64) = buf.write(i, value);

    Some(5), "atomic_fetch_add"
    raw_fetch_add(word: *mut u64, value: u64, pe: c_int) -> u64 = shmem_uint64_atomic_fetch_add(word, value, pe);
    safe_fetch_add(word: &SymAtomic<'_, u64>, value: u64, pe: Pe) -> u64 = word.at(pe).fetch_add(value);

    Some(18), "put_signal of 8 bytes"
    raw_put_signal(to: *mut c_void, from: *const c_void, n: usize, signal: *mut u64, pe: c_int) =
        shmem_putmem_signal(to, from, n, signal, 1, SHMEM_SIGNAL_SET, pe);
    safe_put_signal(buf: SymSlice<'_, u64>, pe: Pe, data: Data<'_>, signal: &Signal<'_>) =
        buf.at(pe).put_signal(data, signal, SignalOp::Set(1));

    Some(10), "signal_wait, satisfied"
    raw_wait(signal: *mut u64, value: u64) -> u64 = shmem_signal_wait_until(signal, SHMEM_CMP_GE, value);
    safe_wait(signal: &Signal<'_>, value: u64) -> u64 = signal.wait(Until::Ge(value));

    Some(40), "barrier_all"
    raw_barrier() = shmem_barrier_all();
    safe_barrier(world: &Team<'_>) = world.barrier();

    None, "sum of one double"
    raw_sum(to: *mut f64, from: *const f64) = {
        shmem_double_sum_reduce(SHMEM_TEAM_WORLD(), to, from, 1);
    };
    safe_sum(world: &Team<'_>, value: f64) -> f64 = world.sum(value);
}

/// Elements of a large transfer.
const LARGE: usize = 1024;

/// How often each is called, so that what happens once does not show.
const CALLS: usize = 100;

fn repeat<R>(mut call: impl FnMut() -> R) {
    for _ in 0..CALLS {
        black_box(call());
    }
}

/// Calls every function of every pair.
pub(crate) fn call_all() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc(LARGE)?;
        let (word, signal) = (shmem.atomic(0u64)?, shmem.signal()?);
        let world = shmem.world();
        let (one, all, pe) = (buf.slice(..1), buf.as_slice(), shmem.my_pe());
        let mut data = vec![1u64; LARGE];
        repeat(|| safe_put_8(one, pe, &data[..1]));
        repeat(|| safe_put_8k(all, pe, &data));
        repeat(|| safe_get_8(one, pe, &mut data[..1]));
        repeat(|| safe_get_8k(all, pe, &mut data));
        repeat(|| safe_p(&buf, 7, 1, pe));
        repeat(|| safe_g(&buf, 7, pe));
        repeat(|| safe_read(&buf, 7));
        repeat(|| safe_write(&buf, 7, 1));
        repeat(|| safe_fetch_add(&word, 1, pe));
        repeat(|| safe_put_signal(one, pe, &data[..1], &signal));
        repeat(|| safe_wait(&signal, 1));
        repeat(|| safe_barrier(&world));
        repeat(|| safe_sum(&world, 1.0));
        Ok(())
    });
    // SAFETY: only this thread uses the runtime, which has ended.
    unsafe { call_raw() };
}

/// # Safety
///
/// The runtime must not be in use.
#[allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "a program against the raw API is one block"
)]
unsafe fn call_raw() {
    let mut data = vec![1u64; LARGE];
    let (from, to): (*const c_void, *mut c_void) = (data.as_ptr().cast(), data.as_mut_ptr().cast());
    // SAFETY: initialised and finalized here; blocks are as long as the calls need, and there is one PE.
    unsafe {
        shmem_init();
        let pe = shmem_my_pe();
        let block = shmem_calloc(LARGE, 8);
        let words: *mut u64 = shmem_calloc(4, 8).cast();
        let (signal, sums): (_, *mut f64) = (words.add(1), words.add(2).cast());
        repeat(|| raw_put_8(block, from, 8, pe));
        repeat(|| raw_put_8k(block, from, 8 * LARGE, pe));
        repeat(|| raw_get_8(to, block, 8, pe));
        repeat(|| raw_get_8k(to, block, 8 * LARGE, pe));
        repeat(|| raw_p(block.cast(), 7, 1, pe));
        repeat(|| raw_g(block.cast(), 7, pe));
        repeat(|| raw_read(block.cast(), 7));
        repeat(|| raw_write(block.cast(), 7, 1));
        repeat(|| raw_fetch_add(words, 1, pe));
        repeat(|| raw_put_signal(block, from, 8, signal, pe));
        repeat(|| raw_wait(signal, 1));
        repeat(|| raw_barrier());
        repeat(|| raw_sum(sums, sums.add(1)));
        shmem_free(words.cast());
        shmem_free(block);
        shmem_finalize();
    }
}
