//! Data between memory and files: every way, at every place.

#![allow(clippy::forget_non_drop, reason = "says what is tried, however little comes of it")]

mod scratch;

use std::mem;

use mpi_shim::file::{Representation, Seek, View};
use mpi_shim::prelude::*;
use mpi_shim::{Error, File, FileError, Layout, Request, Result};
use scratch::Scratch;

/// How many elements each process has in a round.
const N: usize = 5;

/// A file that is gone when it is closed.
fn open<'mpi, T: mpi_shim::Element>(
    world: &Communicator<'mpi>,
    scratch: &Scratch<'_>,
) -> Result<File<'mpi, T>> {
    let mut options = File::options();
    options.read(true).write(true).create(true).delete_on_close(true).open(world, scratch)
}

/// What a process writes in a round.
fn data(rank: usize, round: usize) -> [u32; N] {
    std::array::from_fn(|i| (10_000 * round + 100 * rank + i) as u32)
}

/// Every way to write and to read at one place, one after the other.
macro_rules! ways {
    ($mpi:ident, $rank:ident, $round:ident, $write:expr, $read:expr) => {{
        let mut room = [0; N];
        let mine = data($rank, $round);
        $write.write(&mine)?;
        assert_eq!($read.read(&mut room)?, N);
        assert_eq!(room, mine, "one");
        $round += 1;

        let mine = data($rank, $round);
        $write.write_all(&mine)?;
        assert_eq!($read.read_all(&mut room)?, N);
        assert_eq!(room, mine, "all");
        $round += 1;

        let mine = data($rank, $round);
        $mpi.scope(|s| {
            let (_, status) = $write.iwrite(s, &mine)?.wait()?;
            assert_eq!(status.count::<u32>()?, N);
            let (_, status) = $read.iread(s, &mut room)?.wait()?;
            assert_eq!(status.count::<u32>()?, N);
            Ok(())
        })?;
        assert_eq!(room, mine, "meanwhile");
        $round += 1;

        let mine = data($rank, $round);
        $mpi.scope(|s| {
            assert_eq!($write.write_all_begin(s, &mine)?.end()?.1, N);
            assert_eq!($read.read_all_begin(s, &mut room)?.end()?.1, N);
            Ok(())
        })?;
        assert_eq!(room, mine, "in two halves");
        $round += 1;
        let _ = $round;
    }};
}

/// As `ways`, of all processes meanwhile, which the shared pointer has not.
macro_rules! together {
    ($mpi:ident, $rank:ident, $round:ident, $write:expr, $read:expr) => {{
        let mut room = [0; N];
        let mine = data($rank, $round);
        $mpi.scope(|s| {
            let (_, status) = $write.iwrite_all(s, &mine)?.wait()?;
            assert_eq!(status.count::<u32>()?, N);
            let (_, status) = $read.iread_all(s, &mut room)?.wait()?;
            assert_eq!(status.count::<u32>()?, N);
            Ok(())
        })?;
        assert_eq!(room, mine, "all, meanwhile");
        $round += 1;
    }};
}

/// The view of a process that has every `size`-th pair of elements.
fn pairs<'a>(pair: &'a Layout<'a, u32>, world: &Communicator<'_>, head: u64) -> View<'a, u32> {
    View::of(pair).from_byte(head + 8 * world.rank() as u64).every(2 * world.size())
}

