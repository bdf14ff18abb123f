//! Thread levels, and many threads per PE under `SHMEM_THREAD_MULTIPLE`.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_int;
use core::ptr::null;
use std::thread;
use std::time::Duration;

use shmem_sys::{
    SHMEM_CMP_EQ, SHMEM_CMP_GE, SHMEM_CTX_INVALID, SHMEM_CTX_PRIVATE, SHMEM_CTX_SERIALIZED,
    SHMEM_TEAM_INVALID, SHMEM_TEAM_WORLD, SHMEM_THREAD_FUNNELED, SHMEM_THREAD_MULTIPLE,
    SHMEM_THREAD_SERIALIZED, SHMEM_THREAD_SINGLE, shmem_ctx_t, shmem_team_t,
};
use shmem_test::{Trial, trials};
use shmem_tests::{Sym, barrier, left, me, npes, pe, right};

const THREADS: usize = 6;
const TIMES: u64 = 200;

/// Runs `body` on several threads of each PE at once.
fn at_once(body: impl Fn(usize) + Sync) {
    thread::scope(|scope| {
        for t in 0..THREADS {
            let body = &body;
            scope.spawn(move || body(t));
        }
    });
}

fn query() -> c_int {
    let mut level = -1;
    // SAFETY: initialised; the out parameter is a local variable.
    unsafe { shmem_sys::shmem_query_thread(&raw mut level) };
    level
}

fn levels_are_ordered() {
    let levels = [
        SHMEM_THREAD_SINGLE,
        SHMEM_THREAD_FUNNELED,
        SHMEM_THREAD_SERIALIZED,
        SHMEM_THREAD_MULTIPLE,
    ];
    assert!(levels.is_sorted_by(|a, b| a < b));
    assert_eq!(query(), SHMEM_THREAD_MULTIPLE);
    at_once(|_| assert_eq!(query(), SHMEM_THREAD_MULTIPLE));
}

/// The level asked for is granted, reported by init and by query, and can be worked at.
fn level(requested: c_int) -> Trial {
    Trial::new(format!("level_{requested}"), move || {
        let mut provided = -1;
        // SAFETY: first thing in a job of its own.
        let failed = unsafe { shmem_sys::shmem_init_thread(requested, &raw mut provided) };
        assert_eq!((failed, provided), (0, requested));
        assert_eq!(query(), requested);
        let cell = Sym::filled(1, 0u64);
        // SAFETY: symmetric.
        unsafe { shmem_sys::shmem_uint64_p(cell.ptr(), 5, pe(right())) };
        barrier();
        assert_eq!(cell.read(0), 5);
        drop(cell);
        // SAFETY: matches the init, on its thread.
        unsafe { shmem_sys::shmem_finalize() };
    })
    .npes(&[1, 3])
    .job(|job| job)
}

/// A level that does not exist is refused; the caller may then stop.
fn no_such_level() {
    for requested in [-1, 4, c_int::MAX] {
        let mut provided = -1;
        // SAFETY: first thing in a job of its own.
        let failed = unsafe { shmem_sys::shmem_init_thread(requested, &raw mut provided) };
        assert_ne!(failed, 0, "level {requested}");
    }
    let mut answer = -1;
    // SAFETY: callable at any time.
    unsafe { shmem_sys::shmem_query_initialized(&raw mut answer) };
    assert_eq!(answer, 0);
    // SAFETY: after all of this, an init like any other.
    unsafe { shmem_sys::shmem_init() };
    // SAFETY: matches the init.
    unsafe { shmem_sys::shmem_finalize() };
}

/// All threads on the default context: nothing is lost.
fn atomics_on_the_default_context() {
    let counter = Sym::filled(1, 0u64);
    at_once(|_| {
        for target in (0..npes()).cycle().take(TIMES as usize * npes()) {
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_atomic_inc(counter.ptr(), pe(target)) };
        }
    });
    barrier();
    assert_eq!(counter.read(0), TIMES * (THREADS * npes()) as u64);
    barrier();
}

