//! Grids and graphs of processes, and what neighbours exchange.

use mpi_shim::prelude::*;
use mpi_shim::{
    Buffer, Cartesian, Comparison, Edge, Error, ErrorClass, Graph, Layout, Neighbour, Parts,
    Result, TopologyError,
};

/// Every shape of a grid of `n` processes, with every choice of axes that go around.
fn grids(
    world: &Communicator<'_>,
    mut each: impl FnMut(&Cartesian<'_, 2>) -> Result<()>,
) -> Result<()> {
    let n = world.size();
    for rows in (1..=n).filter(|&rows| n.is_multiple_of(rows)) {
        for periodic in [[false, false], [false, true], [true, false], [true, true]] {
            for reorder in [false, true] {
                let grid = world.create_cartesian([rows, n / rows], periodic, reorder)?;
                each(&grid.expect("all are in it"))?;
            }
        }
    }
    Ok(())
}

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

/// A ring of all processes, by each of the constructors of graphs.
fn rings<'mpi>(world: &Communicator<'mpi>) -> Result<Vec<Graph<'mpi>>> {
    let (me, n) = (world.rank(), world.size());
    let (left, right) = ((me + n - 1) % n, (me + 1) % n);
    let whole: Vec<_> = (0..n).map(|at| [(at + n - 1) % n, (at + 1) % n]).collect();
    Ok(vec![
        world.create_dist_graph_adjacent(&[left, right], &[left, right], false)?,
        world.create_dist_graph(&[(me, left), (me, right)], false)?,
        world.create_graph(&whole, false)?.expect("all are in it"),
    ])
}

fn class<T: std::fmt::Debug>(result: Result<T>) -> ErrorClass {
    result.unwrap_err().class()
}