shmem_test::tests! {
    #![mpi]

    fn every_way_at_an_offset(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "offset")?);
        let file = open::<u32>(&world, &scratch)?;
        let (rank, mut round) = (world.rank(), 0);
        let place = |round: usize| file.at((round * world.size() + rank) * N);
        ways!(mpi, rank, round, place(round), place(round));
        together!(mpi, rank, round, place(round), place(round));
        world.barrier()?;
        let mut all = vec![0; round * world.size() * N];
        assert_eq!(file.at(0).read(&mut all)?, all.len());
        let expected = (0..round).flat_map(|round| (0..world.size()).flat_map(move |rank| data(rank, round)));
        assert!(all.into_iter().eq(expected));
        assert_eq!(file.pointer().position()?, 0);
        file.close()
    }

    fn every_way_at_the_own_pointer(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "pointer")?);
        let mut file = open::<u32>(&world, &scratch)?;
        let layout = Layout::contiguous(mpi, N)?;
        let view = View::of(&layout).from_byte(4 * (world.rank() * N) as u64);
        file.set_view(&view.every(world.size() * N))?;
        let (rank, mut round) = (world.rank(), 0);
        let back = || {
            assert!(file.pointer().position().is_ok_and(|position| position % N == 0));
            file.pointer().seek(Seek::Current(-(N as isize))).map(|()| file.pointer())
        };
        ways!(mpi, rank, round, file.pointer(), back()?);
        together!(mpi, rank, round, file.pointer(), back()?);
        assert_eq!(file.pointer().position()?, round * N);
        file.set_view(&View::all())?;
        world.barrier()?;
        let mut all = vec![0; round * world.size() * N];
        assert_eq!(file.pointer().read_all(&mut all)?, all.len());
        let expected = (0..round).flat_map(|round| (0..world.size()).flat_map(move |rank| data(rank, round)));
        assert!(all.into_iter().eq(expected));
        file.close()
    }

    fn every_way_at_the_shared_pointer(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "shared")?);
        let file = open::<u32>(&world, &scratch)?;
        let (me, n) = (world.rank(), world.size());
        let (shared, mut room) = (|| file.shared_pointer(), [0; N]);
        let mine: Vec<_> = (0..4).map(|round| data(me, round)).collect();
        let in_order = |from: usize, what: &str| -> Result<()> {
            world.barrier()?;
            let mut all = vec![0; n * N];
            assert_eq!(file.at(from * n * N).read(&mut all)?, n * N);
            assert!(all.into_iter().eq((0..n).flat_map(|rank| data(rank, from))), "{what}");
            Ok(())
        };
        shared().write_all(&data(me, 0))?;
        in_order(0, "all")?;
        mpi.scope(|s| {
            assert_eq!(shared().write_all_begin(s, &mine[1])?.end()?.1, N);
            Ok(())
        })?;
        in_order(1, "in two halves")?;
        assert_eq!(shared().position()?, 2 * n * N);
        world.barrier()?;
        shared().write(&data(me, 2))?;
        world.barrier()?;
        mpi.scope(|s| shared().iwrite(s, &mine[3])?.wait().map(drop))?;
        world.barrier()?;
        assert_eq!(shared().position()?, 4 * n * N);
        world.barrier()?;
        for round in 2..4 {
            let mut all = vec![[0; N]; n];
            let mut flat = vec![0; n * N];
            assert_eq!(file.at(round * n * N).read(&mut flat)?, n * N);
            for (to, from) in all.iter_mut().zip(flat.chunks(N)) {
                to.copy_from_slice(from);
            }
            all.sort_unstable();
            assert!(all.into_iter().eq((0..n).map(|rank| data(rank, round))), "round {round}");
        }
        shared().seek(Seek::Start(0))?;
        assert_eq!(shared().read_all(&mut room)?, N);
        assert_eq!(room, data(me, 0));
        mpi.scope(|s| {
            assert_eq!(shared().read_all_begin(s, &mut room)?.end()?.1, N);
            Ok(())
        })?;
        assert_eq!(room, data(me, 1));
        world.barrier()?;
        assert_eq!(shared().read(&mut room)?, N);
        assert!((0..n).any(|rank| room == data(rank, 2)));
        world.barrier()?;
        mpi.scope(|s| {
            let (_, status) = shared().iread(s, &mut room)?.wait()?;
            assert_eq!(status.count::<u32>()?, N);
            Ok(())
        })?;
        assert!((0..n).any(|rank| room == data(rank, 3)));
        world.barrier()?;
        assert_eq!(shared().read(&mut room)?, 0);
        file.close()
    }

    fn processes_see_elements_in_turn(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "turns")?);
        let mut file = open::<u32>(&world, &scratch)?;
        let pair = Layout::contiguous(mpi, 2)?;
        let (me, n) = (world.rank(), world.size());
        file.set_view(&pairs(&pair, &world, 3))?;
        let viewed = file.view()?;
        assert_eq!(viewed.displacement_in_bytes, 3 + 8 * me as u64);
        assert_eq!((viewed.visible, viewed.every), (2, 2 * n));
        assert_eq!(viewed.representation, Representation::Native);
        assert_eq!(file.byte_offset(3)?, 3 + 8 * (n + me) as u64 + 4);
        let (rank, mut round) = (me, 0);
        let place = |round: usize| file.at(round * N);
        ways!(mpi, rank, round, place(round), place(round));
        together!(mpi, rank, round, place(round), place(round));
        ways!(mpi, rank, round, file.pointer(), place(round - 5));
        world.barrier()?;
        file.set_view(&View::all().from_byte(3))?;
        let mut all = vec![0; 5 * N / 2 * 2 * n];
        file.at(0).read_all(&mut all)?;
        for (at, &x) in all.iter().enumerate() {
            assert_eq!(x as usize / 100 % 100, at / 2 % n, "element {at} is {x}");
        }
        file.close()
    }

    fn what_is_behind_the_end_is_not_counted(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "end")?);
        let mut file = open::<u32>(&world, &scratch)?;
        let n = world.size();
        if world.rank() == 0 {
            file.at(0).write(&(0..2 * n as u32 + 3).collect::<Vec<_>>())?;
        }
        file.sync()?;
        world.barrier()?;
        for view in ["all", "some"] {
            let pair = Layout::contiguous(mpi, 2)?;
            let mut expected: Vec<u32> = (0..2 * n as u32 + 3).collect();
            if view == "some" {
                file.set_view(&pairs(&pair, &world, 0))?;
                expected.retain(|x| *x as usize / 2 % n == world.rank());
            }
            let len = expected.len();
            let mut room = [77; 40];
            let check = |room: &mut [u32; 40], n: usize, what: &str| {
                assert_eq!(n, len, "{view}, {what}");
                assert_eq!(room[..len], expected, "{view}, {what}");
                assert!(room[len..].iter().all(|&x| x == 77), "{view}, {what}: {room:?}");
                room.fill(77);
            };
            let count = file.at(0).read(&mut room)?;
            check(&mut room, count, "at");
            let count = file.at(0).read_all(&mut room)?;
            check(&mut room, count, "at, all");
            let count = file.pointer().read(&mut room)?;
            check(&mut room, count, "pointer");
            file.pointer().seek(Seek::Start(0))?;
            let count = file.pointer().read_all(&mut room)?;
            check(&mut room, count, "pointer, all");
            let count = mpi.scope(|s| file.at(0).iread(s, &mut room)?.wait()?.1.count::<u32>())?;
            check(&mut room, count, "meanwhile");
            let count = mpi.scope(|s| file.at(0).iread_all(s, &mut room)?.wait()?.1.count::<u32>())?;
            check(&mut room, count, "meanwhile, all");
            let count = mpi.scope(|s| Ok(file.at(0).read_all_begin(s, &mut room)?.end()?.1))?;
            check(&mut room, count, "in two halves");
            assert_eq!(file.at(len).read(&mut room)?, 0);
            assert_eq!(file.at(len + 1000).read_all(&mut room)?, 0);
        }
        file.set_view(&View::all())?;
        for half in [false, true] {
            file.shared_pointer().seek(Seek::Start(0))?;
            let mut room = [77; 5];
            let read = if half {
                mpi.scope(|s| Ok(file.shared_pointer().read_all_begin(s, &mut room)?.end()?.1))?
            } else {
                file.shared_pointer().read_all(&mut room)?
            };
            let there = (2 * n + 3).saturating_sub(5 * world.rank()).min(5);
            assert_eq!(read, there);
            for (at, x) in room.into_iter().enumerate() {
                assert_eq!(x, if at < there { (5 * world.rank() + at) as u32 } else { 77 });
            }
        }
        file.close()
    }

    fn a_partial_element_is_an_error(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "partial")?);
        let mut file = open::<u64>(&world, &scratch)?;
        file.set_size_in_bytes(20)?;
        let mut room = [0; 3];
        let partial = Err(Error::File(FileError::PartialElement { bytes: 20, size: 8 }));
        assert_eq!(file.at(0).read(&mut room), partial);
        assert_eq!(file.at(0).read_all(&mut room), partial);
        assert_eq!(file.at(0).read(&mut room[..2])?, 2);
        file.close()
    }

    fn nothing_is_read_and_written(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "nothing")?);
        let mut file = open::<f64>(&world, &scratch)?;
        let (nothing, mut none): ([f64; 0], [f64; 0]) = ([], []);
        let none_layout = Layout::contiguous(mpi, 0)?;
        for empty in [false, true] {
            if empty && world.rank() == 0 {
                file.set_view(&View::of(&none_layout))?;
                assert_eq!(file.view()?.visible, 0);
                assert!(matches!(file.at(0).write(&[1.0]), Err(Error::File(FileError::View { .. }))));
                assert!(matches!(file.pointer().read(&mut [1.0]), Err(Error::File(FileError::View { .. }))));
            } else {
                file.set_view(&View::all())?;
            }
            file.at(0).write(&nothing)?;
            file.at(0).write_all(&nothing)?;
            assert_eq!(file.at(0).read(&mut none)?, 0);
            assert_eq!(file.at(0).read_all(&mut none)?, 0);
            file.pointer().write_all(&nothing)?;
            file.shared_pointer().write_all(&nothing)?;
            assert_eq!(file.shared_pointer().read_all(&mut none)?, 0);
            mpi.scope(|s| {
                file.at(0).iwrite(s, &nothing)?.wait()?;
                file.at(0).iwrite_all(s, &nothing)?.wait()?;
                file.at(0).write_all_begin(s, &nothing)?.end().map(drop)
            })?;
            // Some of the processes have something.
            let some = if world.rank() == 0 { vec![] } else { vec![1.5; 3] };
            file.at(3 * world.rank()).write_all(&some)?;
            let mut room = vec![0.0; some.len()];
            assert_eq!(file.at(3 * world.rank()).read_all(&mut room)?, some.len());
            assert_eq!(room, some);
        }
        file.close()
    }

    fn halves_end_with_their_scope(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "halves")?);
        let file = open::<u32>(&world, &scratch)?;
        let (me, mut room) = (world.rank(), [0; N]);
        let mine = data(me, 1);
        mpi.scope(|s| {
            mem::forget(file.at(me * N).write_all_begin(s, &mine)?);
            assert_eq!(file.at(0).write_all(&mine), Err(Error::File(FileError::SplitUnderWay)));
            assert_eq!(file.at(0).write_all_begin(s, &mine).err(), Some(Error::File(FileError::SplitUnderWay)));
            assert_eq!(file.at(0).iwrite_all(s, &mine).err(), Some(Error::File(FileError::SplitUnderWay)));
            Ok(())
        })?;
        mpi.scope(|s| {
            drop(file.at(me * N).read_all_begin(s, &mut room)?);
            file.at(me * N).write_all(&data(me, 3))
        })?;
        assert_eq!(room, data(me, 1));
        mpi.scope(|s| {
            let half = file.at(me * N).read_all_begin(s, &mut room)?;
            Err::<(), _>(Error::Elements { bytes: half.end()?.1, size: 0 })
        }).unwrap_err();
        assert_eq!(room, data(me, 3));
        file.close()
    }

    fn several_are_under_way(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "several")?);
        let file = open::<u32>(&world, &scratch)?;
        let first = 8 * N * world.rank();
        let all: Vec<_> = (0..8).map(|round| data(world.rank(), round)).collect();
        let mut back = vec![[0; N]; 8];
        mpi.scope(|s| {
            let going = all.iter().enumerate().map(|(i, data)| file.at(first + i * N).iwrite(s, data));
            let mut going = going.collect::<Result<Vec<_>>>()?;
            while Request::wait_any(&mut going)?.is_some() {}
            let coming = back.iter_mut().enumerate().map(|(i, room)| file.at(first + i * N).iread(s, room));
            let coming = coming.collect::<Result<Vec<_>>>()?;
            for (_, status) in Request::wait_all(coming)? {
                assert_eq!(status.count::<u32>()?, N);
            }
            let (_, status) = file.at(first).iwrite(s, &all[0])?.cancel()?;
            assert_eq!(status.map(|status| status.bytes()), Some(4 * N));
            mem::forget(file.at(first).iwrite(s, &all[0])?);
            Ok(())
        })?;
        assert_eq!(back, all);
        file.close()
    }
}
