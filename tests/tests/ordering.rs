//! Ordering and completion: fence, quiet, quiet of some PEs, what a barrier completes.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_int;
use core::ptr::null;

use shmem_sys::{SHMEM_CMP_EQ, SHMEM_CMP_GE, SHMEM_CTX_INVALID, SHMEM_CTX_NOSTORE};
use shmem_test::trials;
use shmem_tests::{Reversed, Sym, barrier, left, me, npes, pe, quiet, right};

const LEN: usize = 4_000;
const ROUNDS: u64 = 40;

/// Each round: data by non-blocking put, `order`, then the flag by an atomic. A reader that has
/// seen the flag must find the data whole, and answers before the next round.
fn published(
    put: impl Fn(*mut u64, *const u64, usize),
    order: impl Fn(),
    set: impl Fn(*mut u64, u64),
) {
    let data = Sym::filled(LEN, 0u64);
    let flags = Sym::filled(2, 0u64);
    for round in 1..=ROUNDS {
        let source = vec![round << 8 | me() as u64; LEN];
        put(data.ptr(), source.as_ptr(), LEN);
        order();
        set(flags.ptr(), round);
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint64_wait_until(flags.ptr(), SHMEM_CMP_EQ, round) };
        let expected = round << 8 | left() as u64;
        assert!((0..LEN).all(|i| data.read(i) == expected), "round {round}: the data is not there");
        quiet();
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint64_atomic_set(flags.at(1), round, pe(left())) };
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint64_wait_until(flags.at(1), SHMEM_CMP_EQ, round) };
    }
    barrier();
}

fn on_default(order: impl Fn()) {
    published(
        // SAFETY: symmetric and in bounds; the source lives until the flag was answered.
        |d, s, n| unsafe { shmem_sys::shmem_uint64_put_nbi(d, s, n, pe(right())) },
        order,
        // SAFETY: a symmetric word.
        |d, v| unsafe { shmem_sys::shmem_uint64_atomic_set(d, v, pe(right())) },
    );
}

fn on_context(order: impl Fn(&Reversed)) {
    let on = Reversed::new();
    published(
        // SAFETY: symmetric and in bounds; the source lives until the flag was answered.
        |d, s, n| unsafe { shmem_sys::shmem_ctx_uint64_put_nbi(on.ctx, d, s, n, on.pe(right())) },
        || order(&on),
        // SAFETY: a symmetric word.
        |d, v| unsafe { shmem_sys::shmem_ctx_uint64_atomic_set(on.ctx, d, v, on.pe(right())) },
    );
    on.end();
}

fn fence() {
    // SAFETY: initialised.
    on_default(|| unsafe { shmem_sys::shmem_fence() });
    // SAFETY: a live context.
    on_context(|on| unsafe { shmem_sys::shmem_ctx_fence(on.ctx) });
}

fn quiet_completes() {
    on_default(quiet);
    on_context(Reversed::quiet);
}

fn pe_quiet() {
    let list = [pe(right()), pe(me())];
    // SAFETY: a list of that length.
    on_default(|| unsafe { shmem_sys::shmem_pe_quiet(list.as_ptr(), list.len()) });
    on_context(|on| {
        let list = [on.pe(right())];
        // SAFETY: a list of that length, of PEs of the context's team.
        unsafe { shmem_sys::shmem_ctx_pe_quiet(on.ctx, list.as_ptr(), 1) };
    });
    // SAFETY: an empty list is not looked at.
    unsafe { shmem_sys::shmem_pe_quiet(null::<c_int>(), 0) };
}

/// What is not a context has nothing outstanding.
fn no_context() {
    // SAFETY: the invalid context is a no-op by the standard.
    unsafe { shmem_sys::shmem_ctx_fence(SHMEM_CTX_INVALID) };
    // SAFETY: as above.
    unsafe { shmem_sys::shmem_ctx_quiet(SHMEM_CTX_INVALID) };
}

