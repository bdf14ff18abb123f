//! Messages between two processes.

use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Result, SendBuffer};

/// The ranks to the left and to the right, in a ring.
fn neighbours(world: &Communicator<'_>) -> (usize, usize) {
    let (me, n) = (world.rank(), world.size());
    ((me + n - 1) % n, (me + 1) % n)
}

/// Has every rank send to its right in some mode.
fn around(mpi: &Mpi, send: impl Fn(&Communicator<'_>, &[u64], usize) -> Result<()>) -> Result<()> {
    let world = mpi.world().duplicate()?;
    let (left, right) = neighbours(&world);
    for length in [0, 1, 7, 1000, 200_000] {
        let data = vec![world.rank() as u64; length];
        let mut room = vec![u64::MAX; length + 1];
        mpi.scope(|s| {
            let coming = world.irecv(s, &mut room, left, 3)?;
            world.barrier()?;
            send(&world, &data, right)?;
            let (room, status) = coming.wait()?;
            assert_eq!((status.source(), status.tag()), (Some(left), 3));
            assert_eq!(status.count::<u64>()?, length);
            assert!(room[..length].iter().all(|&x| x == left as u64));
            assert_eq!(room[length], u64::MAX, "what is beyond the message stays");
            Ok::<_, Error>(())
        })?;
    }
    Ok(())
}

shmem_test::tests! {
    #![mpi]

    fn half_an_element_is_an_error_of_who_counts(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process().duplicate()?;
        let [mut now, mut later, mut matched, mut meanwhile] = [[0f64; 2]; 4];
        let bytes = [1u8; 11];
        let statuses = mpi.scope(|s| {
            let coming = me.irecv(s, &mut later, 0, 1)?;
            for tag in [0, 1, 2] {
                me.isend(s, &bytes, 0, tag)?;
            }
            let matched = me.mprobe(0, 2)?.recv(&mut matched)?;
            let meanwhile = me.sendrecv(&bytes, 0, 3, &mut meanwhile, 0, 3)?;
            let now = me.recv(&mut now, 0, 0)?;
            Ok::<_, Error>([now, coming.wait()?.1, matched, meanwhile])
        })?;
        for status in statuses {
            assert_eq!(status.count::<f64>(), Err(Error::Elements { bytes: 11, size: 8 }));
        }
        for room in [now, later, matched, meanwhile] {
            let room: [u8; 16] = mpi_shim::bytemuck::cast(room);
            assert_eq!(room, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
        }
        Ok(())
    }

    fn a_send_arrives(mpi: &Mpi) -> Result<()> {
        around(mpi, |world, data, right| world.send(data, right, 3))
    }

    fn a_synchronous_send_arrives(mpi: &Mpi) -> Result<()> {
        around(mpi, |world, data, right| world.ssend(data, right, 3))
    }

    fn a_ready_send_arrives(mpi: &Mpi) -> Result<()> {
        around(mpi, |world, data, right| world.rsend(data, right, 3))
    }

    fn a_buffered_send_arrives(mpi: &Mpi) -> Result<()> {
        let buffer = SendBuffer::attach(mpi, 2_000_000)?;
        assert_eq!(SendBuffer::attach(mpi, 1).err(), Some(Error::BufferAttached));
        around(mpi, |world, data, right| world.bsend(data, right, 3))?;
        drop(buffer);
        SendBuffer::attach(mpi, 100).map(drop)
    }

    fn a_buffered_send_without_memory_is_an_error_or_needs_none(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process();
        match me.bsend(&[1u8; 64], 0, 3) {
            Ok(()) => me.recv(&mut [0u8; 64], 0, 3).map(drop),
            Err(error) => {
                assert!(matches!(error, Error::Library { .. }), "{error}");
                Ok(())
            }
        }
    }

    fn messages_of_a_pair_stay_in_order(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        mpi.scope(|s| {
            let numbers: &'static [[i32; 1]; 3] = &[[0], [1], [2]];
            for number in numbers {
                world.isend(s, number, right, 0)?;
            }
            for number in numbers {
                assert_eq!(world.recv_vec::<i32>(left, 0)?.0, number);
            }
            Ok(())
        })
    }

    fn tags_choose(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        mpi.scope(|s| {
            world.isend(s, &[1u8], right, 1)?;
            world.isend(s, &[2u8], right, mpi.max_tag())?;
            assert_eq!(world.recv_vec::<u8>(left, mpi.max_tag())?.0, [2]);
            assert_eq!(world.recv_vec::<u8>(Source::Any, Tag::Any)?.0, [1]);
            Ok(())
        })
    }

    fn nobody_is_sent_to_and_received_from(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let mut room = [5];
        world.send(&[1], None, 0)?;
        let status = world.recv(&mut room, None, Tag::Any)?;
        assert_eq!((status.source(), status.bytes(), room), (None, 0, [5]));
        assert_eq!(world.probe(None, 3)?.source(), None);
        let (data, status) = world.recv_vec::<u64>(None, 3)?;
        assert_eq!((data.len(), status.source()), (0, None));
        drop(world.mprobe(None, 3)?);
        Ok(())
    }

    fn send_and_receive_at_once(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut room = vec![0.0; 100_000];
        let data = vec![world.rank() as f64; 100_000];
        let status = world.sendrecv(&data, right, 1, &mut room, left, 1)?;
        assert_eq!((status.count::<f64>()?, room[99_999]), (100_000, left as f64));
        let mut both = data;
        world.sendrecv_replace(&mut both, right, 1, left, 1)?;
        assert_eq!(both, room);
        Ok(())
    }

    fn probes_see_what_is_coming(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        assert_eq!(world.iprobe(Source::Any, Tag::Any)?, None);
        assert!(world.improbe(Source::Any, Tag::Any)?.is_none());
        world.barrier()?;
        let data = vec![world.rank(); 50_000];
        mpi.scope(|s| {
            world.isend(s, &data, right, 9)?;
            let status = world.probe(left, Tag::Any)?;
            assert_eq!((status.tag(), status.count::<usize>()?), (9, 50_000));
            assert_eq!(world.iprobe(Source::Any, 9)?, Some(status));
            let message = world.mprobe(Source::Any, 9)?;
            assert_eq!(message.status(), status);
            assert_eq!(world.iprobe(Source::Any, 9)?, None, "it is taken");
            assert_eq!(message.recv_vec::<usize>()?.0, vec![left; 50_000]);
            Ok(())
        })
    }

    fn a_matched_message_that_is_dropped_is_gone_and_its_sender_goes_on(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        for length in [1, 1_000_000] {
            let data = vec![1u8; length];
            mpi.scope(|s| {
                let sent = world.issend(s, &data, right, 9)?;
                drop(world.mprobe(left, 9)?);
                sent.wait()?;
                world.barrier()?;
                assert_eq!(world.iprobe(Source::Any, Tag::Any)?, None);
                world.barrier()?;
                Ok::<_, Error>(())
            })?;
        }
        Ok(())
    }

    fn bytes_that_are_no_elements_are_an_error(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process();
        mpi.scope(|s| {
            me.isend(s, &[1u8; 7], 0, 0)?;
            let error = me.recv_vec::<u32>(0, 0).unwrap_err();
            assert_eq!(error, Error::Elements { bytes: 7, size: 4 });
            assert_eq!(error.class(), ErrorClass::Type);
            Ok(())
        })
    }

    fn wrong_ranks_and_tags_are_errors(mpi: &Mpi) {
        let (world, mut room) = (mpi.world(), [0]);
        let n = world.size();
        let class = |result: Result<()>| result.unwrap_err().class();
        assert_eq!(class(world.send(&[1], n, 0)), ErrorClass::Rank);
        assert_eq!(class(world.send(&[1], -1, 0)), ErrorClass::Rank);
        assert_eq!(class(world.send(&[1], usize::MAX, 0)), ErrorClass::Rank);
        assert_eq!(class(world.recv(&mut room, n, 0).map(drop)), ErrorClass::Rank);
        assert_eq!(class(world.probe(n, 0).map(drop)), ErrorClass::Rank);
        assert_eq!(class(world.send(&[1], 0, -1)), ErrorClass::Tag);
        assert_eq!(class(world.recv(&mut room, 0, -1).map(drop)), ErrorClass::Tag);
        if let Some(above) = mpi.max_tag().checked_add(1) {
            assert_eq!(class(world.send(&[1], 0, above)), ErrorClass::Tag);
        }
    }

    fn structures_and_arrays_are_elements(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let mut room = [[0u16; 5]; 3];
        let status = world.sendrecv(&[[7u16; 5]; 2], right, 0, &mut room, left, 0)?;
        assert_eq!((status.count::<[u16; 5]>()?, room), (2, [[7; 5], [7; 5], [0; 5]]));
        Ok(())
    }

    #[npes(2)]
    fn threads_send_and_receive(mpi: &Mpi) -> Result<()> {
        let Ok(threads) = mpi.threads() else { return Ok(()) };
        let world = mpi.world().duplicate()?;
        let (shared, other) = (threads.share(&world), 1 - world.rank());
        std::thread::scope(|all| {
            for tag in 0..4 {
                all.spawn(move || {
                    for round in 0..100 {
                        let mut got = [0];
                        shared.sendrecv(&[round], other, tag, &mut got, other, tag).expect("a message");
                        assert_eq!(got, [round]);
                    }
                });
            }
        });
        Ok(())
    }
}
