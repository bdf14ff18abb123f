//! Windows.

#![allow(clippy::forget_non_drop, reason = "says what is tried, however little comes of it")]

use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Layout, Lock, Place, Replace, Result, WindowError};

fn neighbours(world: &Communicator<'_>) -> (usize, usize) {
    let (me, n) = (world.rank(), world.size());
    ((me + n - 1) % n, (me + 1) % n)
}

shmem_test::tests! {
    #![mpi]

    fn puts_and_gets_between_fences(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, (left, right)) = (world.rank(), neighbours(&world));
        let mut window = world.allocate_window::<usize>(3)?;
        assert_eq!(window.local(), [0; 3]);
        window.local_mut()[2] = 100 + me;
        let mut fenced = window.fenced()?;
        let mut room = [0];
        for round in 0..20 {
            let data = [me + round];
            fenced.epoch(|e| {
                e.put(&data, right, 0)?;
                e.get(&mut room, right, 2)
            })?;
            assert_eq!((fenced.mine().read(0), room), (left + round, [100 + right]));
            // So that nobody writes what another one still looks at.
            fenced.epoch(|_| Ok(()))?;
        }
        let window = fenced.close()?;
        assert_eq!(window.local(), [left + 19, 0, 100 + me]);
        window.free()
    }

    fn sums_between_fences(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let mut fenced = world.allocate_window::<f64>(2)?.fenced()?;
        let mut before = [-1.0];
        fenced.epoch(|e| {
            for rank in 0..n {
                e.accumulate(&[1.5, 1.0], rank, 0, Sum)?;
            }
            Ok(())
        })?;
        fenced.epoch(|e| e.get_accumulate(&[4.0], &mut before, me, 1, Replace))?;
        assert_eq!(before, [n as f64]);
        let window = fenced.close()?;
        assert_eq!(window.local(), [1.5 * n as f64, 4.0]);
        window.free()
    }

    fn borrowed_memory_is_a_window(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (left, right) = neighbours(&world);
        let (me, mut mine) = ([world.rank()], vec![0; 5 + world.rank()]);
        world.lend_window(&mut mine, |window| {
            assert_eq!(window.len_of(right)?, 5 + right);
            let mut fenced = window.fenced()?;
            // The window is given back by what lent it.
            fenced.epoch(|e| e.put(&me, right, 4 + right))
        })?;
        assert_eq!(mine.pop(), Some(left));
        Ok(())
    }

    fn borrowed_memory_comes_back_whatever_becomes_of_the_window(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let mut mine = [0u8; 4];
        world.lend_window(&mut mine, |window| {
            std::mem::forget(window);
            Ok(())
        })?;
        world.lend_window(&mut mine, |window| {
            std::mem::forget(window.passive()?.lock_all()?);
            Ok(())
        })?;
        world.lend_window(&mut mine, |window| window.passive()?.lock_all()?.unlock_all().map(drop))?;
        world.lend_window(&mut mine, |window| window.free())?;
        world.lend_window(&mut mine, |window| {
            let all: Vec<_> = (0..world.size()).collect();
            let mut exposed = window.paired()?.post(&all)?;
            exposed.access(&all, |_| Ok(()))
        })?;
        let failed = world.lend_window(&mut mine, |_| Err::<(), _>(Error::BufferAttached));
        assert_eq!(failed, Err(Error::BufferAttached));
        Ok(())
    }

    fn regions_come_and_go(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, (left, right)) = (world.rank(), neighbours(&world));
        let mut window = world.dynamic_window::<u64>()?;
        assert_eq!(window.local(), []);
        let first = window.attach(vec![1; 2 + me])?;
        let second = window.attach(vec![2; 3])?;
        let none = window.attach(vec![])?;
        let mut fenced = window.fenced()?;
        fenced.epoch(|e| {
            e.put(&[5], right, 1 + right)?;
            e.put(&[6, 7], right, Place::from(1).region(second))?;
            let error = e.put(&[6], right, Place::from(0).region(none)).unwrap_err();
            assert_eq!(error, Error::Window(WindowError::Range { rank: right, first: 0, end: 1, len: 0 }));
            Ok(())
        })?;
        let mut window = fenced.close()?;
        assert_eq!(window.region(first)?[1 + me], 5);
        window.region_mut(first)?[0] = 8;
        assert_eq!(window.detach(first)?[0], 8);
        assert_eq!(window.region(first).unwrap_err(), Error::Window(WindowError::Region { region: first }));
        let locked = window.passive()?.lock_all()?;
        assert_eq!(locked.get_value(left, Place::from(2).region(second))?, 7);
        assert_eq!(locked.get_value(left, 0), Err(Error::Window(WindowError::Region { region: first })));
        let mut window = locked.unlock_all()?.close()?;
        assert_eq!(window.detach(second)?, [2, 6, 7]);
        window.free()
    }

    #[npes(1, 2, 3)]
    fn several_regions_are_told_apart(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, (left, right)) = (world.rank(), neighbours(&world));
        let mut window = world.dynamic_window::<u8>()?;
        for i in 0..6 {
            assert_eq!(window.attach(vec![i; 10])?, usize::from(i));
        }
        for i in (0..6).step_by(2) {
            assert_eq!(window.detach(usize::from(i))?, [i; 10]);
        }
        let data = [me as u8; 10];
        let mut paired = window.paired()?;
        let mut exposed = paired.post(&[left])?;
        exposed.access(&[right], |e| e.put(&data, right, Place::from(0).region(5)))?;
        paired = loop {
            match exposed.test()? {
                mpi_shim::Exposure::Over(paired) => break paired,
                mpi_shim::Exposure::Lasts(still) => exposed = still,
            }
        };
        let mut passive = paired.close()?.passive()?;
        passive.lock(Lock::Exclusive, right, |l| l.put(&data[..1], right, Place::from(9).region(1)))?;
        let mut window = passive.close()?;
        for i in (1..6u8).rev().step_by(2) {
            let mut should = [i; 10];
            match i {
                5 => should.fill(left as u8),
                1 => should[9] = left as u8,
                _ => {}
            }
            assert_eq!(window.detach(usize::from(i))?, should);
        }
        window.free()
    }

    #[npes(1, 2, 3)]
    fn nothing_goes_nowhere(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, (_, right)) = (world.rank(), neighbours(&world));
        let mut window = world.dynamic_window::<u64>()?;
        let regions = [window.attach(vec![])?, window.attach(vec![1; 5])?, window.attach(vec![1; me])?];
        let mut fenced = window.fenced()?;
        let (mut room, mut before): ([u64; 0], [u64; 0]) = ([], []);
        fenced.epoch(|e| {
            e.put(&[], right, Place::from(0).region(regions[0]))?;
            e.put(&[], right, Place::from(5).region(regions[1]))?;
            e.get(&mut room, right, Place::from(right).region(regions[2]))?;
            e.accumulate(&[], right, Place::from(0).region(regions[0]), Sum)?;
            e.get_accumulate(&[], &mut before, right, Place::from(0).region(regions[2]), Sum)
        })?;
        fenced.close()?.free()?;
        let shared = mpi.world().split_shared(0)?.share_window::<u64>(0)?.passive()?.lock_all()?;
        assert!(shared.view(0)?.is_empty());
        shared.put(&[], 0, 0)?;
        shared.unlock_all()?.close()?.free()?;
        let mut exposed = world.allocate_window::<u8>(0)?.paired()?.post(&[])?;
        exposed.access(&[], |_| Ok(()))?;
        exposed.wait()?.close()?.free()
    }

    fn layouts_are_reached(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, right) = (world.rank(), neighbours(&world).1);
        let column = Layout::<i32>::strided(mpi, 3, 1, 4)?;
        let mut room = [0; 3];
        let window = world.allocate_window::<i32>(12)?.passive()?.lock_all()?;
        window.put(&[1, 2, 3], right, Place::from(1).laid(&column))?;
        world.barrier()?;
        window.get(&mut room, me, Place::from(1).laid(&column))?;
        assert_eq!(room, [1, 2, 3]);
        let beyond = window.put(&[1, 2, 3], right, Place::from(4).laid(&column)).unwrap_err();
        assert_eq!(beyond, Error::Window(WindowError::Range { rank: right, first: 4, end: 13, len: 12 }));
        let short = window.put(&[1, 2], right, Place::from(0).laid(&column)).unwrap_err();
        assert_eq!(short, Error::Length { what: "data for a layout", is: 2, should: 3 });
        let window = window.unlock_all()?.close()?;
        assert_eq!(window.local(), [0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0]);
        window.free()
    }

    fn layouts_go_before_what_they_lay_is_there(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (n, data) = (world.size() as u64, (0..5000).collect::<Vec<u64>>());
        let right = neighbours(&world).1;
        let mut fenced = world.allocate_window::<u64>(10_000)?.fenced()?;
        fenced.epoch(|e| {
            let layout = Layout::strided(mpi, 5000, 1, 2)?;
            e.put(&data, right, Place::from(1).laid(&layout))?;
            (0..world.size()).try_for_each(|rank| {
                let layout = Layout::strided(mpi, 5000, 1, 2)?;
                e.accumulate(&data, rank, Place::from(0).laid(&layout), Sum)
            })?;
            // One in its place.
            Layout::<u64>::strided(mpi, 100, 1, 7).map(drop)
        })?;
        let window = fenced.close()?;
        assert!(window.local().chunks(2).zip(&data).all(|(two, x)| two == [n * x, *x]));
        window.free()
    }

    fn what_is_not_there_is_an_error(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let mut fenced = world.allocate_window::<u16>(me)?.fenced()?;
        let mut room = [0; 3];
        fenced.epoch(|e| {
            let nobody = e.put(&[1], n, 0).unwrap_err();
            assert_eq!(nobody, Error::Rank { rank: n, size: n });
            let beyond = e.put(&[1], n - 1, n - 1).unwrap_err();
            assert_eq!(beyond, Error::Window(WindowError::Range { rank: n - 1, first: n - 1, end: n, len: n - 1 }));
            assert_eq!(beyond.class(), ErrorClass::RmaRange);
            assert!(e.put(&[1, 2], 0, usize::MAX).is_err());
            assert!(e.put(&[1], 0, -1).is_err());
            let unequal = e.get_accumulate(&[1; 2], &mut room, 0, 0, Sum).unwrap_err();
            assert_eq!(unequal.class(), ErrorClass::Count);
            Ok(())
        })?;
        let mut passive = fenced.close()?.passive()?;
        assert_eq!(
            passive.lock(Lock::Shared, n, |_| Ok(())),
            Err(Error::Rank { rank: n, size: n })
        );
        if n > 1 {
            let other = passive.lock(Lock::Shared, 0, |l| l.put(&[1], 1, 0)).unwrap_err();
            assert_eq!(other, Error::Window(WindowError::OutOfEpoch { rank: 1 }));
        }
        let locked = passive.lock_all()?;
        assert_eq!(locked.view(0).map(drop), Err(Error::Window(WindowError::Flavor { needed: "of shared memory" })));
        let mut paired = locked.unlock_all()?.close()?.paired()?;
        assert_eq!(
            paired.access(&[me], |_| Ok(())),
            Err(Error::Window(WindowError::OutOfEpoch { rank: me }))
        );
        let mut window = paired.close()?;
        assert_eq!(window.attach(vec![1]), Err(Error::Window(WindowError::Flavor { needed: "dynamic" })));
        window.free()
    }

    fn names_and_processes(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let window = world.allocate_window::<u8>(1)?;
        window.set_name("ours")?;
        assert_eq!(window.name()?, "ours");
        assert_eq!(window.group()?.size()?, world.size());
        window.info()?;
        assert!(window.is_unified()?);
        window.free()
    }

    fn elements_too_large_for_a_library_are_an_error(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let mut none: [[u8; 1 << 31]; 0] = [];
        let lent = world.lend_window(&mut none, |_| Ok(()));
        assert_eq!(lent, Err(Error::TooLarge { count: 1 << 31 }));
        let window = world.allocate_window::<[u8; 1 << 31]>(0);
        assert!(matches!(window, Err(Error::TooLarge { .. })));
        Ok(())
    }

    #[npes(2, 3)]
    fn different_windows_are_an_error(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let made = if world.rank() == 0 {
            world.allocate_window::<u8>(1).map(drop)
        } else {
            world.allocate_window::<u16>(1).map(drop)
        };
        assert_eq!(made.unwrap_err().class(), ErrorClass::NotSame);
        let made = world.allocate_window::<u16>(if world.rank() == 0 { usize::MAX } else { 1 });
        assert!(matches!(made, Err(Error::TooLarge { .. })));
        world.barrier()
    }

    #[npes(2, 3)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        let said = &ended.outcome().stderr;
        let said = said.iter().any(|s| String::from_utf8_lossy(s).contains("different steps"));
        assert!(said, "{ended:?}");
    })]
    fn different_steps_end_the_job(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let window = world.allocate_window::<u16>(1)?;
        if world.rank() == 0 {
            window.free()
        } else {
            window.fenced()?.close()?.free()
        }
    }

    #[npes(2, 3)]
    #[ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        let said = &ended.outcome().stderr;
        let said = said.iter().any(|s| String::from_utf8_lossy(s).contains("Close and Fence"));
        assert!(said, "{ended:?}");
    })]
    fn another_number_of_fences_ends_the_job(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let mut fenced = world.allocate_window::<u16>(1)?.fenced()?;
        fenced.epoch(|e| e.put(&[1], 0, 0))?;
        if world.rank() == 0 {
            fenced.epoch(|e| e.put(&[2], 0, 0))?;
        }
        fenced.close()?.free()
    }

    #[npes(2, 3)]
    #[ends(|ended| assert_ne!(ended.outcome().status, 0))]
    fn a_panic_in_an_epoch_ends_the_job(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let mut fenced = world.allocate_window::<u16>(1)?.fenced()?;
        fenced.epoch(|e| {
            assert!(world.rank() != 0, "on purpose");
            e.put(&[1], 0, 0)
        })?;
        fenced.close()?.free()
    }

    #[ends(|ended| ended.expect_status(0))]
    fn windows_that_stay_do_not_keep_mpi_from_ending(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        drop(world.allocate_window::<u64>(10)?);
        drop(world.allocate_window::<u64>(10)?.fenced()?);
        drop(world.allocate_window::<u64>(10)?.passive()?.lock_all()?);
        let mut dynamic = world.dynamic_window::<u64>()?;
        dynamic.attach(vec![1; 3])?;
        drop(dynamic);
        std::mem::forget(world.allocate_window::<u64>(10)?.passive()?.lock_all()?);
        Ok(())
    }
}
