//! The known faults of C libraries do not reach programs: each trial fails without what is done about
//! its fault. Runs itself under the library's own launcher.
#![allow(unsafe_code, reason = "tests the raw API")]

fn main() {
    #[cfg(shmem_provider = "system")]
    system::run();
    #[cfg(not(shmem_provider = "system"))]
    println!("test result: ok. 0 passed; 0 failed; the library of the machine is not the provider");
}

#[cfg(shmem_provider = "system")]
mod system {
    use core::ffi::c_int;
    use std::io::Read;
    use std::process::{Command, Stdio, exit};
    use std::thread;
    use std::time::{Duration, Instant};

    use shmem_sys::*;

    const DEADLINE: Duration = Duration::from_secs(120);
    const PE: &str = "SHMEM_SYS_TEST_PE";

    /// What users ask for.
    type Environment = &'static [(&'static str, &'static str)];

    /// A name, the PE counts, the environment, and what every PE does.
    type Trial = (&'static str, &'static [usize], Environment, fn());

    const TRIALS: &[Trial] = &[
        ("finalize_does_not_crash", &[1, 2, 4], &[], nothing),
        ("early_puts_into_cleared_memory_stay", &[1, 2, 4], &[], early_puts),
        ("fetching_bitwise_operations_change_the_word", &[1, 2, 4], &[], bitwise),
        ("narrow_compare_and_swap_keeps_its_neighbour", &[1, 2, 4], &[], neighbours),
        ("blocks_are_aligned", &[1, 2], &[], alignment),
        ("unsigned_words_are_compared_as_such", &[1, 2], &[], unsigned_waits),
        ("tests_make_progress_and_give_way", &[2, 8], &[], polling),
        ("tests_make_progress_over_tcp", &[2], &[("UCX_TLS", "tcp,self")], polling),
        ("single_gets_make_progress_over_tcp", &[2], &[("UCX_TLS", "tcp,self")], polling_by_gets),
        ("contexts_have_the_options_they_are_made_with", &[2], &[], contexts),
        ("contexts_end_over_tcp", &[1, 2, 4], &[("UCX_TLS", "tcp,self")], contexts_at_the_end),
        ("a_small_heap_is_small", &[2], &[("SHMEM_SYMMETRIC_SIZE", "8m")], small_heap),
        ("a_large_heap_is_large", &[2], &[("SHMEM_SYMMETRIC_SIZE", "1.5g")], large_heap),
    ];

    pub(super) fn run() {
        if let Ok(name) = std::env::var(PE) {
            return pe(&name);
        }
        let (mut passed, mut failed) = (0, 0);
        for trial in TRIALS {
            for &npes in trial.1 {
                *(if launch(trial, npes) { &mut passed } else { &mut failed }) += 1;
            }
        }
        let verdict = if failed == 0 { "ok" } else { "FAILED" };
        println!("test result: {verdict}. {passed} passed; {failed} failed");
        exit(i32::from(failed > 0));
    }

