//! Processes that do what one of them asks for.

use std::cell::{Cell, OnceCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use mpi_shim::objects::Bulk;
use mpi_shim::pool::{MpiPool, Pending, PoolError, Task, Tasks};
use mpi_shim::prelude::*;
use mpi_shim::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

fn pool_error<T: std::fmt::Debug>(result: Result<T>) -> PoolError {
    match result {
        Err(Error::Pool(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// Cannot be read where it comes to.
#[derive(Debug, Serialize)]
struct Unreadable;

impl<'de> Deserialize<'de> for Unreadable {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("not today"))
    }
}

/// Panics when it is written or read, as it says.
#[derive(Debug)]
struct Fragile {
    read: bool,
}

impl Serialize for Fragile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        assert!(self.read, "not to be written");
        self.read.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Fragile {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        panic!("not to be read")
    }
}

/// Runs a pool with one task that squares.
fn squaring<V>(
    mpi: &Mpi,
    manage: impl FnOnce(&MpiPool<'_>, Task<u64, u64>) -> Result<V>,
) -> Result<Option<V>> {
    let mut tasks = Tasks::new();
    let square = tasks.add("square", |x: u64| x * x);
    MpiPool::run(&mpi.world(), &tasks, |pool| manage(pool, square))
}

shmem_test::tests! {
    #![mpi]

    fn one_task_is_done(mpi: &Mpi) -> Result<()> {
        let got = squaring(mpi, |pool, square| {
            assert_eq!(pool.workers(), mpi.world().size() - 1);
            let (three, four) = (pool.submit(square, 3)?, pool.submit(square, 4)?);
            let polled = pool.submit(square, 5)?;
            while !polled.is_done()? {}
            Ok((four.wait()?, three.wait()?, polled.wait()?))
        })?;
        assert_eq!(got, (mpi.world().rank() == 0).then_some((16, 9, 25)));
        Ok(())
    }

    fn a_pool_can_be_had_again(mpi: &Mpi) -> Result<()> {
        for round in 0..5 {
            squaring(mpi, |pool, square| {
                assert_eq!(pool.submit(square, round)?.wait()?, round * round);
                Ok(())
            })?;
        }
        Ok(())
    }

    fn results_keep_the_order_of_arguments(mpi: &Mpi) -> Result<()> {
        squaring(mpi, |pool, square| {
            for chunk in [1, 3, 100, 1000] {
                let all = pool.map_chunks(square, 0..100, chunk)?.collect::<Result<Vec<_>>>()?;
                assert!(all.into_iter().eq((0..100).map(|x| x * x)));
            }
            assert_eq!(pool.map(square, [])?.count(), 0);
            Ok(())
        })?;
        Ok(())
    }

    fn arguments_are_taken_as_they_are_needed(mpi: &Mpi) -> Result<()> {
        squaring(mpi, |pool, square| {
            let taken = Cell::new(0);
            let arguments = (0..).inspect(|_| taken.set(taken.get() + 1));
            let mut squares = pool.map_ahead(square, arguments, 3)?;
            for x in 0..20 {
                assert_eq!((squares.next(), taken.get()), (Some(Ok(x * x)), x + 4));
            }
            drop(squares);
            let all = pool.map_ahead(square, 0..7, 100)?.as_they_come();
            assert_eq!(all.map(|(_, square)| square).sum::<Result<u64>>()?, 91);
            Ok(())
        })?;
        Ok(())
    }

    #[npes(1, 3, 4)]
    fn results_come_as_they_are_done(mpi: &Mpi) -> Result<()> {
        let mut tasks = Tasks::new();
        let sleep = tasks.add("sleep", |millis: u64| std::thread::sleep(Duration::from_millis(millis)));
        MpiPool::run(&mpi.world(), &tasks, |pool| -> Result<()> {
            let times = [400, 1, 1, 1, 1];
            let order: Vec<_> = pool.map(sleep, times)?.as_they_come().map(|(index, _)| index).collect();
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4]);
            if pool.workers() > 0 {
                assert_eq!(order.last(), Some(&0), "{order:?}");
            }
            Ok(())
        })?;
        Ok(())
    }

    fn errors_and_panics_come_back(mpi: &Mpi) -> Result<()> {
        let mut tasks = Tasks::new();
        let parse = tasks.add_fallible("parse", |text: String| text.parse::<i32>());
        let divide = tasks.add("divide", |(a, b): (i32, i32)| a / b);
        MpiPool::run(&mpi.world(), &tasks, |pool| -> Result<()> {
            let words = ["1", "x", "3"].map(str::to_owned);
            let mut numbers = pool.map_chunks(parse, words, 2)?;
            assert_eq!(numbers.next(), Some(Ok(1)));
            let why = "invalid digit found in string".to_owned();
            assert_eq!(pool_error(numbers.next().expect("the second")), PoolError::Failed { task: "parse".into(), why });
            assert_eq!(numbers.collect::<Vec<_>>(), [Ok(3)]);
            let error = pool_error(pool.submit(divide, (1, 0))?.wait());
            assert_eq!(error.to_string(), "task `divide` has panicked: attempt to divide by zero");
            assert_eq!(pool.submit(divide, (7, 2))?.wait()?, 3, "the worker goes on");
            Ok(())
        })?;
        Ok(())
    }

    fn what_cannot_be_read_is_an_error(mpi: &Mpi) -> Result<()> {
        let mut tasks = Tasks::new();
        let there = tasks.add("there", |_: Unreadable| 1);
        let back = tasks.add("back", |(): ()| Unreadable);
        MpiPool::run(&mpi.world(), &tasks, |pool| -> Result<()> {
            let error = pool_error(pool.submit(there, Unreadable)?.wait());
            assert!(matches!(&error, PoolError::Lost { task, why } if task == "there" && why.contains("cannot be read")), "{error}");
            assert!(matches!(pool.submit(back, ())?.wait(), Err(Error::Object(_))));
            Ok(())
        })?;
        Ok(())
    }

    fn long_arguments_and_results_are_no_matter(mpi: &Mpi) -> Result<()> {
        let mut tasks = Tasks::new();
        let double = tasks.add("double", |values: Bulk<f64>| values.iter().map(|x| 2.0 * x).collect::<Bulk<f64>>());
        MpiPool::run(&mpi.world(), &tasks, |pool| -> Result<()> {
            let long = || Bulk::from(vec![1.5; 300_000]);
            for doubled in pool.map(double, (0..8).map(|_| long()))? {
                assert_eq!(doubled?, Bulk::from(vec![3.0; 300_000]));
            }
            Ok(())
        })?;
        Ok(())
    }

    fn tasks_may_use_what_their_process_has(mpi: &Mpi) -> Result<()> {
        let (rank, done) = (mpi.world().rank(), Cell::new(0));
        let mut tasks = Tasks::new();
        let who = tasks.add("who", |(): ()| {
            done.set(done.get() + 1);
            rank
        });
        let by = MpiPool::run(&mpi.world(), &tasks, |pool| -> Result<_> {
            pool.map(who, vec![(); 30])?.collect::<Result<Vec<_>>>()
        })?;
        let counts = mpi.world().all_gather_obj(done.get())?;
        let by = mpi.world().broadcast_obj(by, 0)?;
        for (rank, count) in counts.into_iter().enumerate() {
            assert_eq!(by.iter().filter(|&&by| by == rank).count(), count);
        }
        Ok(())
    }

    #[npes(2, 3, 4)]
    fn the_processes_on_the_other_side_work(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let manages = world.rank() < world.size() / 2;
        let side = world.split(i32::from(manages), 0)?.expect("there is a colour");
        let remote = if manages { world.size() / 2 } else { 0 };
        let other = side.between(0, Some((&world, remote)), 0)?;
        let mut tasks = Tasks::new();
        let who = tasks.add("who", |x: usize| (x, world.rank()));
        if !manages {
            return MpiPool::serve(&other, &tasks);
        }
        let done = MpiPool::lead(&other, &tasks, |pool| {
            assert_eq!(pool.workers(), other.remote_size());
            pool.map(who, 0..50)?.collect::<Result<Vec<_>>>()
        })?;
        assert_eq!(done.is_some(), world.rank() == 0);
        for (i, (x, by)) in done.into_iter().flatten().enumerate() {
            assert!(x == i && by >= world.size() / 2);
        }
        Ok(())
    }

    #[npes(2, 3, 4)]
    fn other_tasks_are_an_error_that_names_them(mpi: &Mpi) -> Result<()> {
        let (me, n) = (mpi.world().rank(), mpi.world().size());
        let mut tasks = Tasks::new();
        tasks.add("one", |x: u8| x);
        if me == n - 1 {
            tasks.add("two", |x: u16| x);
        } else {
            tasks.add("two", |x: u8| x);
        }
        let ended = MpiPool::run(&mpi.world(), &tasks, |_| -> Result<()> { panic!("there is none") });
        if me == 0 || me == n - 1 {
            let text = format!("the tasks of rank {} are not those of the manager: `two: u16 -> u16` instead of `two: u8 -> u8`", n - 1);
            assert_eq!(pool_error(ended).to_string(), text);
        } else {
            assert_eq!(ended, Ok(None));
        }
        Ok(())
    }

    fn a_task_of_another_table_is_an_error(mpi: &Mpi) -> Result<()> {
        let strange = Tasks::new().add("square", |x: u64| x * x);
        squaring(mpi, |pool, _| {
            assert_eq!(pool_error(pool.submit(strange, 3)), PoolError::NotOfThisPool);
            Ok(())
        })?;
        Ok(())
    }

    fn a_manager_that_fails_or_panics_lets_its_workers_go(mpi: &Mpi) -> Result<()> {
        let failed = squaring(mpi, |pool, square| -> Result<()> {
            let _ = pool.map(square, 0..50)?;
            Err(Error::BufferAttached)
        });
        let me = mpi.world().rank();
        assert_eq!(failed, if me == 0 { Err(Error::BufferAttached) } else { Ok(None) });
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            squaring(mpi, |pool, square| -> Result<()> {
                let _ = pool.map(square, 0..50)?;
                panic!("on purpose")
            })
        }));
        assert_eq!(unwound.is_err(), me == 0);
        mpi.world().barrier()
    }

    fn what_nobody_has_begun_can_be_cancelled(mpi: &Mpi) -> Result<()> {
        squaring(mpi, |pool, square| {
            let all = (0..20).map(|x| pool.submit(square, x)).collect::<Result<Vec<_>>>()?;
            let cancelled = all.into_iter().filter_map(|one| one.cancel().then_some(())).count();
            assert_eq!(cancelled, 20 - pool.workers());
            assert_eq!(pool.submit(square, 6)?.wait()?, 36);
            Ok(())
        })?;
        Ok(())
    }

    fn names_are_given_once(_: &Mpi) {
        let twice = catch_unwind(|| {
            let mut tasks = Tasks::new();
            tasks.add("one", |x: u8| x);
            tasks.add("one", |x: u16| x);
        });
        let panic = twice.expect_err("there is one already");
        let text = panic.downcast_ref::<String>().expect("text");
        assert_eq!(text, "there is a task `one` already");
    }

    fn each_worker_can_be_prepared(mpi: &Mpi) -> Result<()> {
        let (rank, table) = (mpi.world().rank(), OnceCell::new());
        let mut tasks = Tasks::new();
        let prepare = tasks.add("prepare", |text: String| {
            table.set(text).expect("once each");
            rank
        });
        let fail = tasks.add("fail", |what: u8| assert_ne!(what, 0, "on purpose"));
        let ask = tasks.add("ask", |(): ()| table.get().cloned());
        MpiPool::run(&mpi.world(), &tasks, |pool| -> Result<()> {
            let by = pool.on_each(prepare, "x".repeat(100_000))?.collect::<Result<Vec<_>>>()?;
            assert!(by.into_iter().eq(usize::from(pool.workers() > 0)..=pool.workers()));
            for told in pool.map(ask, vec![(); 20])? {
                assert_eq!(told?.map(|text| text.len()), Some(100_000));
            }
            let failed = pool.on_each(fail, 0)?.map(pool_error).collect::<Vec<_>>();
            assert_eq!(failed.len(), pool.workers().max(1));
            assert!(failed.iter().all(|error| matches!(error, PoolError::Panicked { .. })), "{failed:?}");
            Ok(())
        })?;
        Ok(())
    }

    #[npes(2, 3)]
    fn a_wait_can_be_limited(mpi: &Mpi) -> Result<()> {
        let mut tasks = Tasks::new();
        let sleep = tasks.add("sleep", |millis: u64| std::thread::sleep(Duration::from_millis(millis)));
        MpiPool::run(&mpi.world(), &tasks, |pool| -> Result<()> {
            let two = [pool.submit(sleep, 100)?, pool.submit(sleep, 0)?];
            assert_eq!(Pending::any(&two)?, if pool.workers() > 1 { 1 } else { 0 });
            assert_eq!(pool_error(Pending::<()>::any(&[])), PoolError::Ended);
            let mut slow = pool.submit(sleep, 150)?;
            assert_eq!(pool_error(slow.wait_for(Duration::from_millis(5))), PoolError::TimedOut);
            assert_eq!(slow.wait_for(Duration::from_secs(50)), Ok(()));
            assert_eq!(pool_error(slow.wait_for(Duration::ZERO)), PoolError::Ended);
            let mapped = pool.map(sleep, [0, 0, 200, 0])?.within(Duration::from_millis(100));
            let mapped: Vec<_> = mapped.collect();
            assert_eq!((&mapped[..2], mapped.len()), (&[Ok(()), Ok(())][..], 3));
            assert_eq!(mapped[2], Err(Error::Pool(PoolError::TimedOut)));
            Ok(())
        })?;
        Ok(())
    }

    fn values_that_panic_are_errors(mpi: &Mpi) -> Result<()> {
        let mut tasks = Tasks::new();
        let there = tasks.add("there", |_: Fragile| 1);
        let back = tasks.add("back", |read: bool| Fragile { read });
        MpiPool::run(&mpi.world(), &tasks, |pool| -> Result<()> {
            let lost = |error| matches!(error, PoolError::Lost { why, .. } if why.contains("has panicked: not to be"));
            assert!(lost(pool_error(pool.submit(there, Fragile { read: true })?.wait())));
            assert!(lost(pool_error(pool.submit(back, false)?.wait())));
            let here = catch_unwind(AssertUnwindSafe(|| pool.submit(there, Fragile { read: false }).is_ok()));
            assert!(here.is_err());
            // What panics at the manager panics where it waits.
            let waited = catch_unwind(AssertUnwindSafe(|| pool.submit(back, true).map(|one| one.wait().is_ok())));
            assert!(waited.is_err());
            assert!(lost(pool_error(pool.submit(back, false)?.wait())), "the workers go on");
            Ok(())
        })?;
        Ok(())
    }
}
