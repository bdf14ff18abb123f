//! Grids and graphs of processes.

mod shapes;

use mpi_shim::prelude::*;
use mpi_shim::{Edge, Error, ErrorClass, Neighbour, Result, TopologyError};
use shapes::{class, grids, rings};

shmem_test::tests! {
    #![mpi]

    fn dims_are_found(mpi: &Mpi) -> Result<()> {
        assert_eq!(mpi.dims_create(12, [0, 0])?, [4, 3]);
        assert_eq!(mpi.dims_create(12, [0, 3, 0])?, [2, 3, 2]);
        assert_eq!(mpi.dims_create(12, [3, 4])?, [3, 4]);
        assert_eq!(mpi.dims_create(7, [0])?, [7]);
        for (nodes, dims) in [(12, [5, 0]), (0, [0, 0]), (12, [3, 2]), (12, [usize::MAX, 2])] {
            let error = mpi.dims_create(nodes, dims).unwrap_err();
            assert_eq!(error, Error::Topology(TopologyError::Dims { nodes, dims: dims.to_vec() }));
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
            assert_eq!(error, Error::Topology(TopologyError::Grid { dims: dims.to_vec(), size: n }));
        }
        let grid = world.create_cartesian([n, 1, 1], [true; 3], false)?.expect("all are in it");
        assert_eq!(class(grid.sub([3])), ErrorClass::Dims);
        assert_eq!(grid.sub([1, 0]).unwrap_err(), Error::Topology(TopologyError::Order { axes: vec![1, 0] }));
        assert_eq!(class(grid.sub([1, 1])), ErrorClass::Dims);
        assert_eq!(grid.sub([0, 2])?.dims(), [n, 1]);
        Ok(())
    }

    #[npes(2, 4)]
    fn processes_that_ask_for_different_things_are_told(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let last = me == n - 1;
        let differ = |what| Error::Topology(TopologyError::Differ { what });
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
        let elsewhere = Error::Topology(TopologyError::Elsewhere);
        assert_eq!(wrong, if last { Error::Rank { rank: n, size: n } } else { elsewhere.clone() });
        // All name the first as a target; the last does not know, or it is the first that does not know of it.
        let sources: Vec<_> = (0..if me == 0 { n - 1 } else { 0 }).collect();
        let wrong = world.create_dist_graph_adjacent(&sources, &[0], false).unwrap_err();
        let edges = TopologyError::Edges { from: n - 1, to: 0, targets: 1, sources: 0 };
        assert_eq!(wrong, if me == 0 { Error::Topology(edges) } else { elsewhere });
        assert_eq!(world.all_reduce_value(1, Sum)?, n);
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
            assert_eq!(one_way, Error::Topology(edges));
        }
        let alone = world.create_graph(&[[0]], false)?;
        assert_eq!(alone.is_some(), world.rank() == 0);
        Ok(())
    }

    fn places_in_a_grid_or_graph_are_known_before(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size();
        let all_have_one = |rank: Option<usize>, nodes: usize| {
            let mine: Vec<_> = (0..nodes).map(|at| u64::from(rank == Some(at))).collect();
            Ok::<_, Error>(world.all_reduce_vec(&mine, Sum)? == vec![1; nodes])
        };
        assert!(all_have_one(world.cartesian_map([n, 1], [true, false])?, n)?);
        let smaller = n.div_ceil(2);
        assert!(all_have_one(world.cartesian_map([smaller], [false])?, smaller)?);
        assert!(world.cartesian_map([n + 1], [false]).is_err());
        let ring: Vec<_> = (0..n).map(|at| vec![(at + 1) % n, (at + n - 1) % n]).collect();
        assert!(all_have_one(world.graph_map(&ring)?, n)?);
        assert!(world.graph_map(&[vec![n]]).is_err());
        Ok(())
    }
}