/// Each thread with a context of its own: puts, gets, atomics and waits side by side. A thread's
/// messages go around the ring of PEs, past the same thread of every PE.
fn a_context_each() {
    const LEN: usize = 300;
    let data = Sym::filled(THREADS * LEN, 0u64);
    let flags = Sym::filled(2 * THREADS, 0u64);
    at_once(|t| {
        let mut ctx = SHMEM_CTX_INVALID;
        let options = [0, SHMEM_CTX_PRIVATE, SHMEM_CTX_SERIALIZED][t % 3];
        // SAFETY: the out parameter is a local variable.
        assert_eq!(unsafe { shmem_sys::shmem_ctx_create(options, &raw mut ctx) }, 0);
        for round in 1..=TIMES {
            let source = vec![round << 16 | (t << 8 | me()) as u64; LEN];
            exchange(ctx, data.at(t * LEN), &source, flags.at(2 * t), round);
            let expected = round << 16 | (t << 8 | left()) as u64;
            assert!((0..LEN).all(|i| data.read(t * LEN + i) == expected), "thread {t}");
            let mut back = vec![0u64; LEN];
            // SAFETY: symmetric and in bounds; the neighbour keeps it until it is answered.
            unsafe {
                shmem_sys::shmem_ctx_uint64_get(
                    ctx,
                    back.as_mut_ptr(),
                    data.at(t * LEN),
                    LEN,
                    pe(right()),
                );
            }
            assert_eq!(back, source, "thread {t}");
            answer(ctx, flags.at(2 * t + 1), round);
        }
        // SAFETY: used no more, on the thread that made it.
        unsafe { shmem_sys::shmem_ctx_destroy(ctx) };
    });
    barrier();
}

/// Puts to the right, and waits for what comes from the left.
fn exchange(ctx: shmem_ctx_t, data: *mut u64, source: &[u64], flag: *mut u64, round: u64) {
    // SAFETY: symmetric and in bounds; the source lives until the quiet.
    unsafe {
        shmem_sys::shmem_ctx_uint64_put_nbi(ctx, data, source.as_ptr(), source.len(), pe(right()));
    }
    // SAFETY: a live context.
    unsafe { shmem_sys::shmem_ctx_quiet(ctx) };
    // SAFETY: a symmetric word.
    unsafe { shmem_sys::shmem_ctx_uint64_atomic_set(ctx, flag, round, pe(right())) };
    // SAFETY: a symmetric word.
    unsafe { shmem_sys::shmem_uint64_wait_until(flag, SHMEM_CMP_EQ, round) };
}

/// Tells the left that its message is read, and waits to hear it from the right; twice, because a
/// get reads what the right has been sent.
fn answer(ctx: shmem_ctx_t, flag: *mut u64, round: u64) {
    // SAFETY: a symmetric word.
    unsafe { shmem_sys::shmem_ctx_uint64_atomic_set(ctx, flag, round, pe(left())) };
    // SAFETY: a symmetric word.
    unsafe { shmem_sys::shmem_uint64_wait_until(flag, SHMEM_CMP_EQ, round) };
}

fn split() -> shmem_team_t {
    let mut team = SHMEM_TEAM_INVALID;
    // SAFETY: collective; the out parameter is a local variable.
    let failed = unsafe {
        shmem_sys::shmem_team_split_strided(
            SHMEM_TEAM_WORLD(),
            0,
            1,
            pe(npes()),
            null(),
            0,
            &raw mut team,
        )
    };
    assert_eq!(failed, 0);
    team
}

/// Collectives on different teams at the same time, each from a thread of its own.
fn collectives_in_parallel() {
    const LEN: usize = 500;
    let teams: Vec<shmem_team_t> = (0..THREADS).map(|_| split()).collect();
    let source = Sym::filled(THREADS * LEN, 0u64);
    let dest = Sym::filled(THREADS * LEN, 0u64);
    at_once(|t| {
        for round in 0..TIMES {
            let (source, dest) = (source.at(t * LEN), dest.at(t * LEN));
            let len = if round % 2 == 0 { 1 } else { LEN };
            let word = |at: *mut u64, i: usize| at.wrapping_add(i);
            for i in 0..len {
                // SAFETY: this thread's part of this PE's array.
                unsafe { word(source, i).write_volatile(round * 10 + t as u64 + me() as u64) };
            }
            // SAFETY: symmetric and in bounds; one thread per team.
            unsafe { shmem_sys::shmem_uint64_sum_reduce(teams[t], dest, source, len) };
            let sum =
                (npes() as u64) * (round * 10 + t as u64) + (npes() * (npes() - 1) / 2) as u64;
            for i in 0..len {
                // SAFETY: this thread's part of this PE's array.
                assert_eq!(unsafe { word(dest, i).read_volatile() }, sum, "thread {t}");
            }
            // SAFETY: one thread per team.
            assert_eq!(unsafe { shmem_sys::shmem_team_sync(teams[t]) }, 0);
        }
    });
    for team in teams {
        // SAFETY: collective; used no more.
        unsafe { shmem_sys::shmem_team_destroy(team) };
    }
}

/// A collective on one thread while the others put and wait.
fn collectives_beside_puts() {
    let cells = Sym::filled(THREADS, 0u64);
    at_once(|t| {
        if t == 0 {
            for _ in 0..TIMES {
                // SAFETY: collective, by one thread of each PE.
                unsafe { shmem_sys::shmem_barrier_all() };
            }
        } else {
            for round in 1..=TIMES {
                // SAFETY: a symmetric word.
                unsafe { shmem_sys::shmem_uint64_atomic_add(cells.at(t), 1, pe(right())) };
                // SAFETY: a symmetric word.
                unsafe { shmem_sys::shmem_uint64_wait_until(cells.at(t), SHMEM_CMP_GE, round) };
            }
        }
    });
    barrier();
    for t in 1..THREADS {
        assert_eq!(cells.read(t), TIMES);
    }
    barrier();
}

