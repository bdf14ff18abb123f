//! How jobs end.

#![allow(unsafe_code, reason = "attaches to an MPI that runs")]

use std::cell::{OnceCell, RefCell};
use std::process::{Command, exit};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use mpi_shim::pool::{MpiPool, PoolError, Tasks};
use mpi_shim::prelude::*;
use mpi_shim::{AttributeKey, Error, HandleErrors, OnError, Result};
use shmem_test::Job;

/// What was dropped while MPI ran.
static DROPPED: AtomicUsize = AtomicUsize::new(0);

/// An attribute whose end is not without MPI.
struct UsesMpi;

impl Drop for UsesMpi {
    fn drop(&mut self) {
        // SAFETY: an attribute is dropped before MPI ends; if it were not, there would be an error.
        let guest = unsafe { Mpi::attach() }.expect("it runs");
        guest.world().barrier().expect("the world is there");
        DROPPED.fetch_add(1, Relaxed);
    }
}

/// Kills this process, as another one would.
fn die(_: ()) {
    let number = std::process::id().to_string();
    let killed = Command::new("kill").args(["-9", &number]).status();
    panic!("it is still there: {killed:?}")
}

/// What a launcher has to be told to go on without a process; MPICH's ends the job in any case.
fn to_go_on(job: Job) -> Job {
    job.env("OMPI_MCA_orte_enable_recovery", "1")
}

