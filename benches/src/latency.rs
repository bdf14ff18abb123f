//! What single operations cost, beside what the machine itself takes for the same.
//!
//! Run it at some PE counts: `cargo shmem run --release -n 2 --bin latency`. Each line gives
//! nanoseconds an operation and, where there is one, the ratio to the machine's own way. Nothing is
//! checked here; figures of different runs are not comparable on a shared machine.

#![allow(unsafe_code, reason = "raw API on blocks that outlive the loops")]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "a program against the raw API is one block"
)]

use std::hint::black_box;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Instant;

use shmem_sys::*;

/// The best of some batches, in nanoseconds an operation.
fn cost<R>(n: u32, mut operation: impl FnMut() -> R) -> f64 {
    let mut batch = || {
        let start = Instant::now();
        (0..n).for_each(|_| {
            black_box(operation());
        });
        start.elapsed().as_nanos() as f64 / f64::from(n)
    };
    (0..7).map(|_| batch()).fold(f64::INFINITY, f64::min)
}

fn line(name: &str, ours: f64, machine: Option<(&str, f64)>) {
    match machine {
        Some((what, theirs)) => {
            println!(
                "{name:<28} {ours:>10.1} ns   {what}: {theirs:.1} ns, ratio {:.2}",
                ours / theirs
            );
        }
        None => println!("{name:<28} {ours:>10.1} ns"),
    }
}

/// Operations that PE 0 issues to the last PE.
///
/// # Safety
///
/// `block` must be symmetric with room for `LARGE` bytes.
unsafe fn one_sided(block: *mut u64, last: i32) {
    const LARGE: usize = 1 << 20;
    let own = AtomicU64::new(0);
    let (mut private, mut other) = (vec![1u8; LARGE], vec![0u8; LARGE]);
    // SAFETY: the block is long enough for each operation, and nobody else uses it meanwhile. Also below.
    let p = cost(1_000_000, || unsafe { shmem_ulong_p(block, black_box(7), last) });
    line("p", p, None);
    // SAFETY: as above.
    let g = cost(1_000_000, || unsafe { shmem_ulong_g(block, last) });
    line("g", g, None);
    // SAFETY: as above.
    let add = cost(1_000_000, || unsafe { shmem_ulong_atomic_fetch_add(block, 1, last) });
    let native = cost(1_000_000, || own.fetch_add(1, SeqCst));
    line("atomic_fetch_add", add, Some(("own atomic", native)));
    for bytes in [64, 4096, LARGE] {
        let n = (20_000_000 / (bytes + 100)) as u32;
        let source = private.as_ptr();
        // SAFETY: as above.
        let put = cost(n, || unsafe { shmem_putmem(block.cast(), source.cast(), bytes, last) });
        let copy = cost(n, || {
            black_box(&mut other)[..bytes].copy_from_slice(black_box(&private[..bytes]))
        });
        line(&format!("putmem of {bytes}"), put, Some(("copy", copy)));
        let dest = private.as_mut_ptr();
        // SAFETY: as above.
        let get = cost(n, || unsafe { shmem_getmem(dest.cast(), block.cast(), bytes, last) });
        line(&format!("getmem of {bytes}"), get, Some(("copy", copy)));
    }
}

fn main() {
    // SAFETY: initialised first and finalized last; blocks are symmetric and long enough; every PE makes
    // the same collective calls.
    unsafe {
        shmem_init();
        let (me, npes) = (shmem_my_pe(), shmem_n_pes());
        let block = shmem_malloc(1 << 20) as *mut u64;
        let words = shmem_calloc(4, 8) as *mut u64;
        if me == 0 {
            println!("{npes} PEs, {:?}", provider());
            one_sided(block, npes - 1);
        }
        shmem_barrier_all();
        let barrier = cost(2_000, || shmem_barrier_all());
        let (dest, source) = (words.cast::<f64>(), words.add(1).cast::<f64>());
        let sum = cost(2_000, || shmem_double_sum_reduce(SHMEM_TEAM_WORLD(), dest, source, 1));
        let (mut turn, signal) = (0, words.add(2));
        let peer = if me == 0 { npes - 1 } else { 0 };
        let round = cost(2_000, || {
            turn += 1;
            if me == 0 {
                shmem_ulong_put_signal(block, words, 1, signal, turn, SHMEM_SIGNAL_SET, peer);
            }
            if me == 0 || me == npes - 1 {
                shmem_signal_wait_until(signal, SHMEM_CMP_GE, turn);
            }
            if me == npes - 1 && me != 0 {
                shmem_ulong_put_signal(block, words, 1, signal, turn, SHMEM_SIGNAL_SET, peer);
            }
        });
        if me == 0 {
            line("barrier_all", barrier, None);
            line("sum_reduce of one double", sum, None);
            line("put_signal there and back", round, None);
        }
        shmem_free(words.cast());
        shmem_free(block.cast());
        shmem_finalize();
    }
}
