//! Collectives, teams and agreements under the library's own launcher, without a harness: the least that
//! shows whether PEs can meet at all.
#![allow(unsafe_code, reason = "tests the raw API")]

fn main() {
    #[cfg(shmem_provider = "system")]
    system::run();
    #[cfg(not(shmem_provider = "system"))]
    println!("test result: ok. 0 passed; 0 failed; the library of the machine is not the provider");
}

#[cfg(shmem_provider = "system")]
mod system {
    use std::process::{Command, exit};
    use std::time::{Duration, Instant};

    use shmem_sys::*;

    const NPES: [usize; 5] = [1, 2, 3, 4, 7];
    const DEADLINE: Duration = Duration::from_secs(120);
    const PE: &str = "SHMEM_SYS_TEST_PE";

    pub(super) fn run() {
        if std::env::var_os(PE).is_some() {
            return pe();
        }
        let failed = NPES.iter().filter(|npes| !launch(**npes)).count();
        let passed = NPES.len() - failed;
        println!(
            "test result: {}. {passed} passed; {failed} failed",
            if failed == 0 { "ok" } else { "FAILED" }
        );
        exit(i32::from(failed > 0));
    }

    fn launch(npes: usize) -> bool {
        let me = std::env::current_exe().expect("this program has a path");
        let mut job = Command::new("oshrun")
            .args(["--oversubscribe", "-n", &npes.to_string(), "-x", PE])
            .arg(me)
            .env(PE, "1")
            .env("OMPI_ALLOW_RUN_AS_ROOT", "1")
            .env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
            .spawn()
            .expect("oshrun starts");
        let start = Instant::now();
        loop {
            if let Some(status) = job.try_wait().expect("oshrun can be waited for") {
                println!("test meetings::np{npes} ... {status}");
                return status.success();
            }
            if start.elapsed() > DEADLINE {
                let _ = job.kill();
                let _ = job.wait();
                println!("test meetings::np{npes} ... not done in time");
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What every PE does.
    fn pe() {
        // SAFETY: first thing.
        unsafe { shmem_init() };
        for round in 0..100 {
            // SAFETY: initialised.
            unsafe { shmem_barrier_all() };
            let agreed = agree(SHMEM_TEAM_WORLD(), 1, [round, me() as u64]);
            assert_eq!(agreed.max, [round, npes() as u64 - 1]);
            assert_eq!(agreed.min, [round, 0]);
        }
        for len in [1_usize, 3, 48, 49, 1000, 70_000] {
            sums(SHMEM_TEAM_WORLD(), len);
        }
        let mut odd_and_even = SHMEM_TEAM_INVALID;
        for parity in 0..npes().min(2) {
            let mut team = SHMEM_TEAM_INVALID;
            let size = (npes() - parity).div_ceil(2) as i32;
            // SAFETY: collective; no configuration; the out parameter is a local variable.
            let status = unsafe {
                shmem_team_split_strided(
                    SHMEM_TEAM_WORLD(),
                    parity as i32,
                    2,
                    size,
                    std::ptr::null(),
                    0,
                    &raw mut team,
                )
            };
            assert_eq!(status, 0);
            if team != SHMEM_TEAM_INVALID {
                odd_and_even = team;
            }
        }
        // SAFETY: a live team.
        let rank = unsafe { shmem_team_my_pe(odd_and_even) };
        assert_eq!(rank as usize, me() / 2);
        // SAFETY: collective over the team.
        unsafe { shmem_team_sync(odd_and_even) };
        // SAFETY: as above.
        unsafe { shmem_team_destroy(odd_and_even) };
        // SAFETY: every PE comes here.
        unsafe { shmem_finalize() };
    }

    fn me() -> usize {
        // SAFETY: initialised.
        unsafe { shmem_my_pe() as usize }
    }

    fn npes() -> usize {
        // SAFETY: initialised.
        unsafe { shmem_n_pes() as usize }
    }

    fn sums(team: shmem_team_t, len: usize) {
        let bytes = len * size_of::<u64>();
        // SAFETY: initialised; collective.
        let source = unsafe { shmem_malloc(bytes) }.cast::<u64>();
        // SAFETY: as above.
        let dest = unsafe { shmem_malloc(bytes) }.cast::<u64>();
        for i in 0..len {
            // SAFETY: within the block, which is this PE's until the reduction.
            unsafe { source.add(i).write((me() * 1000 + i) as u64) };
        }
        // SAFETY: symmetric, in bounds, collective.
        unsafe { shmem_uint64_sum_reduce(team, dest, source, len) };
        let n = npes() as u64;
        for i in 0..len {
            // SAFETY: within the block; the reduction is done here.
            let sum = unsafe { dest.add(i).read() };
            assert_eq!(sum, 1000 * n * (n - 1) / 2 + n * i as u64);
        }
        // SAFETY: collective; blocks of this job.
        unsafe { shmem_free(source.cast()) };
        // SAFETY: as above.
        unsafe { shmem_free(dest.cast()) };
    }
}