shmem_test::tests! {
    #![mpi]
    #![npes(1, 3)]

    #[job(|job| job)]
    fn a_job_of_its_own_ends(mpi: &Mpi) -> Result<()> {
        mpi.world().barrier()
    }

    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        ended.expect_stderr(0, "error on rank 0: there is no rank 9");
    })]
    fn an_error_ends_the_job(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        if world.rank() == 0 {
            return world.send(&[1], 9, 0);
        }
        world.recv(&mut [0], 0, 5).map(drop)
    }

    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        ended.expect_stderr(0, "on purpose");
    })]
    fn a_panic_ends_the_job(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        assert!(world.rank() != 0, "on purpose");
        world.recv(&mut [0], 0, 5).map(drop)
    }

    #[npes(3)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        let said = (0..3).any(|rank| ended.stderr(rank).contains("on purpose"));
        assert!(said, "{ended:?}");
    })]
    fn a_panic_in_a_reduction_ends_the_job(mpi: &Mpi) -> Result<()> {
        let panics = op::commuting(|_: u8, _: u8| -> u8 { panic!("on purpose") });
        mpi.world().all_reduce_value(1, panics).map(drop)
    }

    #[npes(3)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        let said = (0..3).any(|rank| ended.stderr(rank).contains("cannot call MPI"));
        assert!(said, "{ended:?}");
    })]
    fn mpi_in_a_reduction_ends_the_job() {
        mpi_shim::run_threaded(|mpi| -> Result<()> {
            let (threads, alone) = (mpi.threads()?, mpi.this_process());
            let shared = threads.share(&alone);
            let calls = op::commuting(move |a: u8, b: u8| {
                shared.send(&[a], 0, 0).map_or(a, |()| b)
            });
            mpi.world().all_reduce_value(1, calls).map(drop)
        });
    }

    #[npes(1)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        ended.expect_stderr(0, "a closure that the MPI library calls cannot call MPI");
    })]
    fn a_closure_that_drops_a_communicator_ends_the_job() {
        thread_local! {
            static KEPT: RefCell<Option<Communicator<'static>>> = const { RefCell::new(None) };
        }
        let mpi: &'static Mpi = Box::leak(Box::new(Mpi::init().expect("it starts")));
        KEPT.set(mpi.world().duplicate().ok());
        let drops = op::commuting(|a: i32, b: i32| {
            drop(KEPT.take());
            a + b
        });
        let _ = mpi.reduce_local(&[1], &mut [2], drops);
    }

    /// If it went on, what others still send would be written to memory that is not the call's any more.
    #[npes(3)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        let says = |text| (0..3).any(|rank| ended.stderr(rank).contains(text));
        assert!(says("in a collective call") && !says("who failed goes on"), "{ended:?}");
    })]
    fn a_collective_call_that_fails_ends_the_job(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let length = if world.rank() == 1 { 60 } else { 30 };
        let ended = world.all_to_all(&vec![1; length], &mut vec![0; length]);
        eprintln!("{} goes on", if ended.is_ok() { "who is done" } else { "who failed" });
        world.recv(&mut [0], 0, 5).map(drop)
    }

    #[ends(|ended| ended.expect_status(0))]
    fn mpi_can_be_started_by_hand_and_by_guests() {
        let ended = (|| {
            // SAFETY: it does not run, so nothing comes of it.
            assert_eq!(unsafe { Mpi::attach() }.err(), Some(Error::NotRunning));
            let mpi = Mpi::init()?;
            // SAFETY: `mpi` stays.
            let guest = unsafe { Mpi::attach()? };
            assert_eq!(guest.world().size(), mpi.world().size());
            drop(guest);
            mpi.world().barrier()?;
            drop(mpi);
            assert_eq!(Mpi::init().err(), Some(Error::AlreadyStarted));
            // SAFETY: as above.
            assert_eq!(unsafe { Mpi::attach() }.err(), Some(Error::NotRunning));
            Ok::<_, Error>(())
        })();
        exit(if ended.is_ok() { 0 } else { 1 })
    }

    #[npes(1)]
    #[ends(|ended| ended.expect_status(0))]
    fn attributes_are_dropped_while_mpi_runs() {
        static KEY: AttributeKey<UsesMpi> = AttributeKey::new();
        let mpi = Mpi::init().expect("it starts");
        for comm in [mpi.world(), mpi.this_process()] {
            comm.set_attribute(&KEY, UsesMpi);
        }
        drop(mpi);
        exit(if DROPPED.load(Relaxed) == 2 { 0 } else { 1 })
    }

    #[npes(1)]
    // The launcher has the last word on its own variable.
    #[job(|job| job.env("PMI_SIZE", "3").env("OMPI_COMM_WORLD_SIZE", "3"))]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        ended.expect_stderr(0, "need its own launcher");
    })]
    fn a_launcher_that_is_anothers_is_noticed(_: &Mpi) {}

    #[npes(1)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        assert!(!ended.stderr(0).contains("not reached"), "{ended:?}");
    })]
    fn errors_end_the_job_if_that_is_chosen(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        me.set_on_error(OnError::END)?;
        mpi.scope(|s| {
            me.isend(s, &[1u8, 2], 0, 0)?;
            let ended = me.recv(&mut [0u8], 0, 0);
            eprintln!("not reached: {ended:?}");
            exit(0)
        })
    }

    #[npes(1)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        ended.expect_stderr(0, "there is no rank 9");
        assert!(!ended.stderr(0).contains("not reached"), "{ended:?}");
    })]
    fn errors_that_are_raised_end_the_job_if_that_is_chosen(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        world.set_on_error(OnError::END)?;
        world.raise(&world.send(&[1], 9, 0).unwrap_err())?;
        eprintln!("not reached");
        exit(0)
    }

    #[npes(1)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        ended.expect_stderr(0, "on purpose");
    })]
    fn a_panic_of_who_is_told_of_an_error_ends_the_job(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        me.set_on_error(OnError::tell(|error| panic!("on purpose: {error}")))?;
        mpi.scope(|s| {
            me.isend(s, &[1u8, 2], 0, 0)?;
            me.recv(&mut [0u8], 0, 0).map(drop)
        })?;
        exit(0)
    }

    #[npes(1)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        ended.expect_stderr(0, "cannot call MPI");
    })]
    fn mpi_in_who_is_told_of_an_error_ends_the_job() {
        let mpi: &'static Mpi = Box::leak(Box::new(Mpi::init().expect("it starts")));
        thread_local! {
            static OURS: OnceCell<Communicator<'static>> = const { OnceCell::new() };
        }
        let ours = mpi.this_process().duplicate().expect("it is made");
        ours.set_on_error(OnError::tell(|_| {
            // What is not `Send` cannot be brought along, but is found by ways like this.
            OURS.with(|ours| ours.get().map(|ours| ours.barrier()));
        }))
        .expect("it is set");
        OURS.with(|cell| cell.set(ours).expect("it is empty"));
        OURS.with(|ours| {
            let ours = ours.get().expect("it is there");
            let ended = mpi.scope(|s| {
                ours.isend(s, &[1u8, 2], 0, 0)?;
                ours.recv(&mut [0u8], 0, 0)
            });
            eprintln!("not reached: {ended:?}");
        });
        exit(0)
    }

    #[npes(3)]
    #[ends(|ended| assert_ne!(ended.outcome().status, 0))]
    fn a_worker_that_is_killed_ends_the_job() {
        mpi_shim::run(|mpi| -> Result<()> {
            let mut tasks = Tasks::new();
            let die = tasks.add("die", die);
            MpiPool::run(&mpi.world(), &tasks, |pool| pool.submit(die, ())?.wait())?;
            Ok(())
        });
    }

    #[npes(2)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        ended.expect_message("worker 1 exits within task `leave`, which ends the job");
    })]
    fn a_worker_that_exits_says_so() {
        mpi_shim::run(|mpi| -> Result<()> {
            let mut tasks = Tasks::new();
            let leave = tasks.add("leave", |status: i32| -> () { exit(status) });
            MpiPool::run(&mpi.world(), &tasks, |pool| pool.submit(leave, 0)?.wait())?;
            Ok(())
        });
    }

    #[npes(2, 3)]
    #[job(to_go_on)]
    #[ends(|ended| {
        // Open MPI's launcher says 0 if it is to go on, whatever happens.
        if mpi_shim::library() == "openmpi" {
            ended.expect_message("the rest is done");
            ended.expect_message("of the pool has died, and with it task `die`");
        } else {
            assert_ne!(ended.outcome().status, 0);
        }
    })]
    fn a_worker_that_is_killed_is_an_error_of_its_task() {
        mpi_shim::run(|mpi| -> Result<()> {
            let mut tasks = Tasks::new();
            let (square, die) = (tasks.add("square", |x: u64| x * x), tasks.add("die", die));
            MpiPool::run(&mpi.world(), &tasks, |pool| -> Result<()> {
                let killed = pool.submit(die, ())?;
                let squares = pool.map(square, 0..20)?;
                assert!(matches!(killed.wait(), Err(Error::Pool(PoolError::Died { task: Some(task), .. })) if task == "die"));
                assert!(squares.map(Result::unwrap).eq((0..20).map(|x| x * x)));
                eprintln!("the rest is done");
                Ok(())
            })?;
            Ok(())
        });
    }
}
