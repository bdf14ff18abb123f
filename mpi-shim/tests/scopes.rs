//! Operations under way, and their ends.

#![allow(clippy::forget_non_drop, reason = "says what is tried, however little comes of it")]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Persistent, Request, Result, Tested};

fn neighbours(world: &Communicator<'_>) -> (usize, usize) {
    let (me, n) = (world.rank(), world.size());
    ((me + n - 1) % n, (me + 1) % n)
}

shmem_test::tests! {
    #![mpi]

    fn forgotten_requests_complete_with_their_scope(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let data = vec![world.rank(); 100_000];
        let mut room = vec![usize::MAX; 100_000];
        mpi.scope(|s| {
            mem::forget(world.irecv(s, &mut room, left, 0)?);
            mem::forget(world.isend(s, &data, right, 0)?);
            Ok::<_, Error>(())
        })?;
        assert_eq!(room, vec![left; 100_000]);
        Ok(())
    }

    #[npes(2, 3)]
    fn errors_that_nobody_waits_for_are_the_scopes(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut room = [0u8; 2];
        let ended = mpi.scope(|s| {
            mem::forget(world.irecv(s, &mut room, left, 0)?);
            world.send(&[1u8; 3], right, 0)
        });
        assert_eq!(ended.unwrap_err().class(), ErrorClass::Truncate);
        Ok(())
    }

    #[npes(2, 3)]
    fn an_error_before_the_end_is_the_scopes_at_its_end(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut rooms = [[0u8; 2]; 2];
        let ended = mpi.scope(|s| {
            let coming = rooms.iter_mut().zip(0..).map(|(room, tag)| world.irecv(s, room, left, tag));
            let coming = coming.collect::<Result<Vec<_>>>()?;
            world.send(&[1u8; 3], right, 0)?;
            world.send(&[1u8; 2], right, 1)?;
            while !coming[0].is_complete()? || !coming[1].is_complete()? {}
            Ok::<_, Error>(())
        });
        assert_eq!((ended.unwrap_err().class(), rooms[1]), (ErrorClass::Truncate, [1; 2]));
        Ok(())
    }

    fn a_scope_that_fails_cancels_its_receives(mpi: &Mpi) {
        let (world, mut room) = (mpi.world(), [0u8; 2]);
        let ended = mpi.scope(|s| {
            mem::forget(world.irecv(s, &mut room, Source::Any, 77)?);
            Err::<(), _>(Error::BufferAttached)
        });
        assert_eq!(ended, Err(Error::BufferAttached));
    }

    fn a_scope_that_is_unwound_from_cancels_its_receives(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut room = vec![0u8; 100_000];
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            mpi.scope(|s| -> Result<()> {
                mem::forget(world.irecv(s, &mut room, left, 77)?);
                panic!("on purpose");
            })
        }));
        assert!(unwound.is_err());
        world.barrier()?;
        // What was to be received there goes elsewhere.
        room.fill(7);
        let mut other = vec![0u8; 100_000];
        world.sendrecv(&room, right, 77, &mut other, left, 77)?;
        assert_eq!((room, other), (vec![7; 100_000], vec![7; 100_000]));
        Ok(())
    }

    fn a_receive_can_be_cancelled(mpi: &Mpi) -> Result<()> {
        let (me, mut room) = (mpi.this_process(), [5]);
        mpi.scope(|s| {
            let (room, status) = me.irecv(s, &mut room, Source::Any, 0)?.cancel()?;
            assert_eq!((status, *room), (None, [5]));
            Ok(())
        })
    }

    fn a_test_says_when(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut room = [0];
        mpi.scope(|s| {
            let mut coming = match world.irecv(s, &mut room, left, 0)?.test()? {
                Tested::Pending(coming) => coming,
                Tested::Done(..) => panic!("nothing was sent"),
            };
            world.barrier()?;
            world.isend(s, &[8], right, 0)?;
            loop {
                match coming.test()? {
                    Tested::Pending(still) => coming = still,
                    Tested::Done(room, status) => {
                        assert_eq!((*room, status.source()), ([8], Some(left)));
                        return Ok(());
                    }
                }
            }
        })
    }

    fn some_of_several_are_taken_out(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut rooms = [[-1]; 12];
        let data: Vec<_> = (0..12).map(|i| [i]).collect();
        mpi.scope(|s| {
            let coming = rooms.iter_mut().zip(0..).map(|(room, tag)| world.irecv(s, room, left, tag));
            let mut coming = coming.collect::<Result<Vec<_>>>()?;
            assert_eq!(Request::test_any(&mut coming)?.map(|_| ()), None);
            assert!(Request::test_some(&mut coming)?.is_empty());
            world.barrier()?;
            for tag in [5, 3] {
                world.isend(s, &data[tag], right, tag as i32)?;
                let (room, status) = Request::wait_any(&mut coming)?.expect("there are some");
                assert!([5, 3].contains(&status.tag()) && *room == [status.tag()]);
            }
            world.barrier()?;
            for tag in [0, 1, 2, 4] {
                world.isend(s, &data[tag], right, tag as i32)?;
            }
            let mut taken = 0;
            while taken < 4 {
                let some = Request::wait_some(&mut coming)?;
                taken += some.len();
                for (room, status) in some {
                    assert_eq!(*room, [status?.tag()]);
                }
            }
            assert_eq!(coming.len(), 6);
            world.barrier()?;
            for (number, tag) in data.iter().zip(0..).skip(6) {
                world.isend(s, number, right, tag)?;
            }
            let all = Request::wait_all(coming)?;
            assert!(all.iter().zip(6..).all(|((room, _), tag)| **room == [tag]));
            let mut none: Vec<Request<'_, &[i32]>> = Vec::new();
            assert!(Request::wait_any(&mut none)?.is_none());
            assert!(Request::wait_some(&mut none)?.is_empty());
            Ok(())
        })
    }

    fn all_or_none_are_taken_out(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut rooms = [[-1]; 3];
        mpi.scope(|s| {
            let coming = rooms.iter_mut().zip(0..).map(|(room, tag)| world.irecv(s, room, left, tag));
            let mut coming = coming.collect::<Result<Vec<_>>>()?;
            world.send(&[5], right, 0)?;
            world.send(&[5], right, 2)?;
            while !coming[0].is_complete()? || !coming[2].is_complete()? {}
            assert!(!coming[1].is_complete()?);
            assert!(Request::test_all(&mut coming)?.is_none());
            assert_eq!(coming.len(), 3);
            world.barrier()?;
            world.send(&[5], right, 1)?;
            loop {
                if let Some(all) = Request::test_all(&mut coming)? {
                    assert!(all.iter().zip(0..).all(|((room, status), tag)| {
                        **room == [5] && status.tag() == tag
                    }));
                    assert!(coming.is_empty());
                    return Ok::<_, Error>(());
                }
            }
        })
    }

    #[npes(2, 3)]
    fn a_request_with_an_error_is_complete(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut room = [0u8; 2];
        mpi.scope(|s| {
            let mut coming = vec![world.irecv(s, &mut room, left, 0)?];
            world.send(&[1u8; 3], right, 0)?;
            let error = loop {
                match Request::test_all(&mut coming) {
                    Ok(None) => {}
                    Ok(Some(_)) => panic!("it is longer than there is room for"),
                    Err(error) => break error,
                }
            };
            assert_eq!((error.class(), coming.len()), (ErrorClass::Truncate, 0));
            Ok(())
        })
    }

    #[npes(2, 3)]
    fn an_error_among_several_is_of_one(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut rooms = [[0u8; 2]; 3];
        mpi.scope(|s| {
            let coming = rooms.iter_mut().zip(0..).map(|(room, tag)| world.irecv(s, room, left, tag));
            let mut coming = coming.collect::<Result<Vec<_>>>()?;
            world.send(&[1u8; 3], right, 1)?;
            assert_eq!(Request::wait_any(&mut coming).unwrap_err().class(), ErrorClass::Truncate);
            assert_eq!(coming.len(), 2);
            world.barrier()?;
            world.send(&[1u8; 3], right, 0)?;
            world.send(&[1u8; 2], right, 2)?;
            let mut outcomes = Vec::new();
            while !coming.is_empty() {
                outcomes.extend(Request::wait_some(&mut coming)?);
            }
            assert_eq!(outcomes.iter().filter(|(_, outcome)| outcome.is_err()).count(), 1);
            Ok(())
        })
    }

    fn prepared_messages_go_round_after_round(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let (mut out, mut inbox) = (vec![0; 5000], vec![0; 5000]);
        mpi.scope(|s| {
            let mut send = world.send_init(s, &mut out, right, 0)?;
            let mut receive = world.recv_init(s, &mut inbox, left, 0)?;
            for round in 0..10 {
                send.elements().fill(round * 100 + world.rank());
                receive.start()?;
                send.start()?;
                assert_eq!(receive.wait()?.count::<usize>()?, 5000);
                send.wait()?;
                assert!(receive.elements().iter().all(|&x| x == round * 100 + left));
            }
            // These are under way when the scope ends.
            Persistent::start_all([&mut receive, &mut send])
        })
    }

    #[npes(1)]
    #[should_panic(expected = "it is under way")]
    fn memory_under_way_is_not_lent(mpi: &Mpi) {
        let (me, mut inbox) = (mpi.this_process(), [0]);
        let _ = mpi.scope(|s| {
            let mut receive = me.recv_init(s, &mut inbox, 0, 0)?;
            receive.start()?;
            receive.elements()[0] = 1;
            Ok::<_, Error>(())
        });
    }

    fn a_matched_message_is_received_meanwhile(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        // Of a length that is sent when somebody receives it.
        let data = vec![world.rank(); 100_000];
        let (mut room, mut short) = (vec![usize::MAX; 100_000], [0usize; 1]);
        mpi.scope(|s| {
            let sent = world.isend(s, &data, right, 0)?;
            let coming = world.mprobe(left, 0)?.irecv(s, &mut room)?;
            let (room, status) = coming.wait()?;
            assert_eq!((status.source(), status.count::<usize>()?, room[99_999]), (Some(left), 100_000, left));
            sent.wait()?;
            // What is longer than its room is an error of the request; what is left to the scope, of the scope.
            world.isend(s, &[1usize, 2], right, 1)?;
            let message = world.mprobe(Source::Any, 1)?;
            mem::forget(message.irecv(s, &mut short)?);
            Ok::<_, Error>(())
        })
        .map_or_else(|error| assert_eq!(error.class(), ErrorClass::Truncate), |()| panic!("no error"));
        Ok(())
    }

    fn requests_are_complete_when_threads_say_so(mpi: &Mpi) -> Result<()> {
        let Ok(threads) = mpi.threads() else { return Ok(()) };
        let (counted, late) = (AtomicUsize::new(0), Duration::from_millis(2));
        mpi.scope(|s| {
            let (mut requests, mut all) = (Vec::new(), Vec::new());
            for _ in 0..3 {
                let (request, completion) = threads.request(s)?;
                requests.push(request);
                all.push(completion);
            }
            assert!(Request::test_any(&mut requests)?.is_none());
            std::thread::scope(|running| {
                for (i, completion) in all.drain(..).enumerate() {
                    let counted = &counted;
                    running.spawn(move || {
                        std::thread::sleep(late);
                        counted.fetch_add(1, Relaxed);
                        // What is dropped is complete as well.
                        if i > 0 { completion.complete() } else { drop(completion) }
                    });
                }
                Request::wait_any(&mut requests)?.expect("there are three");
                assert!(counted.load(Relaxed) > 0);
                let mut ended = 1;
                while ended < 3 {
                    ended += Request::wait_some(&mut requests)?.len();
                }
                assert_eq!(counted.load(Relaxed), 3);
                Ok::<_, Error>(())
            })?;
            // One that nobody waits for, and nobody completes.
            drop(threads.request(s)?);
            let (request, completion) = threads.request(s)?;
            completion.complete();
            assert!(request.is_complete()?);
            assert_eq!(request.wait()?.1.bytes(), 0);
            Ok(())
        })
    }
}
