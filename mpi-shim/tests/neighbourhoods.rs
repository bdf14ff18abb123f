//! What neighbours exchange, in every form of the calls.

mod forms;
mod shapes;

use forms::in_every_form;
use mpi_shim::prelude::*;
use mpi_shim::{
    Buffer, BufferMut, Cartesian, Comparison, Error, ErrorClass, Layout, Neighbour, Parts, Result,
};
use shapes::{class, grids, rings};

/// What a process says in a direction: itself, and which of its blocks it is.
fn said(rank: usize, block: usize, len: usize) -> Vec<u64> {
    (0..len).map(|i| (rank * 1_000_000 + block * 100_000 + i) as u64).collect()
}

/// What comes from neighbours of a grid that say something: what each says in the opposite direction.
fn heard(grid: &Cartesian<'_, 2>, len: impl Fn(usize) -> usize, silent: u64) -> Vec<Vec<u64>> {
    let blocks = grid.neighbours().into_iter().flatten().enumerate();
    blocks
        .map(|(block, from)| match from {
            Some(rank) => said(rank, block ^ 1, len(block)),
            None => vec![silent; len(block)],
        })
        .collect()
}

fn all_gather(mpi: &Mpi, on: &impl Neighbourhood, mine: &[u64], all: &mut [u64]) -> Result<()> {
    in_every_form!(mpi, on.neighbour_all_gather, ineighbour_all_gather, neighbour_all_gather_init: mine => all);
    Ok(())
}

fn all_gather_parts(
    mpi: &Mpi,
    on: &impl Neighbourhood,
    mine: &[u64],
    all: &mut [u64],
    parts: &Parts<u64>,
) -> Result<()> {
    in_every_form!(
        mpi,
        on.neighbour_all_gather_parts,
        ineighbour_all_gather_parts,
        neighbour_all_gather_parts_init: mine => all [parts]
    );
    Ok(())
}

fn all_to_all(mpi: &Mpi, on: &impl Neighbourhood, to: &[u64], from: &mut [u64]) -> Result<()> {
    in_every_form!(mpi, on.neighbour_all_to_all, ineighbour_all_to_all, neighbour_all_to_all_init: to => from);
    Ok(())
}

fn all_to_all_parts(
    mpi: &Mpi,
    on: &impl Neighbourhood,
    (to, sent): (&[u64], &Parts<u64>),
    (from, parts): (&mut [u64], &Parts<u64>),
) -> Result<()> {
    in_every_form!(
        mpi,
        on.neighbour_all_to_all_parts,
        ineighbour_all_to_all_parts,
        neighbour_all_to_all_parts_init: to [sent] => from [parts]
    );
    Ok(())
}

