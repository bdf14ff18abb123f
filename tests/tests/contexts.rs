//! Contexts and sessions: options, teams, destruction.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::{c_int, c_long};
use core::ptr::null;
use std::thread;

use shmem_sys::{
    SHMEM_CTX_DEFAULT, SHMEM_CTX_INVALID, SHMEM_CTX_NOSTORE, SHMEM_CTX_PRIVATE,
    SHMEM_CTX_SERIALIZED, SHMEM_CTX_SESSION_BATCH, SHMEM_CTX_SESSION_TOTAL_OPS, SHMEM_TEAM_INVALID,
    SHMEM_TEAM_WORLD, shmem_ctx_session_config_t, shmem_ctx_t, shmem_team_t,
};
use shmem_test::trials;
use shmem_tests::{Reversed, Sym, barrier, left, me, npes, pe, right};

fn create(options: c_long) -> shmem_ctx_t {
    let mut ctx = SHMEM_CTX_INVALID;
    // SAFETY: the out parameter is a local variable.
    assert_eq!(unsafe { shmem_sys::shmem_ctx_create(options, &raw mut ctx) }, 0);
    assert_ne!(ctx, SHMEM_CTX_INVALID);
    ctx
}

fn destroy(ctx: shmem_ctx_t) {
    // SAFETY: a context that is used no more, or SHMEM_CTX_INVALID.
    unsafe { shmem_sys::shmem_ctx_destroy(ctx) }
}

fn team_of(ctx: shmem_ctx_t) -> (c_int, shmem_team_t) {
    let mut team = SHMEM_TEAM_INVALID;
    // SAFETY: a live context or SHMEM_CTX_INVALID; the out parameter is a local variable.
    (unsafe { shmem_sys::shmem_ctx_get_team(ctx, &raw mut team) }, team)
}

/// Puts around the ring on a context, and back by a get.
fn works(ctx: shmem_ctx_t) {
    let cell = Sym::filled(1, 0u64);
    // SAFETY: symmetric; the context numbers PEs as the world does.
    unsafe { shmem_sys::shmem_ctx_uint64_p(ctx, cell.ptr(), me() as u64 + 5, pe(right())) };
    // SAFETY: a live context.
    unsafe { shmem_sys::shmem_ctx_quiet(ctx) };
    // SAFETY: collective.
    unsafe { shmem_sys::shmem_sync_all() };
    assert_eq!(cell.read(0), left() as u64 + 5);
    // SAFETY: symmetric.
    let back = unsafe { shmem_sys::shmem_ctx_uint64_g(ctx, cell.ptr(), pe(right())) };
    assert_eq!(back, me() as u64 + 5);
    barrier();
}

fn options() {
    for options in [
        0,
        SHMEM_CTX_PRIVATE,
        SHMEM_CTX_SERIALIZED,
        SHMEM_CTX_NOSTORE,
        SHMEM_CTX_PRIVATE | SHMEM_CTX_NOSTORE,
        SHMEM_CTX_SERIALIZED | SHMEM_CTX_NOSTORE,
    ] {
        let ctx = create(options);
        works(ctx);
        assert_eq!(team_of(ctx), (0, SHMEM_TEAM_WORLD()));
        destroy(ctx);
    }
}

fn default_context() {
    works(SHMEM_CTX_DEFAULT());
    assert_eq!(team_of(SHMEM_CTX_DEFAULT()), (0, SHMEM_TEAM_WORLD()));
}

fn invalid_context() {
    let (status, team) = team_of(SHMEM_CTX_INVALID);
    assert_ne!(status, 0);
    assert_eq!(team, SHMEM_TEAM_INVALID);
    destroy(SHMEM_CTX_INVALID);
    let mut ctx = SHMEM_CTX_DEFAULT();
    // SAFETY: the out parameter is a local variable.
    let status = unsafe { shmem_sys::shmem_team_create_ctx(SHMEM_TEAM_INVALID, 0, &raw mut ctx) };
    assert_ne!(status, 0);
    assert_eq!(ctx, SHMEM_CTX_INVALID);
    // SAFETY: no action.
    unsafe { shmem_sys::shmem_ctx_session_start(SHMEM_CTX_INVALID, 0, null(), 0) };
    // SAFETY: no action.
    unsafe { shmem_sys::shmem_ctx_session_stop(SHMEM_CTX_INVALID) };
}