shmem_test::tests! {
    #![mpi]

    fn dims_are_found(mpi: &Mpi) -> Result<()> {
        assert_eq!(mpi.dims_create(12, [0, 0])?, [4, 3]);
        assert_eq!(mpi.dims_create(12, [0, 3, 0])?, [2, 3, 2]);
        assert_eq!(mpi.dims_create(12, [3, 4])?, [3, 4]);
        assert_eq!(mpi.dims_create(7, [0])?, [7]);
        for (nodes, dims) in [(12, [5, 0]), (0, [0, 0]), (12, [3, 2]), (12, [usize::MAX, 2])] {
            let error = mpi.dims_create(nodes, dims).unwrap_err();
            assert_eq!(error, TopologyError::Dims { nodes, dims: dims.to_vec() }.into());
        }
        assert_eq!(class(mpi.dims_create(1 << 40, [0, 0])), ErrorClass::Count);
        Ok(())
    }

    fn a_grid_knows_who_is_where(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        grids(&world, |grid| {
            let (dims, periodic) = (grid.dims(), grid.periodic());
            assert_eq!(grid.size(), dims[0] * dims[1]);
            assert_eq!(grid.coords(grid.rank())?, grid.here());
            // The library's own numbers, by what it makes of rows.
            let row = grid.sub([1])?;
            assert_eq!((row.dims(), row.periodic()), ([dims[1]], [periodic[1]]));
            assert_eq!(row.rank(), grid.here()[1]);
            let mut ranks = vec![0; row.size()];
            row.all_gather(&[grid.rank()], &mut ranks)?;
            for (at, &rank) in ranks.iter().enumerate() {
                assert_eq!(grid.rank_of([grid.here()[0] as isize, at as isize]), Some(rank));
                assert_eq!(grid.coords(rank)?, [grid.here()[0], at]);
            }
            for axis in 0..2 {
                let shift = grid.shift(axis, 1)?;
                let mut from = [usize::MAX];
                grid.sendrecv(&[grid.rank()], shift.to, 0, &mut from, shift.from, 0)?;
                assert_eq!(shift.from, (from[0] != usize::MAX).then_some(from[0]));
                assert_eq!(shift.from.is_none(), !periodic[axis] && grid.here()[axis] == 0);
                assert_eq!(grid.neighbours()[axis], [shift.from, shift.to]);
                let around = grid.shift(axis, dims[axis] as isize)?;
                assert_eq!(around.to, periodic[axis].then_some(grid.rank()));
            }
            assert_eq!(class(grid.coords(grid.size())), ErrorClass::Rank);
            assert_eq!(class(grid.shift(2, 1)), ErrorClass::Dims);
            Ok(())
        })
    }

    fn a_smaller_grid_leaves_some_over(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size().div_ceil(2);
        let grid = world.create_cartesian([n, 1], [true, false], false)?;
        assert_eq!(grid.is_some(), world.rank() < n);
        if let Some(grid) = grid {
            assert_eq!(grid.all_reduce_value(1, Sum)?, n);
            assert_eq!(format!("{grid:?}"), format!(
                "Cartesian {{ dims: [{n}, 1], periodic: [true, false], here: [{}, 0], .. }}",
                world.rank()
            ));
        }
        Ok(())
    }

    fn a_grid_that_cannot_be_is_an_error(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size();
        for dims in [[0, 1], [n, 2], [usize::MAX, 2], [n + 1, 1]] {
            let error = world.create_cartesian(dims, [false; 2], false).unwrap_err();
            assert_eq!(error, TopologyError::Grid { dims: dims.to_vec(), size: n }.into());
        }
        let grid = world.create_cartesian([n, 1, 1], [true; 3], false)?.expect("all are in it");
        assert_eq!(class(grid.sub([3])), ErrorClass::Dims);
        assert_eq!(grid.sub([1, 0]).unwrap_err(), TopologyError::Order { axes: vec![1, 0] }.into());
        assert_eq!(class(grid.sub([1, 1])), ErrorClass::Dims);
        assert_eq!(grid.sub([0, 2])?.dims(), [n, 1]);
        Ok(())
    }

    #[npes(2, 4)]
    fn processes_that_ask_for_different_things_are_told(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let last = me == n - 1;
        let differ = |what| Error::from(TopologyError::Differ { what });
        let dims = if last { [1, n] } else { [n, 1] };
        let grid = world.create_cartesian(dims, [false; 2], false);
        assert_eq!(grid.unwrap_err(), differ("grids"));
        let grid = world.create_cartesian([n, 1], [last, false], false);
        assert_eq!(grid.unwrap_err(), differ("grids"));
        let grid = if last {
            world.create_cartesian([n], [false], false).map(drop)
        } else {
            world.create_cartesian([n, 1], [false; 2], false).map(drop)
        };
        assert_eq!(grid.unwrap_err(), differ("grids"));
        let grid = world.create_cartesian([n, 1], [false; 2], false)?.expect("all are in it");
        assert_eq!(grid.sub([usize::from(last)]).unwrap_err(), differ("axes"));
        let graph = world.create_graph(&vec![vec![0; usize::from(last)]; n], false);
        assert_eq!(graph.unwrap_err(), differ("graphs"));
        let graph = world.create_dist_graph(&[(me, me)], last);
        assert_eq!(graph.unwrap_err(), differ("orders"));

        let wrong = world.create_dist_graph(&[(0, if last { n } else { 0 })], false).unwrap_err();
        let elsewhere = Error::from(TopologyError::Elsewhere);
        assert_eq!(wrong, if last { Error::Rank { rank: n, size: n } } else { elsewhere.clone() });
        // All name the first as a target; the last does not know, or it is the first that does not know of it.
        let sources: Vec<_> = (0..if me == 0 { n - 1 } else { 0 }).collect();
        let wrong = world.create_dist_graph_adjacent(&sources, &[0], false).unwrap_err();
        let edges = TopologyError::Edges { from: n - 1, to: 0, targets: 1, sources: 0 };
        assert_eq!(wrong, if me == 0 { edges.into() } else { elsewhere });
        assert_eq!(world.all_reduce_value(1, Sum)?, n);
        Ok(())
    }

    fn grids_exchange_by_direction(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        grids(&world, |grid| {
            let me = grid.rank();
            for len in [0, 1, 30_000] {
                let data: Vec<_> = (0..4).flat_map(|block| said(me, block, len)).collect();
                let mut room = vec![7; 4 * len];
                grid.neighbour_all_to_all(&data, &mut room)?;
                assert_eq!(room, heard(grid, |_| len, 7).concat());
            }
            let mut all = [7; 8];
            grid.neighbour_all_gather(&[me, me + 1], &mut all)?;
            let expected = grid.neighbours().into_iter().flatten();
            assert!(all.into_iter().eq(expected.flat_map(|from| from.map_or([7; 2], |r| [r, r + 1]))));
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
            grid.neighbour_all_to_all_parts(&data, &parts, &mut room, &parts)?;
            for (block, heard) in heard(grid, len, 7).into_iter().enumerate() {
                assert_eq!(room[places[block]..][..len(block)], heard, "block {block} of {grid:?}");
            }
            assert_eq!(room[8], 7);

            let lengths: Vec<_> =
                grid.neighbours().into_iter().flatten().map(|from| from.map_or(0, |r| r + 1)).collect();
            let parts = Parts::packed(&lengths)?;
            let mut all = vec![7; parts.reach()];
            grid.neighbour_all_gather_parts(&vec![me; me + 1], &mut all, &parts)?;
            let there = grid.neighbours().into_iter().flatten().flatten();
            assert!(all.into_iter().eq(there.flat_map(|r| vec![r; r + 1])));
            Ok(())
        })
    }

    fn grids_exchange_buffers_by_direction(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let every_second = Layout::<u64>::strided(mpi, 3, 1, 2)?;
        grids(&world, |grid| {
            let data = [0, 1, 2, 3].map(|block| said(grid.rank(), block, 3 + block / 2 * 2));
            let (mut a, mut b, mut c, mut d) = ([7u64; 5], [7u64; 3], [7u64; 5], vec![7u64; 5]);
            grid.neighbour_all_to_all_buffers(
                &[&data[0], &data[1], &data[2], &data[3]],
                &mut [&mut every_second.of_mut(&mut a)?, &mut b, &mut c, &mut d],
            )?;
            let heard = heard(grid, |block| 3 + block / 2 * 2, 7);
            assert_eq!(a, [heard[0][0], 7, heard[0][1], 7, heard[0][2]]);
            assert_eq!((&b[..], &c[..], &d[..]), (&heard[1][..], &heard[2][..], &heard[3][..]));
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

    fn graphs_know_their_edges(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let (left, right) = ((me + n - 1) % n, (me + 1) % n);
        for ring in rings(&world)? {
            for ends in [ring.sources(), ring.targets()] {
                let mut ranks: Vec<_> = ends.iter().map(|end| end.rank).collect();
                let mut expected = vec![left, right];
                ranks.sort_unstable();
                expected.sort_unstable();
                assert_eq!(ranks, expected);
                assert!(ends.iter().all(|end| end.weight == 1));
            }
        }
        let weighted = world.create_dist_graph_adjacent(&[(left, 3)], &[(right, 3)], false)?;
        assert_eq!(weighted.sources(), [Neighbour { rank: left, weight: 3 }]);
        assert_eq!(weighted.targets(), [Neighbour { rank: right, weight: 3 }]);
        // The first names everybody's.
        let edges: Vec<_> = (0..if me == 0 { n } else { 0 })
            .map(|from| Edge { from, to: (from + 1) % n, weight: from as u32 })
            .collect();
        let weighted = world.create_dist_graph(&edges, false)?;
        assert_eq!(weighted.sources(), [Neighbour { rank: left, weight: left as u32 }]);
        assert_eq!(weighted.targets(), [Neighbour { rank: right, weight: me as u32 }]);
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
        // All have something for the first, who has nothing for anybody.
        let sources: Vec<_> = (0..if me == 0 { n } else { 0 }).collect();
        let targets: &[usize] = &[0];
        let star = world.create_dist_graph_adjacent(&sources, targets, false)?;
        let mut all = vec![7; sources.len()];
        star.neighbour_all_gather(&[me], &mut all)?;
        assert_eq!(all, sources);
        star.neighbour_all_to_all(&[me + 1], &mut all)?;
        assert_eq!(all, sources.iter().map(|rank| rank + 1).collect::<Vec<_>>());
        let parts = Parts::packed(&sources)?;
        let mut all = vec![7; parts.reach()];
        star.neighbour_all_gather_parts(&vec![me; me], &mut all, &parts)?;
        assert!(all.into_iter().eq(sources.iter().flat_map(|&rank| vec![rank; rank])));

        // And the other way around.
        let star = world.create_dist_graph_adjacent(targets, &sources, false)?;
        let mut one = [7];
        star.neighbour_all_gather(&[me + 5], &mut one)?;
        assert_eq!(one, [5]);
        let hundreds: Vec<_> = sources.iter().map(|rank| 100 * rank).collect();
        star.neighbour_all_to_all(&hundreds, &mut one)?;
        assert_eq!(one, [100 * me]);
        let (outs, ins) = (Parts::packed(&sources)?, Parts::packed(&[me])?);
        let data: Vec<_> = sources.iter().flat_map(|&rank| vec![rank; rank]).collect();
        let mut room = vec![7; me];
        star.neighbour_all_to_all_parts(&data, &outs, &mut room, &ins)?;
        assert_eq!(room, vec![me; me]);
        let buffers: Vec<_> = sources.iter().map(|&rank| vec![rank; 2 * rank]).collect();
        let buffers: Vec<_> = buffers.iter().map(|data| data as &dyn Buffer).collect();
        let mut room = vec![7; 2 * me];
        star.neighbour_all_to_all_buffers(&buffers, &mut [&mut room])?;
        assert_eq!(room, vec![me; 2 * me]);

        let nobody = world.create_dist_graph(&[(0, 0); 0], false)?;
        assert_eq!((nobody.sources(), nobody.targets()), (&[][..], &[][..]));
        nobody.neighbour_all_gather(&[1], &mut [])?;
        nobody.neighbour_all_to_all::<u8>(&[], &mut [])?;
        let none = Parts::packed(&[])?;
        nobody.neighbour_all_to_all_parts::<u8>(&[], &none, &mut [], &none)?;
        nobody.neighbour_all_to_all_buffers(&[], &mut [])?;
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
            let say = |from: usize, to: usize, nth: usize| 100 * from + 10 * to + nth;
            let data = [0, 1].map(|at| say(me, ring.targets()[at].rank, nth(ring.targets(), at)));
            let expected = [0, 1].map(|at| say(ring.sources()[at].rank, me, nth(ring.sources(), at)));
            let mut room = [0; 2];
            ring.neighbour_all_to_all(&data, &mut room)?;
            assert_eq!(room, expected);
            let parts = Parts::packed(&[1, 1])?;
            room = [0; 2];
            ring.neighbour_all_to_all_parts(&data, &parts, &mut room, &parts)?;
            assert_eq!(room, expected);
            let (mut first, mut second) = ([0], [0]);
            ring.neighbour_all_to_all_buffers(
                &[&[data[0]], &[data[1]]],
                &mut [&mut first, &mut second],
            )?;
            assert_eq!([first[0], second[0]], expected);
        }
        Ok(())
    }

    fn a_graph_that_cannot_be_is_an_error(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size();
        let rank = Error::Rank { rank: n, size: n };
        assert_eq!(world.create_dist_graph(&[(n, 0)], false).unwrap_err(), rank);
        assert_eq!(world.create_dist_graph(&[(0, n)], false).unwrap_err(), rank);
        assert_eq!(world.create_dist_graph_adjacent(&[n], &[0], false).unwrap_err(), rank);
        assert_eq!(world.create_dist_graph_adjacent(&[0], &[n], false).unwrap_err(), rank);
        assert_eq!(class(world.create_dist_graph(&[(0, 0, u32::MAX)], false)), ErrorClass::Arg);
        assert_eq!(world.create_graph(&vec![vec![n]; n], false).unwrap_err(), rank);
        assert_eq!(class(world.create_graph(&vec![vec![]; n + 1], false)), ErrorClass::Rank);
        if n > 1 {
            let one_way = world.create_graph(&[vec![1], vec![]], false).unwrap_err();
            let edges = TopologyError::Edges { from: 0, to: 1, targets: 1, sources: 0 };
            assert_eq!(one_way, edges.into());
        }
        let alone = world.create_graph(&[[0]], false)?;
        assert_eq!(alone.is_some(), world.rank() == 0);
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
        let buffers = grid.neighbour_all_to_all_buffers(&[&[1u8]], &mut [&mut a, &mut b]);
        assert_eq!(class(buffers), ErrorClass::Count);
        let buffers = grid.neighbour_all_to_all_buffers(&[&[1u8], &[1u8]], &mut [&mut a]);
        assert_eq!(class(buffers), ErrorClass::Count);
        Ok(())
    }
}
