//! Trials that fail in every way, and some that pass.

use std::fs::{self, File};
use std::io::Write;
use std::process::exit;
use std::thread;
use std::time::Duration;

use shmem::{Element, Shmem};
use shmem_sys::{shmem_barrier_all, shmem_my_pe, shmem_n_pes};

fn me() -> i32 {
    // SAFETY: the harness has initialised.
    unsafe { shmem_my_pe() }
}

fn npes() -> i32 {
    // SAFETY: the harness has initialised.
    unsafe { shmem_n_pes() }
}

fn barrier() {
    // SAFETY: the harness has initialised; the test wants what comes of it.
    unsafe { shmem_barrier_all() }
}

/// An element that is not there.
fn beyond<T: Element>(shmem: &Shmem) -> shmem::Result<()> {
    let buf = shmem.alloc::<T>(5)?;
    buf.write(5, shmem::bytemuck::Zeroable::zeroed());
    Ok(())
}

/// Where PEs of two jobs, of one and of two PEs, wait for each other.
fn meeting() -> String {
    let name = format!("shmem-test-meeting-{}", std::process::id());
    std::env::temp_dir().join(name).display().to_string()
}

pub(crate) fn hangs_on_pe_1() {
    if me() == 1 {
        thread::sleep(Duration::MAX);
    }
    barrier();
}

shmem_test::tests! {
    #![npes(1)]

    #[npes(1, 3)]
    fn passes() {
        assert!((1..=3).contains(&npes()));
        barrier();
    }

    #[npes(2)]
    fn panics_on_pe_1() {
        assert!(me() != 1, "this is PE 1 of {}", npes());
        barrier();
    }

    fn panics_in_a_thread() {
        let thread = thread::spawn(|| assert_eq!(1 + 1, 3, "arithmetic"));
        thread.join().expect("the thread");
    }

    #[npes(2)]
    fn dies_on_pe_0() {
        if me() == 0 {
            exit(42);
        }
        barrier();
    }

    #[npes(2)]
    fn disagrees() {
        if me() == 1 {
            barrier();
        } else {
            // SAFETY: the harness has initialised; wrong on purpose.
            unsafe { shmem_sys::shmem_sync_all() };
        }
    }

    #[npes(3)]
    #[deadline(Duration::from_secs(2))]
    fn hangs() {
        hangs_on_pe_1();
    }

    #[npes(2)]
    #[deadline(Duration::from_secs(1))]
    #[job(|job| job)]
    fn isolated_hangs() {
        thread::sleep(Duration::MAX);
    }

    #[job(|job| job)]
    fn isolated_panics() {
        panic!("no luck");
    }

    #[job(|job| job)]
    fn isolated_errs() -> Result<(), String> {
        Err("out of luck".into())
    }

    #[ends(|ended| ended.expect_status(5))]
    fn isolated_as_expected() -> ! {
        exit(5);
    }

    #[ends(|ended| ended.expect_status(6))]
    fn isolated_not_as_expected() {
        exit(5);
    }

    #[job(|job| job.env("ANSWER", "7"))]
    #[ends(|ended| ended.expect_status(7))]
    fn environment() {
        exit(std::env::var("ANSWER").unwrap().parse().unwrap());
    }

    #[npes(1, 2)]
    #[job(|job| job.env("MEETING", meeting()))]
    #[idle]
    #[deadline(Duration::from_secs(20))]
    fn idle_beside_another() {
        let path = std::env::var("MEETING").unwrap();
        let mut file = File::options().create(true).append(true).open(&path).unwrap();
        file.write_all(b".").unwrap();
        while file.metadata().unwrap().len() < 3 {
            thread::sleep(Duration::from_millis(5));
        }
        // The others have it open, or have removed it.
        let _ = fs::remove_file(path);
    }

    #[npes(2)]
    #[ends(|ended| {
        ended.expect_status(1);
        ended.expect_culprit(1);
        ended.expect_stderr(1, "no luck");
        assert!(ended.stdout(0).is_empty());
    })]
    fn isolated_errs_on_pe_1(shmem: &Shmem) -> Result<(), &'static str> {
        if shmem.my_pe().index() == 1 { Err("no luck") } else { Ok(()) }
    }

    #[npes(2)]
    fn errs_on_pe_0(shmem: &Shmem) -> Result<(), &'static str> {
        if shmem.my_pe().index() == 0 {
            return Err("PE 0 has had enough");
        }
        shmem.world().barrier();
        Ok(())
    }

    #[npes(2)]
    fn safe_panics_on_pe_1(shmem: &Shmem) {
        assert!(shmem.my_pe().index() == 0, "PE 1 has had enough");
        shmem.world().barrier();
    }

    #[npes(1, 2)]
    #[should_panic(expected = "no element 5 among 5")]
    fn should_panic_and_does(shmem: &Shmem) -> shmem::Result<()> {
        beyond::<u8>(shmem)
    }

    #[npes(2)]
    #[should_panic]
    fn should_panic_and_one_does(shmem: &Shmem) {
        assert!(shmem.my_pe().index() == 0);
        shmem.world().barrier();
    }

    #[job(|job| job)]
    #[should_panic(expected = "no element 5 among 5")]
    fn should_panic_and_does_alone(shmem: &Shmem) -> shmem::Result<()> {
        beyond::<u8>(shmem)
    }

    #[should_panic(expected = "something else")]
    fn should_panic_otherwise(shmem: &Shmem) -> shmem::Result<()> {
        beyond::<u64>(shmem)
    }

    #[should_panic]
    fn should_panic_but_returns() {}

    #[should_panic]
    fn should_panic_but_errs() -> Result<(), &'static str> {
        Err("an error is no panic")
    }

    /// Not run unless asked for: it would fail.
    #[ignore = "fails"]
    #[allow(clippy::assertions_on_constants, reason = "other attributes reach the function")]
    fn ignored() {
        assert!(false, "the ignored one");
    }

    #[cfg(any())]
    fn not_there() {
        this_does_not_even_exist();
    }

    #[job(|job| job.heap_size(1 << 20))]
    #[npes(2)]
    fn isolated_and_safe(shmem: &Shmem) -> shmem::Result<()> {
        // Libraries round a heap up.
        assert!(shmem.alloc::<u8>(64 << 20).is_err());
        shmem.threads().map(drop)
    }

    #[npes(2, 3)]
    fn passes_again(shmem: &Shmem) -> shmem::Result<()> {
        shmem.threads()?;
        assert_eq!(shmem.world().sum(1), shmem.n_pes());
        Ok(())
    }
}

/// Runs them as if this were their binary's `main`.
pub(crate) fn run() {
    main();
}