    fn launch(&(name, _, environment, _): &Trial, npes: usize) -> bool {
        let launcher = library().and_then(|library| library.launcher).unwrap_or("oshrun");
        let mut job = Command::new(launcher);
        job.args(["--oversubscribe", "-n", &npes.to_string()])
            .arg(std::env::current_exe().expect("this program has a path"))
            .env(PE, name)
            .env("OMPI_ALLOW_RUN_AS_ROOT", "1")
            .env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
            .envs(environment.iter().copied())
            .stderr(Stdio::piped());
        let mut job = job.spawn().expect("the launcher starts");
        let mut errors = job.stderr.take().expect("a pipe");
        let reader = thread::spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).map(|_| text)
        });
        let begun = Instant::now();
        let verdict = loop {
            if let Some(status) = job.try_wait().expect("the launcher can be waited for") {
                break if status.success() { Ok(()) } else { Err(status.to_string()) };
            }
            if begun.elapsed() > DEADLINE {
                let _ = job.kill();
                let _ = job.wait();
                break Err("not done in time".to_owned());
            }
            thread::sleep(Duration::from_millis(10));
        };
        match &verdict {
            Ok(()) => println!("test {name}::np{npes} ... ok"),
            Err(why) => {
                let text = reader.join().expect("the reader").unwrap_or_default();
                println!("test {name}::np{npes} ... FAILED: {why}\n{text}");
            }
        }
        verdict.is_ok()
    }

    /// What every PE does. A panic leaves the process without finalize, which ends the job.
    fn pe(name: &str) {
        let (.., body) = TRIALS.iter().find(|trial| trial.0 == name).expect("a trial's name");
        let mut provided = 0;
        // SAFETY: first thing; the out parameter is a local variable.
        unsafe { shmem_init_thread(SHMEM_THREAD_MULTIPLE, &raw mut provided) };
        assert_eq!(provided, SHMEM_THREAD_MULTIPLE);
        body();
        // SAFETY: every PE comes here.
        unsafe { shmem_finalize() };
    }

    fn me() -> c_int {
        // SAFETY: initialised.
        unsafe { shmem_my_pe() }
    }

    fn npes() -> c_int {
        // SAFETY: initialised.
        unsafe { shmem_n_pes() }
    }

    fn right() -> c_int {
        (me() + 1) % npes()
    }

    fn barrier() {
        // SAFETY: collective.
        unsafe { shmem_barrier_all() };
    }

    /// Cleared words on every PE.
    fn words<T>(n: usize) -> *mut T {
        // SAFETY: collective.
        let block: *mut T = unsafe { shmem_calloc(n, size_of::<T>()) }.cast();
        assert!(!block.is_null());
        block
    }

    fn nothing() {
        barrier();
    }

    /// What a peer puts right after the call is not cleared away.
    fn early_puts() {
        const LEN: usize = 100_000;
        for round in 1..=20 {
            let block = words::<u64>(LEN);
            // SAFETY: a word of the block that was just made on every PE.
            unsafe { shmem_uint64_p(block.wrapping_add(LEN - 1), round, right()) };
            barrier();
            // SAFETY: this PE's own word, after the barrier.
            assert_eq!(unsafe { block.wrapping_add(LEN - 1).read_volatile() }, round);
            // SAFETY: collective.
            unsafe { shmem_free(block.cast()) };
        }
    }

    fn bitwise() {
        let (wide, narrow) = (words::<u64>(1), words::<u32>(2).wrapping_add(1));
        for target in 0..npes() {
            let bit = 1 << me();
            // SAFETY: symmetric words.
            let before = unsafe { shmem_uint64_atomic_fetch_or(wide, bit, target) };
            assert_eq!(before & bit, 0);
            // SAFETY: symmetric words.
            let before = unsafe { shmem_uint32_atomic_fetch_xor(narrow, bit as u32, target) };
            assert_eq!(before & bit as u32, 0);
        }
        barrier();
        let all = (1 << npes()) - 1;
        // SAFETY: symmetric words.
        let seen = unsafe { shmem_uint64_atomic_fetch_and(wide, !1, right()) };
        assert!(seen == all || seen == all & !1);
        barrier();
        // SAFETY: this PE's own words, after the barrier.
        assert_eq!(unsafe { wide.read_volatile() }, all & !1);
        // SAFETY: as above.
        assert_eq!(u64::from(unsafe { narrow.read_volatile() }), all);
    }

    /// Three kinds of operations on one half of a word, and three on the other.
    fn neighbours() {
        const ROUNDS: u32 = 3000;
        let pair = words::<u32>(2);
        let (left, right) = (pair, pair.wrapping_add(1));
        for round in 0..ROUNDS {
            let mut seen = round;
            loop {
                // SAFETY: symmetric words.
                let old = unsafe { shmem_uint32_atomic_compare_swap(left, seen, seen + 1, 0) };
                if old == seen {
                    break;
                }
                seen = old;
            }
            // SAFETY: symmetric words.
            unsafe { shmem_uint32_atomic_fetch_add(right, 2, 0) };
            // SAFETY: symmetric words.
            unsafe { shmem_uint32_atomic_fetch_xor(right, 0, 0) };
        }
        barrier();
        let all = ROUNDS * npes() as u32;
        // SAFETY: symmetric words.
        assert_eq!(unsafe { shmem_uint32_g(left, 0) }, all);
        // SAFETY: symmetric words.
        assert_eq!(unsafe { shmem_uint32_g(right, 0) }, 2 * all);
    }

    fn alignment() {
        for size in 1..200 {
            // SAFETY: collective.
            let block = unsafe { shmem_malloc(size) };
            assert!(!block.is_null() && block.addr() % 64 == 0, "{block:p} for {size} bytes");
        }
        // SAFETY: collective.
        assert!(unsafe { shmem_malloc(0) }.is_null());
    }

    fn unsigned_waits() {
        let word = words::<u32>(1);
        // SAFETY: a symmetric word.
        unsafe { shmem_uint32_atomic_set(word, u32::MAX, right()) };
        // SAFETY: a word that is set by an atomic.
        unsafe { shmem_uint32_wait_until(word, SHMEM_CMP_GT, 1) };
        // SAFETY: as above.
        assert_eq!(unsafe { shmem_uint32_test(word, SHMEM_CMP_LT, 1) }, 0);
    }

    fn polling() {
        // SAFETY: a word that is set by atomics.
        token_goes_round(
            |token, least| unsafe { shmem_uint64_test(token, SHMEM_CMP_GE, least) } != 0,
        );
    }

    fn polling_by_gets() {
        // SAFETY: a symmetric word.
        token_goes_round(|token, least| unsafe { shmem_uint64_g(token, me()) } >= least);
    }

    /// A token goes round; everybody else looks again and again whether it has come.
    fn token_goes_round(has_come: impl Fn(*mut u64, u64) -> bool) {
        let token = words::<u64>(1);
        for round in 1..=50 {
            // PE 0 sends it off, and has back what it sent in the round before.
            let awaited = if me() == 0 { round - 1 } else { round };
            while !has_come(token, awaited) {}
            // SAFETY: a symmetric word.
            unsafe { shmem_uint64_atomic_set(token, round, right()) };
        }
        barrier();
    }

    /// Contexts are used again, but never for other options; there are more than the library's.
    fn contexts() {
        let word = words::<u64>(1);
        for options in [SHMEM_CTX_PRIVATE, 0, SHMEM_CTX_SERIALIZED, 0] {
            let contexts: Vec<shmem_ctx_t> = (0..20)
                .map(|_| {
                    let mut ctx = SHMEM_CTX_INVALID;
                    // SAFETY: the out parameter is a local variable.
                    assert_eq!(unsafe { shmem_ctx_create(options, &raw mut ctx) }, 0);
                    ctx
                })
                .collect();
            for &ctx in &contexts {
                // SAFETY: a live context and a symmetric word.
                unsafe { shmem_ctx_uint64_atomic_inc(ctx, word, right()) };
            }
            for ctx in contexts {
                // SAFETY: a live context, which is not used any more.
                unsafe { shmem_ctx_destroy(ctx) };
            }
        }
        barrier();
        // SAFETY: this PE's own word, after the barrier.
        assert_eq!(unsafe { word.read_volatile() }, 80);
    }

    /// One context that was used and one that was not, which finalize has to end.
    fn contexts_at_the_end() {
        let word = words::<u64>(1);
        for used in [true, false] {
            let mut ctx = SHMEM_CTX_INVALID;
            // SAFETY: the out parameter is a local variable.
            assert_eq!(unsafe { shmem_ctx_create(0, &raw mut ctx) }, 0);
            if used {
                // SAFETY: a live context and a symmetric word.
                unsafe { shmem_ctx_uint64_atomic_inc(ctx, word, right()) };
                // SAFETY: a live context.
                unsafe { shmem_ctx_quiet(ctx) };
            }
        }
        barrier();
        // SAFETY: this PE's own word, after the barrier.
        assert_eq!(unsafe { word.read_volatile() }, 1);
    }

    fn small_heap() {
        // SAFETY: collective.
        assert!(unsafe { shmem_malloc(64 << 20) }.is_null(), "eight times what was asked for");
        // SAFETY: collective.
        assert!(!unsafe { shmem_malloc(4 << 20) }.is_null());
    }

    fn large_heap() {
        // SAFETY: collective.
        assert!(!unsafe { shmem_malloc(1200 << 20) }.is_null());
    }
}
