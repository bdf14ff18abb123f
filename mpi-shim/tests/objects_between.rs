//! Values of any type between two groups.

mod values;

use std::panic::{AssertUnwindSafe, catch_unwind};

use mpi_shim::objects::{ObjectError, Packed};
use mpi_shim::prelude::*;
use mpi_shim::{Error, Intercommunicator, Result, Root};
use values::{Field, Tree, Unwritable, field, object_error, tree};

/// One between the even ranks, side 0, and the odd ones, and the side of this process.
fn sides(mpi: &Mpi) -> Result<(Intercommunicator<'_>, usize)> {
    let world = mpi.world();
    let side = world.rank() % 2;
    let ours = world.split(side as i32, 0)?.expect("there is a colour");
    Ok((ours.between(0, Some((&world, 1 - side)), 7)?, side))
}

/// The last process of the first side as root.
fn root<H, T>((between, side): &(Intercommunicator<'_>, usize), here: H, there: T) -> Root<H, T> {
    match side {
        0 if between.rank() + 1 == between.size() => Root::Here(here),
        0 => Root::Nobody,
        _ => Root::There(between.remote_size() - 1, there),
    }
}

shmem_test::tests! {
    #![mpi]
    #![npes(2, 3, 4)]

    fn objects_go_to_the_other_group(mpi: &Mpi) -> Result<()> {
        let (between, side) = sides(mpi)?;
        let packed = Packed::new(&(side, field(between.rank())))?;
        mpi.scope(|s| {
            for peer in 0..between.remote_size() {
                between.isend_obj(s, &packed, peer, 3)?;
            }
            for peer in 0..between.remote_size() {
                let (got, status) = between.recv_obj::<(usize, Field)>(peer, 3)?;
                assert_eq!((got, status.source()), ((1 - side, field(peer)), Some(peer)));
            }
            Ok(())
        })
    }

    fn other_threads_reach_the_other_group(mpi: &Mpi) -> Result<()> {
        let (between, side) = sides(mpi)?;
        let shared = mpi.threads()?.share_between(&between);
        assert_eq!((shared.rank(), shared.size()), (between.rank(), between.size()));
        std::thread::scope(|all| {
            let last = between.remote_size() - 1;
            let sender = all.spawn(move || shared.send_obj(&tree(3), last, side as i32));
            if between.rank() + 1 == between.size() {
                for _ in 0..between.remote_size() {
                    assert_eq!(shared.recv_obj::<Tree>(Source::Any, 1 - side as i32)?.0, tree(3));
                }
            }
            sender.join().expect("no panic")
        })
    }

    fn a_root_has_to_do_with_the_other_group(mpi: &Mpi) -> Result<()> {
        let both = sides(mpi)?;
        let (between, side) = &both;
        let theirs = || (0..between.remote_size()).map(field).collect::<Vec<_>>();
        let mine = field(between.rank());
        let here = matches!(root(&both, (), ()), Root::Here(()));
        let got = between.broadcast_obj(root(&both, &field(9), ()))?;
        assert_eq!(got, (*side == 1).then(|| field(9)));
        let got = between.gather_obj(root(&both, (), &mine))?;
        assert_eq!(got, here.then(theirs));
        let got = between.scatter_obj(root(&both, &*theirs(), ()))?;
        assert_eq!(got, (*side == 1).then_some(mine));
        let join = |left: String, right: String| left + &right;
        let got = between.reduce_obj(root(&both, (), &between.rank().to_string()), join)?;
        assert_eq!(got, here.then(|| (0..between.remote_size()).map(|rank| rank.to_string()).collect()));
        Ok(())
    }

    fn all_have_to_do_with_the_other_group(mpi: &Mpi) -> Result<()> {
        let (between, side) = sides(mpi)?;
        let got: Vec<(usize, Field)> = between.all_gather_obj(&(side, field(between.rank())))?;
        assert!(got.into_iter().eq((0..between.remote_size()).map(|rank| (1 - side, field(rank)))));
        let to: Vec<_> = (0..between.remote_size()).map(|to| (between.rank(), to, tree(to))).collect();
        let got: Vec<_> = between.all_to_all_obj(&to)?;
        let mine = between.rank();
        assert!(got.into_iter().eq((0..between.remote_size()).map(|from| (from, mine, tree(mine)))));
        let sum = between.all_reduce_obj(&(side + 1), |a, b| a + b)?;
        assert_eq!(sum, (2 - side) * between.remote_size());
        Ok(())
    }

    fn values_that_are_not_there_are_errors_on_both_sides(mpi: &Mpi) -> Result<()> {
        let both = sides(mpi)?;
        let (between, side) = &both;
        let own = |error: ObjectError| assert!(matches!(error, ObjectError::Unwritable { .. }), "{error}");
        let peer = |error: ObjectError| assert!(matches!(error, ObjectError::Peer { .. }), "{error}");
        match (between.broadcast_obj(root(&both, &Unwritable, ())), root(&both, (), ())) {
            (Ok(None), Root::Nobody) => {}
            (Err(Error::Object(error)), Root::Here(())) => own(error),
            (Err(Error::Object(error)), Root::There(..)) => peer(error),
            other => panic!("{other:?}"),
        }
        own(object_error(between.all_gather_obj(&Unwritable)));
        let short = vec![1; between.remote_size() - usize::from(*side == 0)];
        match (side, object_error(between.all_to_all_obj(&short))) {
            (0, ObjectError::Values { is, should, .. }) => assert_eq!(is + 1, should),
            (1, error) => peer(error),
            other => panic!("{other:?}"),
        }
        let nobody = between.remote_size();
        if *side == 1 {
            let error = between.broadcast_obj(Root::<&u8, ()>::There(nobody, ())).unwrap_err();
            assert_eq!(error, Error::Rank { rank: nobody, size: nobody });
        }
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            between.all_reduce_obj(&1, |_: i32, _| panic!("on purpose"))
        }));
        assert_eq!(unwound.is_err(), between.remote_size() > 1);
        assert_eq!(between.all_reduce_obj(&1, |a, b| a + b)?, between.remote_size(), "all go on");
        Ok(())
    }
}
