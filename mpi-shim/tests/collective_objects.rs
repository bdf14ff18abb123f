//! Values of any type between all processes of a communicator, and between neighbours.

mod values;

use std::panic::{AssertUnwindSafe, catch_unwind};

use mpi_shim::objects::ObjectError;
use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use values::{Unwritable, field, object_error, object_error_or, tree};

/// Panics when it is written or read, as it says.
#[derive(Clone, Copy, Debug)]
struct Fragile {
    written: bool,
    read: bool,
}

impl Serialize for Fragile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        assert!(!self.written, "on purpose");
        self.read.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Fragile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = bool::deserialize(deserializer)?;
        assert!(!read, "on purpose");
        Ok(Self { written: false, read })
    }
}

shmem_test::tests! {
    #![mpi]

    fn what_cannot_be_written_is_an_error_everywhere(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        if n == 1 {
            return Ok(());
        }
        let peer = |error: ObjectError| assert!(matches!(error, ObjectError::Peer { .. }), "{error}");
        let own = |error: ObjectError| assert!(matches!(error, ObjectError::Unwritable { .. }), "{error}");
        let error = object_error(world.broadcast_obj((me == 1).then_some(Unwritable), 1));
        if me == 1 { own(error) } else { peer(error) }
        match world.gather_obj(Unwritable, 0) {
            Err(Error::Object(error)) => if me == 0 { peer(error) } else { own(error) },
            other => panic!("{other:?}"),
        }
        own(object_error(world.all_gather_obj(Unwritable)));
        own(object_error(world.all_to_all_obj((0..n).map(|_| Unwritable).collect())));
        assert_eq!(world.all_gather_obj(me)?, (0..n).collect::<Vec<_>>(), "all go on");
        Ok(())
    }

    fn a_broadcast_reaches_all(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        for root in 0..world.size() {
            let value = (world.rank() == root).then(|| (tree(root), field(root)));
            assert_eq!(world.broadcast_obj(value, root)?, (tree(root), field(root)));
            let error = object_error(world.broadcast_obj(None::<u8>, root));
            match error {
                ObjectError::Values { is: 0, should: 1, .. } => assert_eq!(world.rank(), root),
                ObjectError::Peer { why } => {
                    assert!(world.rank() != root && why.contains("broadcast_obj"), "{why}");
                }
                other => panic!("{other}"),
            }
        }
        assert_eq!(world.broadcast_obj(Some(1), world.size()).unwrap_err().class(), ErrorClass::Rank);
        Ok(())
    }

    fn gathers_and_scatters_keep_ranks(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let all = || (0..n).map(|rank| (tree(rank), field(rank))).collect::<Vec<_>>();
        for root in 0..n {
            let got = world.gather_obj((tree(me), field(me)), root)?;
            assert_eq!(got, (me == root).then(all));
            let got = world.scatter_obj((me == root).then(all), root)?;
            assert_eq!(got, (tree(me), field(me)));
            let short = (me == root).then(|| vec![1; n + 1]);
            match object_error(world.scatter_obj(short, root)) {
                ObjectError::Values { is, should, .. } => assert_eq!((is, should, me), (n + 1, n, root)),
                ObjectError::Peer { .. } => assert_ne!(me, root),
                other => panic!("{other}"),
            }
        }
        Ok(())
    }

    fn all_gather_and_all_to_all(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let got = world.all_gather_obj((me, field(me)))?;
        assert!(got.into_iter().enumerate().all(|(rank, got)| got == (rank, field(rank))));
        let got = world.all_to_all_obj((0..n).map(|to| (me, to, field(to))).collect())?;
        assert!(got.into_iter().enumerate().all(|(from, got)| got == (from, me, field(me))));
        // One process has too few.
        let error = object_error(world.all_to_all_obj(vec![tree(1); if me == 0 { n - 1 } else { n }]));
        match error {
            ObjectError::Values { call: "all_to_all_obj", .. } => assert_eq!(me, 0),
            ObjectError::Peer { .. } => assert_ne!(me, 0),
            other => panic!("{other}"),
        }
        Ok(())
    }

    fn reductions_keep_the_order_of_ranks(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let joined = |below: usize| (0..below).map(|rank| format!("<{rank}>")).collect::<String>();
        let join = |left: String, right: String| left + &right;
        let mine = || format!("<{me}>");
        for root in 0..n {
            let got = world.reduce_obj(mine(), join, root)?;
            assert_eq!(got, (me == root).then(|| joined(n)));
        }
        assert_eq!(world.all_reduce_obj(mine(), join)?, joined(n));
        assert_eq!(world.scan_obj(mine(), join)?, joined(me + 1));
        assert_eq!(world.exclusive_scan_obj(mine(), join)?, (me > 0).then(|| joined(me)));
        Ok(())
    }

    fn objects_pass_between_neighbours(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size();
        // A ring, where both neighbours may be one process, and a line, whose ends have one.
        for periodic in [true, false] {
            let grid = world.create_cartesian([n, 1], [periodic, true], false)?.expect("all are in it");
            let places = grid.neighbours().concat();
            let to: Vec<_> = (0..4).map(|place| (grid.rank(), place, field(place))).collect();
            let from = grid.neighbour_all_to_all_obj(&to)?;
            for (place, (from, rank)) in from.into_iter().zip(&places).enumerate() {
                assert_eq!(from, rank.map(|rank| (rank, place ^ 1, field(place ^ 1))));
            }
            let from = grid.neighbour_all_gather_obj(&tree(grid.rank()))?;
            assert!(from.into_iter().eq(places.into_iter().map(|rank| rank.map(tree))));
        }
        // All have two values for the last one.
        let last = n - 1;
        let sources: Vec<_> = (0..2 * n).map(|i| i / 2).take(if world.rank() == last { 2 * n } else { 0 }).collect();
        let star = world.create_dist_graph_adjacent(&sources, &[last, last], false)?;
        let got = star.neighbour_all_to_all_obj(&[(world.rank(), 0), (world.rank(), 1)])?;
        assert!(got.into_iter().flatten().eq(sources.iter().enumerate().map(|(i, &rank)| (rank, i % 2))));
        Ok(())
    }

    fn neighbours_learn_of_values_that_are_not_there(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size();
        let ring = world.create_cartesian([n], [true], false)?.expect("all are in it");
        let short = ring.neighbour_all_to_all_obj(&vec![tree(1); if ring.rank() == 0 { 3 } else { 2 }]);
        match (ring.rank(), object_error_or(short)) {
            (0, Err(ObjectError::Values { is: 3, should: 2, .. })) => {}
            (rank, Err(ObjectError::Peer { .. })) => assert!(rank == 1 || rank == n - 1),
            (rank, got) => assert!(got.is_ok() && rank > 1 && rank < n - 1),
        }
        assert!(ring.neighbour_all_gather_obj(&1)?.into_iter().eq([Some(1); 2]), "all go on");
        Ok(())
    }

    #[npes(2, 3, 4)]
    fn panics_of_values_leave_nobody_waiting(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        for fragile in [Fragile { written: false, read: me > 0 }, Fragile { written: me > 0, read: false }] {
            let calls: [&dyn Fn() -> Result<()>; 5] = [
                &|| world.broadcast_obj(Some(fragile), 1).map(drop),
                &|| world.gather_obj(fragile, 0).map(drop),
                &|| world.scatter_obj(Some(vec![fragile; n]), 1).map(drop),
                &|| world.all_to_all_obj(vec![fragile; n]).map(drop),
                &|| world.all_reduce_obj(fragile, |a, _| a).map(drop),
            ];
            for call in calls {
                let _ = catch_unwind(AssertUnwindSafe(call));
                assert_eq!(world.all_reduce_obj(1, |a, b| a + b)?, n, "all go on");
            }
        }
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            world.all_gather_obj(Fragile { written: me == 1, read: false })
        }));
        assert_eq!(unwound.is_err(), me == 1);
        Ok(())
    }

    #[npes(2, 3, 4)]
    fn a_closure_that_panics_leaves_nobody_waiting(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let n = world.size();
        let calls: [&dyn Fn() -> Result<()>; 3] = [
            &|| world.all_reduce_obj(1, |_, _| panic!("on purpose")).map(drop),
            &|| world.reduce_obj(1, |_, _| panic!("on purpose"), n - 1).map(drop),
            &|| world.scan_obj(1, |_, _| panic!("on purpose")).map(drop),
        ];
        for call in calls {
            let _ = catch_unwind(AssertUnwindSafe(call));
        }
        assert_eq!(world.all_reduce_obj(1, |a, b| a + b)?, n, "all go on");
        Ok(())
    }

    #[npes(2, 3, 4)]
    fn calls_that_differ_are_an_error(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        match world.rank() {
            0 => {
                let error = object_error(world.gather_obj(1, 0));
                let text = "this process is in `gather_obj` while rank 1 is in `reduce_obj`";
                assert_eq!(error.to_string(), text);
            }
            1 => drop(world.reduce_obj(1, |a, b| a + b, 0)?),
            _ => drop(world.gather_obj(1, 0)?),
        }
        Ok(())
    }
}
