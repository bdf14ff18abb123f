//! Views: which elements of a file a process sees.

mod scratch;

use std::fs;

use mpi_shim::file::{Representation, View};
use mpi_shim::prelude::*;
use mpi_shim::{ErrorClass, File, Layout, Order, Result, Share};
use ndarray::{Array2, ShapeBuilder, s};
use scratch::Scratch;

/// A file that is gone when it is closed.
fn open<'mpi, T: mpi_shim::Element>(
    world: &Communicator<'mpi>,
    scratch: &Scratch<'_>,
) -> Result<File<'mpi, T>> {
    let mut options = File::options();
    options.read(true).write(true).create(true).delete_on_close(true).open(world, scratch)
}

/// The elements of an array of two axes that shares have, in memory order, by their places in the file.
fn places(shape: [usize; 2], shares: [Share; 2], order: Order) -> Vec<i32> {
    let [rows, columns] = shape;
    match order {
        Order::C => shares[0]
            .indices(rows)
            .flat_map(|i| shares[1].indices(columns).map(move |j| (i * columns + j) as i32))
            .collect(),
        Order::Fortran => shares[1]
            .indices(columns)
            .flat_map(|j| shares[0].indices(rows).map(move |i| (j * rows + i) as i32))
            .collect(),
    }
}