/// Plain stores to symmetric memory are ordered by a fence like puts.
fn fence_orders_stores() {
    let data = Sym::filled(LEN, 0u64);
    let flags = Sym::filled(npes(), 0u64);
    for round in 1..=ROUNDS {
        data.write(0, &vec![round; LEN]);
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_fence() };
        for target in 0..npes() {
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_atomic_set(flags.at(me()), round, pe(target)) };
        }
        // SAFETY: symmetric words.
        unsafe {
            shmem_sys::shmem_uint64_wait_until_all(
                flags.ptr(),
                npes(),
                null(),
                SHMEM_CMP_GE,
                round,
            );
        }
        let mut copy = vec![0u64; LEN];
        // SAFETY: symmetric and in bounds.
        unsafe {
            shmem_sys::shmem_uint64_get(copy.as_mut_ptr(), data.ptr(), LEN, pe(right()));
        }
        assert!(copy.iter().all(|&v| v == round), "round {round}: an old store");
        barrier();
    }
}

/// A barrier completes what went before on the default context, towards every PE.
fn barrier_completes() {
    let data = Sym::filled(npes() * LEN, 0u64);
    for round in 1..=ROUNDS {
        let source = vec![round << 8 | me() as u64; LEN];
        for target in 0..npes() {
            // SAFETY: symmetric and in bounds; the source lives until the barrier.
            unsafe {
                shmem_sys::shmem_uint64_put_nbi(
                    data.at(me() * LEN),
                    source.as_ptr(),
                    LEN,
                    pe(target),
                );
            }
        }
        barrier();
        for from in 0..npes() {
            let expected = round << 8 | from as u64;
            assert!((0..LEN).all(|i| data.read(from * LEN + i) == expected), "from PE {from}");
        }
        barrier();
    }
}

/// What is quiet is visible to everybody, not only to the PE that was written to: whoever hears of
/// it from a third PE finds it there.
fn quiet_shows_to_third_parties() {
    let data = Sym::filled(LEN, 0u64);
    let flags = Sym::filled(2, 0u64);
    let (writer, holder, reader) = (0, 1, 2);
    for round in 1..=ROUNDS {
        if me() == writer {
            let source = vec![round; LEN];
            // SAFETY: symmetric and in bounds; the source lives until the quiet.
            unsafe {
                shmem_sys::shmem_uint64_put_nbi(data.ptr(), source.as_ptr(), LEN, pe(holder));
            }
            quiet();
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_atomic_set(flags.ptr(), round, pe(reader)) };
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_wait_until(flags.at(1), SHMEM_CMP_EQ, round) };
        }
        if me() == reader {
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_wait_until(flags.ptr(), SHMEM_CMP_EQ, round) };
            let mut copy = vec![0u64; LEN];
            // SAFETY: symmetric and in bounds.
            unsafe {
                shmem_sys::shmem_uint64_get(copy.as_mut_ptr(), data.ptr(), LEN, pe(holder));
            }
            assert!(copy.iter().all(|&value| value == round), "round {round}");
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_atomic_set(flags.at(1), round, pe(writer)) };
        }
    }
    barrier();
}

/// A fetch is complete when it returns, a non-blocking get after the quiet; also on a context
/// that does not care for plain stores.
fn gets_complete() {
    let cell = Sym::filled(LEN, 10 + me() as u64);
    let mut ctx = SHMEM_CTX_INVALID;
    // SAFETY: the out parameter is a local variable.
    let failed = unsafe { shmem_sys::shmem_ctx_create(SHMEM_CTX_NOSTORE, &raw mut ctx) };
    assert_eq!(failed, 0);
    let mut copy = vec![0u64; LEN];
    // SAFETY: symmetric and in bounds; untouched until the quiet.
    unsafe {
        shmem_sys::shmem_ctx_uint64_get_nbi(ctx, copy.as_mut_ptr(), cell.ptr(), LEN, pe(right()));
    }
    // SAFETY: a live context.
    unsafe { shmem_sys::shmem_ctx_quiet(ctx) };
    assert_eq!(copy, vec![10 + right() as u64; LEN]);
    // SAFETY: a live context, used no more.
    unsafe { shmem_sys::shmem_ctx_destroy(ctx) };
    barrier();
}

fn main() {
    shmem_test::run(trials![
        fence, quiet_completes, pe_quiet, no_context, fence_orders_stores: [1, 2, 3, 4],
        barrier_completes: [1, 2, 3, 4, 7], quiet_shows_to_third_parties: [3, 4], gets_complete,
    ]);
}