shmem_test::tests! {
    #![mpi]

    fn grids_exchange_by_direction(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        grids(&world, |grid| {
            let me = grid.rank();
            for len in [0, 1, 30_000] {
                let data: Vec<_> = (0..4).flat_map(|block| said(me, block, len)).collect();
                let mut room = vec![7; 4 * len];
                all_to_all(mpi, grid, &data, &mut room)?;
                assert_eq!(room, heard(grid, |_| len, 7).concat());
            }
            let (mine, mut all) = (said(me, 0, 2), [7; 8]);
            all_gather(mpi, grid, &mine, &mut all)?;
            let from = grid.neighbours().into_iter().flatten();
            let expected = from.flat_map(|from| from.map_or(vec![7; 2], |rank| said(rank, 0, 2)));
            assert!(all.into_iter().eq(expected));
            Ok(())
        })
    }

    fn grids_exchange_parts_by_direction(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        grids(&world, |grid| {
            let me = grid.rank();
            // As much along an axis one way as the other; the parts are apart, and not in their order.
            let len = |block: usize| 1 + 2 * (block / 2);
            let places = [9, 7, 4, 0];
            let parts = Parts::placed(&[0, 1, 2, 3].map(|block| (len(block), places[block])))?;
            let mut data = vec![0; parts.reach()];
            for block in 0..4 {
                data[places[block]..][..len(block)].copy_from_slice(&said(me, block, len(block)));
            }
            let mut room = vec![7; parts.reach()];
            all_to_all_parts(mpi, grid, (&data, &parts), (&mut room, &parts))?;
            for (block, heard) in heard(grid, len, 7).into_iter().enumerate() {
                assert_eq!(room[places[block]..][..len(block)], heard, "block {block} of {grid:?}");
            }
            assert_eq!(room[8], 7);

            let lengths: Vec<_> =
                grid.neighbours().into_iter().flatten().map(|from| from.map_or(0, |r| r + 1)).collect();
            let parts = Parts::packed(&lengths)?;
            let mut all = vec![7; parts.reach()];
            all_gather_parts(mpi, grid, &said(me, 0, me + 1), &mut all, &parts)?;
            let there = grid.neighbours().into_iter().flatten().flatten();
            assert!(all.into_iter().eq(there.flat_map(|rank| said(rank, 0, rank + 1))));
            Ok(())
        })
    }

    fn grids_exchange_buffers_by_direction(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let every_second = Layout::<u64>::strided(mpi, 3, 1, 2)?;
        grids(&world, |grid| {
            let data = [0, 1, 2, 3].map(|block| said(grid.rank(), block, 3 + block / 2 * 2));
            let (mut a, mut b, mut c, mut d) = ([7u64; 5], [7u64; 3], [7u64; 5], vec![7u64; 5]);
            grid.neighbour_all_to_all_each(
                &[&data[0], &data[1], &data[2], &data[3]],
                &mut [&mut every_second.of_mut(&mut a)?, &mut b, &mut c, &mut d],
            )?;
            let to: [&dyn Buffer; 4] = [&data[0], &data[1], &data[2], &data[3]];
            let mut room = [[7u64; 5]; 4];
            let [first, second, third, fourth] = &mut room;
            let mut first = every_second.of_mut(first)?;
            let mut from: [&mut dyn BufferMut; 4] = [&mut first, &mut &mut second[..3], third, fourth];
            mpi.scope(|s| grid.ineighbour_all_to_all_each(s, &to, &mut from)?.wait().map(drop))?;
            assert_eq!((a, &b[..], c, &d[..]), (room[0], &room[1][..3], room[2], &room[3][..]));
            let heard = heard(grid, |block| 3 + block / 2 * 2, 7);
            assert_eq!(a, [heard[0][0], 7, heard[0][1], 7, heard[0][2]]);
            assert_eq!((&b[..], &c[..], &d[..]), (&heard[1][..], &heard[2][..], &heard[3][..]));
            let (mut data, mut room) = (data, [0, 1, 2, 3].map(|block| vec![7; 3 + block / 2 * 2]));
            mpi.scope(|s| {
                let mut exchange = grid.neighbour_all_to_all_each_init(s, &mut data, &mut room)?;
                for round in 0..2 {
                    exchange.elements().0.iter_mut().for_each(|data| data[0] += round);
                    exchange.start()?;
                    exchange.wait()?;
                }
                Ok::<_, Error>(())
            })?;
            let later = |block: Vec<u64>| if block[0] == 7 { block } else { [&[block[0] + 1], &block[1..]].concat() };
            assert!(heard.into_iter().map(later).eq(room));
            Ok(())
        })
    }

    fn a_duplicate_and_a_part_have_neighbours(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        grids(&world, |grid| {
            let again = grid.duplicate()?;
            assert_eq!(again.compare(grid)?, Comparison::Congruent);
            let data: Vec<_> = (0..4).map(|block| said(grid.rank(), block, 1)[0]).collect();
            let mut room = [7; 4];
            again.neighbour_all_to_all(&data, &mut room)?;
            assert_eq!(room[..], heard(grid, |_| 1, 7).concat());
            let column = grid.sub([0])?;
            let mut room = [7; 2];
            column.neighbour_all_to_all(&data[..2], &mut room)?;
            assert_eq!(room[..], heard(grid, |_| 1, 7).concat()[..2]);
            Ok(())
        })?;
        for ring in rings(&world)? {
            let again = ring.duplicate()?;
            assert_eq!((again.sources(), again.targets()), (ring.sources(), ring.targets()));
            let mut room = [0; 2];
            again.neighbour_all_gather(&[1], &mut room)?;
            assert_eq!(room, [1; 2]);
        }
        Ok(())
    }

    fn graphs_may_be_reordered(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let ring = world.create_dist_graph(&[(me, (me + 1) % n, 1 + me as u32)], true)?;
        let mut from = [0];
        ring.neighbour_all_to_all(&[ring.rank()], &mut from)?;
        assert_eq!(from[0], ring.sources()[0].rank);
        let next = [Neighbour::from((me + 1) % n)];
        let before = [Neighbour::from((me + n - 1) % n)];
        let ring = world.create_dist_graph_adjacent(&before, &next, true)?;
        ring.neighbour_all_to_all(&[ring.rank()], &mut from)?;
        assert_eq!(from[0], ring.sources()[0].rank);
        Ok(())
    }

    fn graphs_may_have_nobody(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let (all, first): (Vec<_>, _) = ((0..if me == 0 { n } else { 0 }).collect(), &[0usize; 1][..]);
        let lengths = Parts::packed(&all)?;
        let every = |len: fn(usize) -> usize| -> Vec<u64> {
            all.iter().flat_map(|&rank| said(rank, 0, len(rank))).collect()
        };
        // All have something for the first, who has nothing for anybody but itself.
        let star = world.create_dist_graph_adjacent(&all, first, false)?;
        let mut room = vec![7; all.len()];
        all_gather(mpi, &star, &said(me, 0, 1), &mut room)?;
        assert_eq!(room, every(|_| 1));
        room.fill(7);
        all_to_all(mpi, &star, &said(me, 0, 1), &mut room)?;
        assert_eq!(room, every(|_| 1));
        let (mut room, mine) = (vec![7; lengths.reach()], Parts::packed(&[me])?);
        all_gather_parts(mpi, &star, &said(me, 0, me), &mut room, &lengths)?;
        assert_eq!(room, every(|rank| rank));
        room.fill(7);
        all_to_all_parts(mpi, &star, (&said(me, 0, me), &mine), (&mut room, &lengths))?;
        assert_eq!(room, every(|rank| rank));
        // And the other way around.
        let star = world.create_dist_graph_adjacent(first, &all, false)?;
        let mut one = [7];
        all_gather(mpi, &star, &said(me, 3, 1), &mut one)?;
        assert_eq!(one[..], said(0, 3, 1));
        all_to_all(mpi, &star, &every(|_| 1), &mut one)?;
        assert_eq!(one[..], said(me, 0, 1));
        let mut room = vec![7; me];
        let data = every(|rank| rank);
        all_to_all_parts(mpi, &star, (&data, &lengths), (&mut room, &mine))?;
        assert_eq!(room, said(me, 0, me));
        let buffers: Vec<_> = all.iter().map(|&rank| said(rank, 0, 2 * rank)).collect();
        let buffers: Vec<_> = buffers.iter().map(|data| data as &dyn Buffer).collect();
        let mut room = vec![7u64; 2 * me];
        star.neighbour_all_to_all_each(&buffers, &mut [&mut room])?;
        assert_eq!(room, said(me, 0, 2 * me));

        let nobody = world.create_dist_graph(&[(0, 0); 0], false)?;
        assert_eq!((nobody.sources(), nobody.targets()), (&[][..], &[][..]));
        all_gather(mpi, &nobody, &[1], &mut [])?;
        all_to_all(mpi, &nobody, &[], &mut [])?;
        let none = Parts::packed(&[])?;
        all_to_all_parts(mpi, &nobody, (&[], &none), (&mut [], &none))?;
        nobody.neighbour_all_to_all_each(&[], &mut [])?;
        let lists: [&[usize]; 0] = [];
        assert!(world.create_graph(&lists, false)?.is_none());
        Ok(())
    }

    fn graphs_exchange_along_edges(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        for ring in rings(&world)? {
            let me = ring.rank();
            // With several edges between two, the first goes with the first.
            let nth = |ends: &[Neighbour], at: usize| {
                ends[..at].iter().filter(|end| end.rank == ends[at].rank).count()
            };
            let say = |from: usize, to: usize, nth: usize| (100 * from + 10 * to + nth) as u64;
            let data = [0, 1].map(|at| say(me, ring.targets()[at].rank, nth(ring.targets(), at)));
            let expected = [0, 1].map(|at| say(ring.sources()[at].rank, me, nth(ring.sources(), at)));
            let mut room = [0; 2];
            all_to_all(mpi, &ring, &data, &mut room)?;
            assert_eq!(room, expected);
            let parts = Parts::packed(&[1, 1])?;
            room = [0; 2];
            all_to_all_parts(mpi, &ring, (&data, &parts), (&mut room, &parts))?;
            assert_eq!(room, expected);
            let (mut first, mut second) = ([0], [0]);
            ring.neighbour_all_to_all_each(
                &[&[data[0]], &[data[1]]],
                &mut [&mut first, &mut second],
            )?;
            assert_eq!([first[0], second[0]], expected);
        }
        Ok(())
    }

    fn lengths_go_by_the_number_of_neighbours(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size();
        let grid = world.create_cartesian([n], [false], false)?.expect("all are in it");
        let two = Parts::packed(&[1, 1])?;
        let three = Parts::packed(&[1; 3])?;
        let mut room = [0u8; 3];
        assert_eq!(class(grid.neighbour_all_gather(&[1], &mut room)), ErrorClass::Count);
        assert_eq!(class(grid.neighbour_all_gather(&[1, 2], &mut room[..2])), ErrorClass::Count);
        assert_eq!(class(grid.neighbour_all_to_all(&[1; 3], &mut room[..2])), ErrorClass::Count);
        assert_eq!(class(grid.neighbour_all_to_all(&[1; 2], &mut room)), ErrorClass::Count);
        let parts = grid.neighbour_all_gather_parts(&[1], &mut room, &three);
        assert_eq!(class(parts), ErrorClass::Count);
        let parts = grid.neighbour_all_gather_parts(&[1], &mut room[..1], &two);
        assert_eq!(class(parts), ErrorClass::Count);
        let parts = grid.neighbour_all_to_all_parts(&[1; 3], &three, &mut room, &two);
        assert_eq!(class(parts), ErrorClass::Count);
        let parts = grid.neighbour_all_to_all_parts(&[1; 2], &two, &mut room, &three);
        assert_eq!(class(parts), ErrorClass::Count);
        let parts = grid.neighbour_all_to_all_parts(&[1; 2], &two, &mut room[..1], &two);
        assert_eq!(class(parts), ErrorClass::Count);
        let (mut a, mut b) = ([0u8], [0u8]);
        let buffers = grid.neighbour_all_to_all_each(&[&[1u8]], &mut [&mut a, &mut b]);
        assert_eq!(class(buffers), ErrorClass::Count);
        let buffers = grid.neighbour_all_to_all_each(&[&[1u8], &[1u8]], &mut [&mut a]);
        assert_eq!(class(buffers), ErrorClass::Count);
        Ok(())
    }
}