/// Threads of a PE make and destroy contexts at the same time.
fn contexts_at_once() {
    let cell = Sym::filled(1, 0u64);
    at_once(|_| {
        for _ in 0..TIMES {
            let mut ctx = SHMEM_CTX_INVALID;
            // SAFETY: the out parameter is a local variable.
            assert_eq!(unsafe { shmem_sys::shmem_ctx_create(0, &raw mut ctx) }, 0);
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_ctx_uint64_atomic_inc(ctx, cell.ptr(), 0) };
            // SAFETY: used no more.
            unsafe { shmem_sys::shmem_ctx_destroy(ctx) };
        }
    });
    barrier();
    if me() == 0 {
        assert_eq!(cell.read(0), TIMES * (THREADS * npes()) as u64);
    }
    barrier();
}

/// Threads split different teams of the same PEs at once: no two teams get into each other's way.
fn splits_in_parallel() {
    let parents: Vec<shmem_team_t> = (0..THREADS).map(|_| split()).collect();
    let source = Sym::filled(THREADS, 0u64);
    let dest = Sym::filled(THREADS, 0u64);
    at_once(|t| {
        for round in 0..TIMES {
            let mut team = SHMEM_TEAM_INVALID;
            // SAFETY: collective over a parent of this thread's own; the out parameter is local.
            let failed = unsafe {
                shmem_sys::shmem_team_split_strided(
                    parents[t],
                    0,
                    1,
                    pe(npes()),
                    null(),
                    0,
                    &raw mut team,
                )
            };
            assert_eq!(failed, 0);
            // SAFETY: this thread's word of this PE's array.
            unsafe { source.at(t).write_volatile(round + t as u64) };
            // SAFETY: symmetric; one thread per team.
            unsafe { shmem_sys::shmem_uint64_sum_reduce(team, dest.at(t), source.at(t), 1) };
            // SAFETY: this thread's word of this PE's array.
            let sum = unsafe { dest.at(t).read_volatile() };
            assert_eq!(sum, npes() as u64 * (round + t as u64), "thread {t}");
            // SAFETY: collective; used no more.
            unsafe { shmem_sys::shmem_team_destroy(team) };
        }
    });
    for team in parents {
        // SAFETY: collective; used no more.
        unsafe { shmem_sys::shmem_team_destroy(team) };
    }
}

/// PE 1 may have two threads in collectives at once, PE 0 only one: who waits for whom is not what
/// it seems to PE 0.
fn levels_that_differ() {
    let mut provided = -1;
    let level = || if started_as_pe_1() { SHMEM_THREAD_MULTIPLE } else { SHMEM_THREAD_SINGLE };
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_sys::shmem_init_thread(level(), &raw mut provided) };
    let [a, b] = [split(), split()];
    let meet = |team| {
        // SAFETY: collective over the team, one thread per team.
        unsafe { shmem_sys::shmem_team_sync(team) };
    };
    if me() == 0 {
        meet(a);
        meet(b);
    } else {
        thread::scope(|scope| {
            scope.spawn(|| meet(b));
            thread::sleep(Duration::from_millis(400));
            meet(a);
        });
    }
    // SAFETY: matches the init, on its thread.
    unsafe { shmem_sys::shmem_finalize() };
}

/// Which PE a process is to become, before init: what the launcher was told to tell each of them.
fn started_as_pe_1() -> bool {
    let says = |name: &str| std::env::var(name).ok();
    match says("SHMEM_SMP_JOB") {
        Some(job) => job.contains(":pe=1:"),
        None => ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"]
            .iter()
            .find_map(|name| says(name))
            .is_some_and(|rank| rank == "1"),
    }
}

fn main() {
    let mut all = trials![
        levels_are_ordered,
        atomics_on_the_default_context,
        a_context_each,
        collectives_in_parallel,
        collectives_beside_puts,
        contexts_at_once,
        splits_in_parallel,
    ];
    all.extend([
        level(SHMEM_THREAD_SINGLE),
        level(SHMEM_THREAD_FUNNELED),
        level(SHMEM_THREAD_SERIALIZED),
        level(SHMEM_THREAD_MULTIPLE),
        Trial::new("levels_that_differ", levels_that_differ).npes(&[2]).job(|job| job),
        Trial::new("no_such_level", no_such_level).npes(&[1, 2]).job(|job| job),
    ]);
    shmem_test::run(all);
}
