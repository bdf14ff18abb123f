//! Processes that wait for each other, or count together.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::sleep;
use std::time::Duration;

use mpi_shim::prelude::*;
use mpi_shim::sync::{Condition, Counter, Mutex, Semaphore, Sequential, SyncError};
use mpi_shim::{Error, ErrorClass, Result};

/// A number on rank 0 that is changed in two steps, between which others can come.
struct Fragile<'mpi>(mpi_shim::LockedAll<'mpi, i64>);

impl<'mpi> Fragile<'mpi> {
    fn new(world: &Communicator<'mpi>) -> Result<Self> {
        Ok(Self(world.allocate_window(1)?.passive()?.lock_all()?))
    }

    /// Adds a number, and returns what it became.
    fn add(&self, number: i64) -> Result<i64> {
        let new = self.0.get_value(0, 0)? + number;
        sleep(Duration::from_micros(200));
        self.0.put(&[new], 0, 0)?;
        Ok(new)
    }

    fn free(self) -> Result<()> {
        self.0.unlock_all()?.close()?.free()
    }
}

shmem_test::tests! {
    #![mpi]

    fn a_counter_gives_each_number_once(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let counter = Counter::new(&world, world.size() - 1, 5)?;
        let mine: Vec<i64> = (0..50).map(|_| counter.next()).collect::<Result<_>>()?;
        assert!(mine.is_sorted());
        let mut all = vec![0; 50 * world.size()];
        world.all_gather(&mine, &mut all)?;
        all.sort_unstable();
        assert!(all.into_iter().eq(5..5 + 50 * world.size() as i64));
        counter.add(-1)?;
        world.barrier()?;
        assert_eq!(counter.get()?, 5 + 49 * world.size() as i64);
        counter.free()
    }

    fn one_process_at_a_time_has_a_mutex(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (mut mutex, fragile) = (Mutex::new(&world, 0)?, Fragile::new(&world)?);
        for _ in 0..6 {
            let guard = mutex.lock()?;
            fragile.add(1)?;
            guard.unlock()?;
            loop {
                if let Some(_guard) = mutex.try_lock()? {
                    fragile.add(1)?;
                    break;
                }
            }
        }
        world.barrier()?;
        assert_eq!(fragile.add(0)?, 12 * world.size() as i64);
        world.barrier()?;
        fragile.free()?;
        mutex.free()
    }

    fn a_mutex_is_unlocked_by_a_panic(mpi: &Mpi) -> Result<()> {
        let mut mutex = Mutex::new(&mpi.world(), 0)?;
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            let _guard = mutex.lock();
            panic!("on purpose")
        }));
        assert!(unwound.is_err());
        drop(mutex.lock()?);
        mutex.free()
    }

    fn a_forgotten_guard_is_an_error_and_no_hang(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process();
        let mut mutex = Mutex::new(&me, 0)?;
        mem::forget(mutex.lock()?);
        assert_eq!(mutex.lock().err(), Some(Error::Sync(SyncError::Held)));
        assert_eq!(mutex.try_lock().err(), Some(Error::Sync(SyncError::Held)));
        mutex.free()
    }

    fn a_mutex_that_is_locked_is_not_had_twice(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let mut mutex = Mutex::new(&world, 0)?;
        if world.rank() == 0 {
            let guard = mutex.lock()?;
            world.barrier()?;
            world.barrier()?;
            drop(guard);
        } else {
            world.barrier()?;
            assert!(mutex.try_lock()?.is_none());
            world.barrier()?;
            drop(mutex.lock()?);
        }
        mutex.free()
    }

    // A store with room for one thing, which the first process fills and all others empty.
    #[npes(2, 3)]
    fn who_waits_for_a_condition_is_told(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let mut condition = Condition::new(&world, n - 1)?;
        let (store, mut taken) = (Counter::new(&world, 0, 0)?, 0);
        let things = 4 * (n as i64 - 1);
        if me == 0 {
            for _ in 0..things {
                let mut guard = condition.lock()?;
                guard.wait_until(|| Ok::<_, Error>(store.get()? == 0))?;
                store.next()?;
                guard.notify_all()?;
            }
        } else {
            for _ in 0..4 {
                let mut guard = condition.lock()?;
                guard.wait_until(|| Ok::<_, Error>(store.get()? == 1))?;
                store.add(-1)?;
                taken += 1;
                guard.notify_all()?;
            }
        }
        assert_eq!(world.all_reduce_value(taken, Sum)?, things);
        assert_eq!(store.get()?, 0);
        world.barrier()?;
        store.free()?;
        condition.free()
    }

    #[npes(1, 3)]
    fn so_many_are_notified_in_their_order(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, others) = (world.rank() as i64, world.size() as i64 - 1);
        let mut condition = Condition::new(&world, 0)?;
        let (waiting, awake) = (Counter::new(&world, 0, 0)?, Counter::new(&world, 0, 0)?);
        if me > 0 {
            while waiting.get()? < me - 1 {}
            let mut guard = condition.lock()?;
            waiting.next()?;
            guard.wait()?;
            assert_eq!(awake.next()?, me - 1);
        } else {
            while waiting.get()? < others {}
            for woken in 1..=others {
                assert_eq!(condition.lock()?.notify(1)?, 1);
                while awake.get()? < woken {}
            }
            assert_eq!(condition.lock()?.notify_all()?, 0);
        }
        world.barrier()?;
        waiting.free()?;
        awake.free()?;
        condition.free()
    }

    #[npes(1)]
    fn a_wait_for_a_condition_can_be_limited(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process();
        let mut condition = Condition::new(&me, 0)?;
        let mut guard = condition.lock()?;
        assert!(!guard.wait_for(Duration::from_millis(1))?);
        assert_eq!(guard.notify_all()?, 0, "it waits no more");
        mem::forget(guard);
        assert_eq!(condition.lock().err(), Some(Error::Sync(SyncError::Held)));
        condition.free()
    }

    #[npes(2)]
    fn who_waits_for_a_while_may_be_notified(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let mut condition = Condition::new(&world, 0)?;
        if world.rank() == 0 {
            let mut guard = condition.lock()?;
            world.barrier()?;
            assert!(guard.wait_for(Duration::from_secs(50))?);
            assert_eq!(guard.notify(5)?, 0);
        } else {
            world.barrier()?;
            while condition.lock()?.notify(5)? == 0 {}
        }
        condition.free()
    }

    fn so_many_have_a_permit(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (semaphore, inside) = (Semaphore::new(&world, 0, 2)?, Counter::new(&world, 0, 0)?);
        for _ in 0..10 {
            let permit = semaphore.acquire()?;
            let others = inside.next()?;
            assert!((0..2).contains(&others), "{others} others have a permit");
            sleep(Duration::from_micros(100));
            inside.add(-1)?;
            drop(permit);
        }
        world.barrier()?;
        assert_eq!(inside.get()?, 0);
        inside.free()?;
        semaphore.free()
    }

    fn permits_run_out_and_come_back(mpi: &Mpi) -> Result<()> {
        let semaphore = Semaphore::new(&mpi.this_process(), 0, 1)?;
        let permit = semaphore.try_acquire()?;
        assert!(permit.is_some() && semaphore.try_acquire()?.is_none());
        semaphore.release()?;
        assert!(semaphore.try_acquire()?.is_some());
        drop(permit);
        assert_eq!(Semaphore::new(&mpi.this_process(), 0, -3).err(), Some(Error::Sync(SyncError::Permits { number: -3 })));
        semaphore.free()
    }

    fn sections_run_by_ranks(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank() as i64, world.size() as i64);
        let (sequential, fragile) = (Sequential::new(&world)?, Fragile::new(&world)?);
        for round in 0..5 {
            let place = sequential.run(|| fragile.add(1))?;
            assert_eq!(place, round * n + me + 1);
        }
        fragile.free()
    }

    fn a_section_that_fails_or_panics_lets_others_go_on(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let sequential = Sequential::new(&world)?;
        let failed = sequential.run(|| if world.rank() == 0 { Err(Error::BufferAttached) } else { Ok(()) });
        assert_eq!(failed.is_err(), world.rank() == 0);
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            sequential.run(|| -> Result<()> { panic!("on purpose") })
        }));
        assert!(unwound.is_err());
        sequential.run(|| Ok(()))
    }

    fn an_owner_that_is_not_there_is_an_error(mpi: &Mpi) {
        let world = mpi.world();
        let n = world.size();
        assert_eq!(Counter::new(&world, n, 0).unwrap_err().class(), ErrorClass::Rank);
        assert_eq!(Mutex::new(&world, n).unwrap_err().class(), ErrorClass::Rank);
        assert_eq!(Condition::new(&world, n).unwrap_err().class(), ErrorClass::Rank);
        assert_eq!(Semaphore::new(&world, n, 1).unwrap_err().class(), ErrorClass::Rank);
    }
}