shmem_test::tests! {
    #![mpi]

    fn arrays_are_distributed_in_every_way(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "distributed")?);
        let (me, n) = (world.rank(), world.size());
        let mut file = open::<i32>(&world, &scratch)?;
        let ways = |index, of| [Share::block(index, of), Share::cyclic(1, index, of), Share::cyclic(2, index, of)];
        for shape in [[3, 5], [1, 7]] {
            for shares in ways(me, n).map(|rows| [rows, Share::whole()]).into_iter()
                .chain(ways(me, n).map(|columns| [Share::whole(), columns]))
                .chain(ways(me / 2, n.div_ceil(2)).into_iter().zip(ways(me % 2, 2)).map(|(i, j)| [i, j]))
            {
                for order in [Order::C, Order::Fortran] {
                    let layout = Layout::distributed(mpi, shape, shares, order)?;
                    assert_eq!(layout.reach(), shape[0] * shape[1]);
                    let mine = places(shape, shares, order);
                    // Twice: behind the array comes another one.
                    file.set_view(&View::of(&layout).from_byte(5))?;
                    let both: Vec<i32> = [mine.clone(), mine.iter().map(|x| x + 100).collect()].concat();
                    file.at(0).write_all(&both)?;
                    world.barrier()?;
                    let mut back = vec![-1; both.len()];
                    assert_eq!(file.at(0).read_all(&mut back)?, both.len());
                    assert_eq!(back, both);
                    file.set_view(&View::all().from_byte(5))?;
                    for start in [0, 100] {
                        let mut whole = vec![-1; shape[0] * shape[1]];
                        let at = if start == 0 { 0 } else { whole.len() };
                        file.at(at).read_all(&mut whole)?;
                        let all = 0..whole.len() as i32;
                        // With three processes, two by two is more than there are.
                        let right = whole.iter().zip(all).filter(|(x, y)| **x == y + start).count();
                        assert!(right == whole.len() || n == 1 || n == 3, "{shape:?} {shares:?} {order:?}: {whole:?}");
                        for place in &mine {
                            assert_eq!(whole[*place as usize], place + start);
                        }
                    }
                    file.set_size_in_bytes(0)?;
                }
            }
        }
        file.close()
    }

    fn shares_lay_out_memory_too(mpi: &Mpi) -> Result<()> {
        let data: Vec<i32> = (0..35).collect();
        for order in [Order::C, Order::Fortran] {
            let shares = [Share::cyclic(2, 1, 2), Share::block(1, 3)];
            let layout = Layout::distributed(mpi, [5, 7], shares, order)?;
            let expected = places([5, 7], shares, order);
            let mut room = vec![-1; expected.len()];
            mpi.this_process().sendrecv(&layout.of(&data)?, 0, 0, &mut room, 0, 0)?;
            assert_eq!(room, expected);
        }
        Ok(())
    }

    fn arrays_of_any_strides_are_read_and_written(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "arrays")?);
        let mut file = open::<i32>(&world, &scratch)?;
        let (rows, columns) = (3, 4 * world.size());
        let array = Array2::from_shape_fn((6, 8), |(i, j)| (1000 * world.rank() + 10 * i + j) as i32);
        let (me, shape) = (world.rank(), [rows, columns]);
        let part = Layout::subarray(mpi, shape, [3, 4], [0, 4 * me])?;
        for whole in [true, false] {
            file.set_view(&if whole { View::all() } else { View::of(&part) })?;
            let from = if whole { 100 * me } else { 0 };
            for view in [array.slice(s![..3, ..4]), array.slice(s![..;2, ..;2]), array.slice(s![..;-2, 4..;-1])] {
                file.at(from).write_all(&view)?;
                let mut plain = Array2::zeros((3, 4));
                assert_eq!(file.at(from).read_all(&mut plain)?, 12);
                assert_eq!(plain, view, "{whole}");
                let mut fortran = Array2::zeros((3, 4).f());
                assert_eq!(file.at(from).read(&mut fortran)?, 12);
                assert_eq!(fortran, view, "{whole}");
                let mut wide = Array2::zeros((6, 8));
                file.at(from).write(&view)?;
                assert_eq!(file.at(from).read_all(&mut wide.slice_mut(s![1..;2, ..;-2]))?, 12);
                assert_eq!(wide.slice(s![1..;2, ..;-2]), view, "{whole}");
                assert_eq!(wide.sum(), view.sum());
                mpi.scope(|s| {
                    file.at(from).iwrite(s, &view)?.wait()?;
                    file.at(from).iread(s, &mut fortran)?.wait()?;
                    file.at(from).iwrite_all(s, &view)?.wait()?;
                    file.at(from).read_all_begin(s, &mut plain)?.end().map(drop)
                })?;
                assert_eq!((&plain, &fortran), (&view.to_owned(), &view.to_owned()));
            }
        }
        file.close()
    }

    fn memory_is_laid_out_in_any_order(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "memory")?);
        let mut file = open::<u32>(&world, &scratch)?;
        let (me, n) = (world.rank(), world.size());
        let pair = Layout::contiguous(mpi, 2)?;
        let data: Vec<u32> = (0..12).map(|i| (100 * me + i) as u32).collect();
        let backwards = Layout::indexed(mpi, &[(9, 3), (4, 1), (0, 2)])?;
        let twice = Layout::strided(mpi, 3, 4, 2)?;
        for gaps in [false, true] {
            let start = if gaps { 0 } else { 20 * me };
            let view = View::of(&pair).from_byte(8 * me as u64).every(2 * n);
            file.set_view(&if gaps { view } else { View::all() })?;
            for (layout, places) in [
                (&backwards, vec![9, 10, 11, 4, 0, 1]),
                (&twice, vec![0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7]),
            ] {
                let expected: Vec<_> = places.iter().map(|&place| data[place]).collect();
                let laid = layout.of(&data)?;
                file.at(start).write_all(&laid)?;
                let mut back = vec![0; places.len()];
                assert_eq!(file.at(start).read_all(&mut back)?, places.len());
                assert_eq!(back, expected);
                file.at(start).write(&laid)?;
                let mut rooms = [vec![0; 12], vec![0; 12], vec![0; 12]];
                let [first, second, third] = &mut rooms;
                assert_eq!(file.at(start).read(&mut layout.of_mut(first)?)?, places.len());
                assert_eq!(file.at(start).read_all(&mut layout.of_mut(second)?)?, places.len());
                let mut third = layout.of_mut(third)?;
                mpi.scope(|s| {
                    file.at(start).iwrite(s, &laid)?.wait()?;
                    file.at(start).iread_all(s, &mut third)?.wait().map(drop)
                })?;
                for room in rooms {
                    assert!(places.iter().all(|&place| room[place] == data[place]), "{room:?}");
                    assert_eq!(room.iter().filter(|x| **x > 0).count() + usize::from(me == 0), {
                        let mut places = places.clone();
                        places.sort_unstable();
                        places.dedup();
                        places.len()
                    });
                }
            }
            world.barrier()?;
        }
        file.close()
    }

    fn numbers_are_written_as_they_are_in_memory(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "written")?);
        for representation in [Representation::Native, Representation::Internal] {
            let mut file = open::<u32>(&world, &scratch)?;
            file.set_view(&View::all().representation(representation))?;
            let said = file.view()?.representation;
            // What is internal may be native.
            assert!(said == representation || said == Representation::Native, "{said:?}");
            file.at(world.rank()).write_all(&[0x0102_0304])?;
            let mut back = [0];
            assert_eq!(file.at(world.rank()).read_all(&mut back)?, 1);
            assert_eq!(back, [0x0102_0304]);
            world.barrier()?;
            let bytes = fs::read(&scratch.path).expect("it is there");
            assert!(bytes.chunks(4).all(|chunk| chunk == 0x0102_0304u32.to_ne_bytes()), "{bytes:?}");
            file.close()?;
        }
        Ok(())
    }

    fn views_that_cannot_be_are_errors(mpi: &Mpi) -> Result<()> {
        let (me, scratch) = (mpi.this_process(), Scratch::new(mpi, "views")?);
        let path = scratch.path.with_extension(mpi.world().rank().to_string());
        let mut options = File::options();
        options.read(true).write(true).create(true).delete_on_close(true);
        let mut file = options.open::<u64>(&me, &path)?;
        let mut wrong = |view: &View<'_, u64>| file.set_view(view).unwrap_err().class();
        let descending = Layout::indexed(mpi, &[(4, 2), (0, 1)])?;
        assert_eq!(wrong(&View::of(&descending)), ErrorClass::Arg);
        let overlapping = Layout::strided(mpi, 3, 4, 3)?;
        assert_eq!(wrong(&View::of(&overlapping)), ErrorClass::Arg);
        let long = Layout::contiguous(mpi, 5)?;
        assert_eq!(wrong(&View::of(&long).every(4)), ErrorClass::Arg);
        assert_eq!(wrong(&View::all().from_byte(u64::MAX)), ErrorClass::Arg);
        assert_eq!(wrong(&View::of(&long).every(usize::MAX)), ErrorClass::Count);
        file.at(0).write(&[1, 2])?;
        Ok(())
    }

    fn structures_are_elements(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "structures")?);
        let file = open::<[u8; 7]>(&world, &scratch)?;
        let mine = [[world.rank() as u8; 7], [200; 7]];
        file.at(2 * world.rank()).write_all(&mine)?;
        let mut room = [[0; 7]; 2];
        assert_eq!(file.at(2 * world.rank()).read_all(&mut room)?, 2);
        assert_eq!((room, file.element_in_bytes()?, file.byte_offset(3)?), (mine, 7, 21));
        file.close()
    }
}
