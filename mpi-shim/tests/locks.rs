//! Windows that are reached under locks.

#![allow(clippy::forget_non_drop, reason = "says what is tried, however little comes of it")]

use mpi_shim::num_complex::{Complex32, Complex64};
use mpi_shim::op::{Reduce, ReduceBits};
use mpi_shim::prelude::*;
use mpi_shim::{Lock, NoOp, Replace, Result, Window};

fn neighbours(world: &Communicator<'_>) -> (usize, usize) {
    let (me, n) = (world.rank(), world.size());
    ((me + n - 1) % n, (me + 1) % n)
}

/// Adds up, swaps and compares integers of all processes in rank 0's memory; `n` is how many there are.
fn integers<T>(world: &Communicator<'_>, n: T) -> Result<()>
where
    T: ReduceBits + PartialEq + std::fmt::Debug + From<bool>,
{
    sums(world, T::from(true), n)?;
    let (zero, one) = (T::from(false), T::from(true));
    let word = world.allocate_window::<T>(3)?.passive()?.lock_all()?;
    let won = word.compare_and_swap(zero, one, 0, 1)? == zero;
    assert_eq!(world.all_reduce_value(u32::from(won), Sum)?, 1);
    assert_eq!(word.compare_and_swap(zero, zero, 0, 1)?, one);
    word.accumulate(&[one], 0, 2, op::BitXor)?;
    world.barrier()?;
    let odd = T::from(world.size() % 2 == 1);
    assert_eq!(word.fetch_and_op(zero, 0, 2, op::BitOr)?, odd);
    word.unlock_all()?.close()?.free()
}

/// Adds up one number of each process in rank 0's memory, to `all`, and changes it for another.
fn sums<T>(world: &Communicator<'_>, one: T, all: T) -> Result<()>
where
    T: Reduce + PartialEq + std::fmt::Debug,
{
    let mut window = world.allocate_window::<T>(3)?;
    let zero = window.local()[0];
    window.local_mut()[2] = one;
    let locked = window.passive()?.lock_all()?;
    locked.fetch_and_op(one, 0, 0, Sum)?;
    locked.accumulate(&[one], 0, 1, Sum)?;
    world.barrier()?;
    assert_eq!(locked.fetch_and_op(one, 0, 0, NoOp)?, all);
    let mut was = [zero; 2];
    locked.get_accumulate(&[one; 2], &mut was, 0, 0, NoOp)?;
    assert_eq!(was, [all; 2]);
    locked.fetch_and_op(zero, world.rank(), 2, Replace)?;
    let window = locked.unlock_all()?.close()?;
    assert_eq!(window.local()[2], zero);
    window.free()
}

/// Two numbers are added to under locks of all processes, and are always the same.
fn exclude(world: &Communicator<'_>, window: Window<'_, u64>) -> Result<()> {
    let n = world.size() as u64;
    let mut passive = window.passive()?;
    for _ in 0..8 {
        for rank in 0..world.size() {
            passive.lock(Lock::Exclusive, rank, |l| {
                let both = [l.get_value(rank, 0)?, l.get_value(rank, 1)?];
                assert_eq!(both[0], both[1]);
                l.put(&[both[0] + 1], rank, 0)?;
                l.put(&[both[1] + 1], rank, 1)
            })?;
            passive.lock_mine(|mine| {
                assert_eq!(mine[0], mine[1]);
                mine[0] += 1;
                std::hint::black_box(&mut *mine);
                mine[1] += 1;
            })?;
        }
    }
    let window = passive.close()?;
    assert_eq!(window.local(), [8 * (n + n); 2]);
    window.free()
}

/// Rank 0 looks at its memory under its own lock, and others write there whenever it has none.
fn keep_out(world: &Communicator<'_>, window: Window<'_, u64>, shared: bool) -> Result<()> {
    let mut passive = window.passive()?;
    for round in 0..10 {
        if world.rank() == 0 {
            passive.lock_mine(|mine| {
                let before = mine.to_vec();
                std::thread::yield_now();
                assert_eq!(std::hint::black_box(mine), before);
            })?;
            continue;
        }
        let locked = passive.lock_all()?;
        locked.put(&[round; 64], 0, 0)?;
        locked.accumulate(&[round; 64], 0, 0, Sum)?;
        locked.epoch(|e| e.rput(&[9; 64], 0, 0).map(drop))?;
        if shared {
            locked.view(0)?.write_from(0, &[round; 64]);
        }
        passive = locked.unlock_all()?;
    }
    passive.close().map(drop)
}

shmem_test::tests! {
    #![mpi]

    fn a_counter_gives_each_number_once(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let counter = world.allocate_window::<u64>(1)?.passive()?.lock_all()?;
        let mine: Vec<_> =
            (0..100).map(|_| counter.fetch_and_op(1, 0, 0, Sum)).collect::<Result<_>>()?;
        assert!(mine.is_sorted());
        let mut all = vec![0; 100 * world.size()];
        world.all_gather(&mine, &mut all)?;
        all.sort_unstable();
        assert!(all.into_iter().eq(0..100 * world.size() as u64));
        assert_eq!(counter.fetch_and_op(0, 0, 0, NoOp)?, 100 * world.size() as u64);
        counter.unlock_all()?.close()?.free()
    }

    fn one_swaps_and_all_others_see_whom(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let me = world.rank() as i64 + 1;
        let word = world.allocate_window::<i64>(1)?.passive()?.lock_all()?;
        let was = word.compare_and_swap(0, me, 0, 0)?;
        let winner = if was == 0 { me } else { was };
        let mut winners = vec![0; world.size()];
        world.all_gather(&[winner], &mut winners)?;
        assert!(winners.iter().all(|w| *w == winner), "{winners:?}");
        assert_eq!(word.compare_and_swap(0, 77, 0, 0)?, winner);
        assert_eq!(word.get_value(0, 0)?, winner);
        word.unlock_all()?.close()?.free()
    }

    fn exclusive_locks_exclude(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        exclude(&world, world.allocate_window(2)?)?;
        world.lend_window(&mut [0; 2], |window| exclude(&world, window))
    }

    #[npes(2, 3)]
    fn ones_own_lock_keeps_all_out(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        keep_out(&world, world.allocate_window(64)?, false)?;
        keep_out(&world, world.share_window(64)?, true)?;
        world.lend_window(&mut [0; 64], |window| keep_out(&world, window, false))
    }

    fn shared_locks_are_shared(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let mut passive = world.allocate_window::<u32>(1)?.passive()?;
        passive.lock(Lock::Shared, 0, |l| {
            // All are in it at the same time, or this never returns.
            world.barrier()?;
            l.accumulate(&[1], 0, 0, Sum)
        })?;
        let window = passive.close()?;
        assert_eq!(window.local()[0], if world.rank() == 0 { world.size() as u32 } else { 0 });
        window.free()
    }

    fn requests_give_back_what_they_use(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, (left, right)) = (world.rank() as i32, neighbours(&world));
        let window = world.allocate_window::<i32>(8)?.passive()?.lock_all()?;
        let (data, mut room, mut before) = ([me; 4], [0; 4], [0; 2]);
        window.epoch(|e| {
            let (data, _) = e.rput(&data, right, 0)?.wait()?;
            assert_eq!(data, [me; 4]);
            e.raccumulate(&data[..2], right, 4, Sum)?.wait()?;
            e.flush(right)?;
            let (room, _) = e.rget(&mut room, right, 0)?.wait()?;
            assert_eq!(room, [me; 4]);
            let ((_, before), _) = e.rget_accumulate(&data[2..], &mut before, right, 4, Sum)?.wait()?;
            assert_eq!(before, [me; 2]);
            // Nobody waits for this one.
            std::mem::forget(e.rput(&[8, 9], right, 6)?);
            Ok(())
        })?;
        let window = window.unlock_all()?.close()?;
        let left = left as i32;
        assert_eq!(window.local(), [left, left, left, left, 2 * left, 2 * left, 8, 9]);
        window.free()
    }

    fn flushes_complete_what_was_started(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, (left, right)) = (world.rank(), neighbours(&world));
        let window = world.allocate_window::<usize>(1001)?.passive()?.lock_all()?;
        let (data, flag) = (vec![me; 1000], [1]);
        window.epoch(|e| {
            e.put(&data, right, 0)?;
            e.flush_local(right)?;
            e.flush(right)?;
            e.flush_all();
            e.flush_local_all();
            e.accumulate(&flag, right, 1000, Replace)
        })?;
        while window.fetch_and_op(0, me, 1000, NoOp)? == 0 {}
        window.sync()?;
        assert_eq!(window.mine().to_vec()[..1000], vec![left; 1000]);
        window.unlock_all()?.close()?.free()
    }

    fn shared_memory_is_seen(mpi: &Mpi) -> Result<()> {
        let near = mpi.world().split_shared(0)?;
        let (me, n) = (near.rank(), near.size());
        let mut window = near.share_window::<[u32; 3]>(me + 1)?;
        window.local_mut().fill([me as u32; 3]);
        let window = window.passive()?.lock_all()?;
        for rank in 0..n {
            let view = window.view(rank)?;
            assert_eq!(view.len(), rank + 1);
            assert_eq!(view.read(rank), [rank as u32; 3]);
        }
        near.barrier()?;
        window.view((me + 1) % n)?.write(0, [7, 8, me as u32]);
        window.sync()?;
        near.barrier()?;
        window.sync()?;
        assert_eq!(window.mine().read(0), [7, 8, ((me + n - 1) % n) as u32]);
        window.unlock_all()?.close()?.free()
    }

    fn all_numbers_are_combined_atomically(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size() as u8;
        integers::<u8>(&world, n)?;
        integers::<i8>(&world, n as i8)?;
        integers::<u16>(&world, n.into())?;
        integers::<i16>(&world, n.into())?;
        integers::<u32>(&world, n.into())?;
        integers::<i32>(&world, n.into())?;
        integers::<u64>(&world, n.into())?;
        integers::<i64>(&world, n.into())?;
        integers::<usize>(&world, n.into())?;
        sums::<f32>(&world, 1.0, n.into())?;
        sums::<f64>(&world, 1.0, n.into())?;
        sums::<Complex32>(&world, Complex32::new(1.0, 0.0), Complex32::new(n.into(), 0.0))?;
        sums::<Complex64>(&world, Complex64::new(1.0, 2.0), Complex64::new(1.0, 2.0) * f64::from(n))
    }

    fn nothing_is_no_operation_to_accumulate_by(mpi: &Mpi) -> Result<()> {
        let window = mpi.world().allocate_window::<i32>(1)?.passive()?.lock_all()?;
        // Whether a library says so or does nothing is its own matter.
        let _ = window.accumulate(&[1], 0, 0, NoOp);
        assert_eq!(window.get_value(0, 0)?, 0);
        window.unlock_all()?.close()?.free()
    }
}
