//! Communicators between two groups.

mod forms;

use mpi_shim::prelude::*;
use mpi_shim::{
    ConnectionError, Error, ErrorClass, Intercommunicator, Parts, Result, Root, SendBuffer,
};

use forms::in_every_form;

/// One between the even ranks, side 0, and the odd ones, and the side of this process; none if it is alone.
fn sides(mpi: &Mpi) -> Result<Option<(Intercommunicator<'_>, usize)>> {
    let world = mpi.world();
    let side = world.rank() % 2;
    let ours = world.split(side as i32, 0)?.expect("there is a colour");
    if world.size() == 1 {
        return Ok(None);
    }
    Ok(Some((ours.between(0, Some((&world, 1 - side)), 7)?, side)))
}

/// The root of the first side's first process.
fn root<H, T>(between: &Intercommunicator<'_>, side: usize, here: H, there: T) -> Root<H, T> {
    match (side, between.rank()) {
        (0, 0) => Root::Here(here),
        (0, _) => Root::Nobody,
        _ => Root::There(0, there),
    }
}

fn class<T: std::fmt::Debug>(result: Result<T>) -> ErrorClass {
    result.unwrap_err().class()
}

shmem_test::tests! {
    #![mpi]
    #![npes(2, 3, 4)]

    fn groups_are_known_to_each_other(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let (world, all) = (mpi.world(), mpi.world().group()?);
        let of_side = |side| (world.size() + 1 - side) / 2;
        assert_eq!((between.size(), between.remote_size()), (of_side(side), of_side(1 - side)));
        assert_eq!(between.group()?.translate(&[between.rank()], &all)?, [Some(world.rank())]);
        let last = between.remote_size() - 1;
        let there = between.remote_group()?.translate(&[last], &all)?;
        assert_eq!(there, [Some(2 * last + 1 - side)]);
        between.set_name("between")?;
        assert_eq!(between.name()?, "between");
        assert!(format!("{between:?}").contains("remote_size"));
        Ok(())
    }

    fn messages_go_to_the_other_group(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let me = [side, between.rank()];
        mpi.scope(|s| {
            for rank in 0..between.remote_size() {
                between.isend(s, &me, rank, 3)?;
            }
            for rank in 0..between.remote_size() {
                let (from, status) = between.recv_vec::<usize>(rank, 3)?;
                assert_eq!((from, status.source()), (vec![1 - side, rank], Some(rank)));
            }
            Ok::<_, Error>(())
        })?;
        between.barrier()?;
        assert_eq!(between.iprobe(Source::Any, Tag::Any)?, None);
        Ok(())
    }

    #[npes(2, 4)]
    fn every_mode_of_message_arrives(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let (me, other) = (between.rank(), between.rank());
        let buffer = SendBuffer::attach(mpi, 1000)?;
        let mut rooms = [[0; 3]; 4];
        mpi.scope(|s| {
            let [a, b, c, d] = &mut rooms;
            let coming = [
                between.irecv(s, a, other, 0)?,
                between.irecv(s, b, other, 1)?,
                between.irecv(s, c, other, 2)?,
                between.irecv(s, d, Source::Any, 3)?,
            ];
            // Who is sent to waits already.
            between.barrier()?;
            let data = [side, me, 9];
            between.send(&data, other, 0)?;
            between.ssend(&data, other, 1)?;
            between.rsend(&data, other, 2)?;
            between.bsend(&data, other, 3)?;
            for (room, _) in mpi_shim::Request::wait_all(coming)? {
                assert_eq!(*room, [1 - side, other, 9]);
            }
            Ok::<_, Error>(())
        })?;
        drop(buffer);
        let mut both = [side];
        between.sendrecv_replace(&mut both, other, 4, other, 4)?;
        assert_eq!(both, [1 - side]);
        mpi.scope(|s| {
            between.isend(s, &[5u8], other, 5)?;
            assert_eq!(between.probe(other, 5)?.bytes(), 1);
            assert_eq!(between.mprobe(Source::Any, 5)?.recv_vec::<u8>()?.0, [5]);
            Ok(())
        })
    }

    #[npes(2, 4)]
    fn prepared_messages_go_again_and_again(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let other = between.rank();
        let (mut data, mut room) = ([0], [0]);
        mpi.scope(|s| {
            let mut going = between.send_init(s, &mut data, other, 0)?;
            let mut coming = between.recv_init(s, &mut room, other, 0)?;
            for round in 0..3 {
                going.elements()[0] = round * 10 + side;
                coming.start()?;
                going.start()?;
                coming.wait()?;
                going.wait()?;
                assert_eq!(coming.elements(), [round * 10 + 1 - side]);
            }
            Ok(())
        })
    }

    fn ranks_are_those_of_the_other_group(mpi: &Mpi) -> Result<()> {
        let Some((between, _)) = sides(mpi)? else { return Ok(()) };
        let nobody = between.remote_size();
        assert_eq!(between.send(&[1], nobody, 0), Err(Error::Rank { rank: nobody, size: nobody }));
        assert_eq!(class(between.recv(&mut [0], nobody, 0)), ErrorClass::Rank);
        assert_eq!(class(between.probe(nobody, 0)), ErrorClass::Rank);
        let gathered = between.gather::<u8>(Root::There(nobody, &[1]));
        assert_eq!(class(gathered), ErrorClass::Rank);
        between.send(&[1], None, 0)
    }

    fn a_broadcast_is_to_the_other_group(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        for length in [0, 3, 100_000] {
            let (data, mut room) = (vec![1.5; length], vec![0.0; length]);
            between.broadcast(root(&between, side, &data, &mut room))?;
            assert_eq!(room, vec![if side == 0 { 0.0 } else { 1.5 }; length]);
        }
        Ok(())
    }

    fn parts_are_gathered_and_scattered(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let (me, there) = (between.rank(), between.remote_size());
        let mut all = vec![0; 2 * there];
        between.gather(root(&between, side, &mut all[..], &[me, 7][..]))?;
        let expected: Vec<_> = (0..there).flat_map(|rank| [rank, 7]).collect();
        assert_eq!(all == expected, (side, me) == (0, 0));
        let mut mine = [0; 2];
        between.scatter(root(&between, side, &all[..], &mut mine[..]))?;
        assert_eq!(mine, if side == 1 { [me, 7] } else { [0; 2] });
        Ok(())
    }

    fn parts_of_various_lengths_are_gathered_and_scattered(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let (me, there) = (between.rank(), between.remote_size());
        // Backwards, with one element between any two.
        let mut places: Vec<_> = (0..there).map(|rank| (rank + 1, rank * (there + 1))).collect();
        places.iter_mut().for_each(|(_, place)| *place = there * (there + 1) - *place);
        let parts = Parts::placed(&places)?;
        let mut all = vec![-1; parts.reach()];
        let mine = vec![me as i32; me + 1];
        between.gather_parts(root(&between, side, (&mut all[..], &parts), &mine[..]))?;
        if (side, me) == (0, 0) {
            let mut expected = vec![-1; parts.reach()];
            for (rank, (count, place)) in places.into_iter().enumerate() {
                expected[place..][..count].fill(rank as i32);
            }
            assert_eq!(all, expected);
        }
        let mut back = vec![0; me + 1];
        between.scatter_parts(root(&between, side, (&all[..], &parts), &mut back[..]))?;
        assert_eq!(back, if side == 1 { mine } else { vec![0; me + 1] });
        Ok(())
    }

    fn everybody_gathers_from_the_other_group(mpi: &Mpi) -> Result<()> {
        let Some((on, side)) = sides(mpi)? else { return Ok(()) };
        let (me, there) = (on.rank(), on.remote_size());
        // Those of one side bring 2 along, those of the other 3.
        let (length, theirs) = (2 + side, 3 - side);
        let (mine, all) = (&[10 * side + me; 3][..length], &mut vec![0; there * theirs][..]);
        in_every_form!(mpi, on.all_gather, iall_gather, all_gather_init: mine => all);
        let expected = (0..there).flat_map(|rank| vec![10 * (1 - side) + rank; theirs]);
        assert!(all.iter().copied().eq(expected));
        let parts = Parts::packed(&(1..=there).collect::<Vec<_>>())?;
        let (mine, all) = (&vec![10 * side + me; me + 1][..], &mut vec![0; parts.reach()][..]);
        in_every_form!(mpi, on.all_gather_parts, iall_gather_parts, all_gather_parts_init: mine => all [parts]);
        let expected = (0..there).flat_map(|rank| vec![10 * (1 - side) + rank; rank + 1]);
        assert!(all.iter().copied().eq(expected));
        Ok(())
    }

    fn parts_go_from_everybody_to_everybody(mpi: &Mpi) -> Result<()> {
        let Some((on, side)) = sides(mpi)? else { return Ok(()) };
        let (me, there) = (on.rank(), on.remote_size());
        let (length, theirs) = (2 + side, 3 - side);
        let to: Vec<_> = (0..there).flat_map(|rank| vec![[side, me, rank]; length]).collect();
        let (to, from) = (&to[..], &mut vec![[0; 3]; there * theirs][..]);
        in_every_form!(mpi, on.all_to_all, iall_to_all, all_to_all_init: to => from);
        let expected = (0..there).flat_map(|rank| vec![[1 - side, rank, me]; theirs]);
        assert!(from.iter().copied().eq(expected));
        // Each sends its rank and one to everybody.
        let sent = Parts::packed(&vec![me + 1; there])?;
        let parts = Parts::packed(&(1..=there).collect::<Vec<_>>())?;
        let (to, from) = (&vec![me; sent.reach()][..], &mut vec![0; parts.reach()][..]);
        in_every_form!(mpi, on.all_to_all_parts, iall_to_all_parts, all_to_all_parts_init: to [sent] => from [parts]);
        assert!(from.iter().copied().eq((0..there).flat_map(|rank| vec![rank; rank + 1])));
        Ok(())
    }

    fn what_the_other_group_brings_along_is_combined(mpi: &Mpi) -> Result<()> {
        let Some((on, side)) = sides(mpi)? else { return Ok(()) };
        let (me, there) = (on.rank(), on.remote_size());
        let theirs: usize = (0..there).map(|rank| 10 * (1 - side) + rank).sum();
        let mine = 10 * side + me;
        let mut result = [0; 2];
        on.reduce(root(&on, side, &mut result[..], &[mine, 1][..]), Sum)?;
        assert_eq!(result, if (side, me) == (0, 0) { [theirs, there] } else { [0; 2] });
        let (both, sum) = (&[mine, 1][..], &mut result[..]);
        in_every_form!(mpi, on.all_reduce, iall_reduce, all_reduce_init: both => sum by Sum);
        assert_eq!(sum, [theirs, there]);
        in_every_form!(mpi, on.all_reduce, iall_reduce, all_reduce_init: both => sum by op::in_order(|a: usize, _| a));
        assert_eq!(sum, [10 * (1 - side), 1]);
        Ok(())
    }

    /// As many elements on both sides: a part for each process of either.
    fn parts_of_what_the_other_group_brings_along(mpi: &Mpi) -> Result<()> {
        let Some((on, side)) = sides(mpi)? else { return Ok(()) };
        let (me, here, there) = (on.rank(), on.size(), on.remote_size());
        let sum = |at: usize| (0..there).map(|rank| 10 * (1 - side) + rank + 100 * at).sum::<usize>();
        let all: Vec<_> = (0..here * there).map(|at| 10 * side + me + 100 * at).collect();
        let (mine, part, add) = (&all[..], &mut vec![0; there][..], op::commuting(|a: usize, b| a + b));
        in_every_form!(mpi, on.reduce_scatter_block, ireduce_scatter_block, reduce_scatter_block_init:
            mine => part by add);
        assert!(part.iter().copied().eq((me * there..(me + 1) * there).map(sum)));
        // All is the last one's.
        let mut lengths = vec![0; here];
        lengths[here - 1] = here * there;
        let part = &mut vec![0; lengths[me]][..];
        in_every_form!(mpi, on.reduce_scatter, ireduce_scatter, reduce_scatter_init: mine => part [lengths] by Sum);
        assert!(part.iter().copied().eq((0..lengths[me]).map(sum)));
        Ok(())
    }

    fn calls_go_on_while_something_else_is_done(mpi: &Mpi) -> Result<()> {
        let Some((on, _)) = sides(mpi)? else { return Ok(()) };
        let there = on.remote_size();
        let (mine, mut all, mut last) = ([on.rank()], vec![0; there], [0]);
        mpi.scope(|s| {
            let (barrier, mut prepared) = (on.ibarrier(s)?, on.barrier_init(s)?);
            prepared.start()?;
            let gathered = on.iall_gather(s, &mine, &mut all)?;
            on.iall_reduce(s, &mine, &mut last, op::in_order(|_, b| b))?;
            assert!(gathered.wait()?.0.iter().copied().eq(0..there));
            prepared.wait()?;
            barrier.wait().map(drop)
        })?;
        assert_eq!(last, [there - 1]);
        Ok(())
    }

    fn nothing_can_be_moved_as_well(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let none: &[u8] = &[];
        between.gather(root(&between, side, &mut [][..], none))?;
        between.scatter(root(&between, side, none, &mut [][..]))?;
        between.all_gather(none, &mut [])?;
        between.all_to_all(none, &mut [])?;
        between.all_reduce(none, &mut [], Max)?;
        between.reduce(root(&between, side, &mut [][..], none), Max)
    }

    fn lengths_of_one_process_are_checked(mpi: &Mpi) -> Result<()> {
        let Some((between, _)) = sides(mpi)? else { return Ok(()) };
        let (here, there) = (between.size(), between.remote_size());
        let mut wrong = vec![0u8; there + 1];
        if there > 1 {
            assert_eq!(class(between.all_gather(&[0], &mut wrong)), ErrorClass::Count);
            assert_eq!(class(between.all_to_all(&wrong, &mut [])), ErrorClass::Count);
            assert_eq!(class(between.gather(Root::Here(&mut wrong))), ErrorClass::Count);
            assert_eq!(class(between.scatter(Root::Here(&wrong))), ErrorClass::Count);
        }
        let parts = Parts::packed(&vec![2; there])?;
        let few = Parts::packed(&vec![1; there - 1])?;
        for parts in [&parts, &few] {
            assert_eq!(class(between.gather_parts(Root::Here((&mut wrong[..there], parts)))), ErrorClass::Count);
            assert_eq!(class(between.scatter_parts(Root::Here((&wrong[..there], parts)))), ErrorClass::Count);
            assert_eq!(class(between.all_gather_parts(&[0], &mut wrong[..there], parts)), ErrorClass::Count);
            assert_eq!(class(between.all_to_all_parts(&wrong, parts, &mut [], parts)), ErrorClass::Count);
        }
        assert_eq!(class(between.all_reduce(&[0; 2], &mut [0], Max)), ErrorClass::Count);
        assert_eq!(class(between.reduce_scatter_block(&vec![0u8; 2 * here], &mut [0], Max)), ErrorClass::Count);
        assert_eq!(class(between.reduce_scatter(&[0u8], &mut [0], &vec![1; here + 1], Max)), ErrorClass::Count);
        Ok(())
    }

    fn two_groups_become_one(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let n = mpi.world().size();
        for first in [0, 1] {
            let one = between.merge(side != first)?;
            let before = if side == first { 0 } else { between.remote_size() };
            assert_eq!((one.size(), one.rank()), (n, before + between.rank()));
            assert_eq!(one.all_reduce_value(1, Sum)?, n);
            one.disconnect()?;
        }
        let one = between.merge(true)?;
        assert_eq!(one.all_reduce_value(1 << one.rank(), Sum)?, (1 << n) - 1);
        Ok(())
    }

    #[npes(3, 4)]
    fn a_group_has_to_agree_how_it_is_merged(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let odd_one_out = (side, between.rank()) == (0, 1);
        assert_eq!(between.merge(odd_one_out).err(), Some(Error::Connection(ConnectionError::Order)));
        assert_eq!(between.merge(side == 0)?.size(), mpi.world().size());
        Ok(())
    }

    fn a_duplicate_has_messages_of_its_own(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let again = between.duplicate()?;
        if between.rank() == 0 {
            mpi.scope(|s| {
                between.isend(s, &[1], 0, 0)?;
                again.isend(s, &[2], 0, 0)?;
                assert_eq!(again.recv_vec::<i32>(0, 0)?.0, [2]);
                assert_eq!(between.recv_vec::<i32>(0, 0)?.0, [1]);
                Ok::<_, Error>(())
            })?;
        }
        drop(between);
        assert_eq!(again.all_reduce_value(side, Max)?, 1 - side);
        again.disconnect()
    }

    #[npes(4)]
    fn a_split_is_of_both_groups(mpi: &Mpi) -> Result<()> {
        let Some((between, side)) = sides(mpi)? else { return Ok(()) };
        let pair = between.split(between.rank() as i32, 0)?.expect("both sides have it");
        assert_eq!((pair.size(), pair.remote_size()), (1, 1));
        assert_eq!(pair.all_reduce_value(between.rank(), Max)?, between.rank());
        // A colour that only one side has is of nobody to talk to.
        let colour = if between.rank() == 0 { 5 } else { 6 + side as i32 };
        let some = between.split(colour, 0)?;
        assert_eq!(some.is_some(), between.rank() == 0);
        assert_eq!(class(between.split(-1, 0)), ErrorClass::Arg);
        Ok(())
    }

    fn leaders_need_a_bridge_to_somebody_else(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let refused = |error| match world.rank() {
            0 => Some(error),
            _ => Some(Error::Connection(ConnectionError::Refused { rank: 0 })),
        };
        let n = world.size();
        assert_eq!(world.between(0, None, 0).err(), refused(Error::Connection(ConnectionError::NoBridge)));
        assert_eq!(world.between(0, Some((&world, 0)), 0).err(), refused(Error::Connection(ConnectionError::NoBridge)));
        let nobody = Error::Rank { rank: n, size: n };
        assert_eq!(world.between(0, Some((&world, n)), 0).err(), refused(nobody.clone()));
        assert_eq!(world.between(n, None, 0).err(), Some(nobody));
        let tag = Error::Tag { tag: -1, most: mpi.max_tag() };
        assert_eq!(world.between(0, Some((&world, 1)), -1).err(), refused(tag));
        // Only the leader's is looked at.
        let side = world.rank() % 2;
        let ours = world.split(side as i32, 0)?.expect("there is a colour");
        let bridge = (ours.rank() == 0).then_some((&world, 1 - side));
        assert_eq!(ours.between(0, bridge, 3)?.remote_size(), (n + side) / 2);
        Ok(())
    }

    fn many_come_and_go(mpi: &Mpi) -> Result<()> {
        let mut kept = Vec::new();
        for round in 0..200 {
            let Some((between, _)) = sides(mpi)? else { return Ok(()) };
            match round % 3 {
                0 => between.disconnect()?,
                // Some give them up later than others.
                1 if mpi.world().rank() == 0 => kept.push(between),
                _ => drop(between),
            }
        }
        Ok(())
    }
}