/// A team's context knows its team and numbers PEs as the team does.
fn team_context() {
    let on = Reversed::new();
    assert_eq!(team_of(on.ctx), (0, on.team));
    let cells = Sym::filled(npes(), 0u64);
    for target in 0..npes() {
        // SAFETY: symmetric; a number of the team.
        unsafe { shmem_sys::shmem_ctx_uint64_p(on.ctx, cells.at(me()), 7, on.pe(target)) };
        // SAFETY: symmetric; a number of the team.
        unsafe {
            shmem_sys::shmem_ctx_uint64_atomic_add(
                on.ctx,
                cells.at(me()),
                target as u64,
                on.pe(target),
            )
        };
    }
    on.quiet();
    barrier();
    assert_eq!(cells.to_vec(), vec![7 + me() as u64; npes()]);
    barrier();
    on.end();
}

/// Contexts are local: one PE makes and uses some while the others make none.
fn not_collective() {
    let cell = Sym::filled(1, 0u64);
    if me() == npes() - 1 {
        let contexts: Vec<shmem_ctx_t> = (0..8).map(|_| create(0)).collect();
        for &ctx in &contexts {
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_ctx_uint64_atomic_inc(ctx, cell.ptr(), 0) };
        }
        contexts.into_iter().for_each(destroy);
    }
    barrier();
    assert_eq!(cell.read(0), if me() == 0 { 8 } else { 0 });
    barrier();
}

/// Destroying a context completes what was issued on it.
fn destroying_completes() {
    const LEN: usize = 10_000;
    let data = Sym::filled(LEN, 0u64);
    for round in 1..=20 {
        let ctx = create(0);
        let source = vec![round; LEN];
        // SAFETY: symmetric and in bounds; the source lives until the context is destroyed.
        unsafe {
            shmem_sys::shmem_ctx_uint64_put_nbi(ctx, data.ptr(), source.as_ptr(), LEN, pe(right()));
        }
        destroy(ctx);
        drop(source);
        // SAFETY: collective.
        unsafe { shmem_sys::shmem_sync_all() };
        assert!((0..LEN).all(|i| data.read(i) == round));
        // SAFETY: collective.
        unsafe { shmem_sys::shmem_sync_all() };
    }
    barrier();
}

/// As many as a program makes; what one used, the next one gets.
fn many_contexts() {
    for _ in 0..3 {
        let contexts: Vec<shmem_ctx_t> = (0..200).map(|_| create(0)).collect();
        let mut distinct: Vec<_> = contexts.iter().map(|ctx| ctx.as_ptr() as usize).collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 200, "two contexts with one handle");
        contexts.into_iter().for_each(destroy);
    }
}

/// A serialized context goes from thread to thread, each of which makes a private one too.
fn contexts_of_threads() {
    let serialized = create(SHMEM_CTX_SERIALIZED);
    let cell = Sym::filled(1, 0u64);
    let address = cell.ptr() as usize;
    for _ in 0..4 {
        let add = move || {
            let mine = create(SHMEM_CTX_PRIVATE);
            for ctx in [mine, serialized] {
                // SAFETY: a symmetric word; one thread at a time.
                unsafe {
                    shmem_sys::shmem_ctx_uint64_atomic_inc(ctx, address as *mut u64, pe(right()));
                }
            }
            destroy(mine);
        };
        thread::spawn(add).join().expect("the thread");
    }
    destroy(serialized);
    barrier();
    assert_eq!(cell.read(0), 8);
    barrier();
}

/// Sessions are hints: with them everything works as without.
fn sessions() {
    let ctx = create(0);
    let config = shmem_ctx_session_config_t { total_ops: 3 };
    for ctx in [ctx, SHMEM_CTX_DEFAULT()] {
        // SAFETY: a live context.
        unsafe { shmem_sys::shmem_ctx_session_start(ctx, SHMEM_CTX_SESSION_BATCH, null(), 0) };
        works(ctx);
        // SAFETY: a live context and a configuration.
        unsafe {
            shmem_sys::shmem_ctx_session_start(
                ctx,
                0,
                &raw const config,
                SHMEM_CTX_SESSION_TOTAL_OPS,
            );
        }
        works(ctx);
        // SAFETY: a live context.
        unsafe { shmem_sys::shmem_ctx_session_stop(ctx) };
        works(ctx);
        // SAFETY: stopping what has stopped has no effect.
        unsafe { shmem_sys::shmem_ctx_session_stop(ctx) };
    }
    destroy(ctx);
}

fn main() {
    shmem_test::run(trials![
        options, default_context, invalid_context, team_context: [1, 2, 3, 4, 7], not_collective,
        destroying_completes, many_contexts, contexts_of_threads, sessions,
    ]);
}
