//! Messages in partitions, where the library has them: since MPI 4.

#![allow(
    clippy::forget_non_drop,
    clippy::drop_non_drop,
    reason = "says what is tried, however little comes of it"
)]

#[cfg(not(mpi_standard = "4"))]
shmem_test::tests! {
    #![mpi]
    #![npes(1)]

    #[ignore = "the library is of an older standard"]
    fn messages_in_partitions_need_a_library_of_mpi_4() {
        panic!("it has none");
    }
}

#[cfg(mpi_standard = "4")]
use std::mem;
#[cfg(mpi_standard = "4")]
use std::panic::{AssertUnwindSafe, catch_unwind};

#[cfg(mpi_standard = "4")]
use mpi_shim::prelude::*;
#[cfg(mpi_standard = "4")]
use mpi_shim::{Error, ErrorClass, Result};

#[cfg(mpi_standard = "4")]
fn neighbours(world: &Communicator<'_>) -> (usize, usize) {
    let (me, n) = (world.rank(), world.size());
    ((me + n - 1) % n, (me + 1) % n)
}

#[cfg(mpi_standard = "4")]
shmem_test::tests! {
    #![mpi]

    fn partitions_go_as_they_become_ready(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let (mut out, mut inbox) = (vec![0; 6000], vec![0; 6000]);
        mpi.scope(|s| {
            let mut send = world.psend_init(s, &mut out, 6, right, 5)?;
            let mut receive = world.precv_init(s, &mut inbox, 3, left, 5)?;
            for round in 0..5 {
                receive.start()?;
                let (first, mut others) = send.start()?.split_at(2);
                others.fill(world.rank() * 10 + round);
                others.ready()?;
                for mut part in first.parts() {
                    assert_eq!((part.len(), part.partitions()), (1000, 1));
                    part.fill(world.rank() * 10 + round);
                    part.ready()?;
                }
                for partition in [2, 0, 1] {
                    let part = loop {
                        if let Some(part) = receive.arrived(partition)? {
                            break part;
                        }
                    };
                    assert_eq!(part, vec![left * 10 + round; 2000]);
                }
                receive.wait()?;
                send.wait()?;
                assert_eq!(receive.elements(), vec![left * 10 + round; 6000]);
                assert_eq!(receive.arrived(1)?.map(<[_]>::len), Some(2000));
            }
            Ok(())
        })
    }

    fn what_nobody_said_is_ready_goes_with_the_wait_or_the_scope(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (left, right) = neighbours(&world);
        let (mut out, mut inbox) = (vec![[1u8; 3]; 4], vec![[0u8; 3]; 4]);
        mpi.scope(|s| {
            let mut send = world.psend_init(s, &mut out, 4, right, 0)?;
            let mut receive = world.precv_init(s, &mut inbox, 4, left, 0)?;
            receive.start()?;
            let (one, others) = send.start()?.split_at(1);
            one.ready()?;
            mem::forget(others);
            send.wait()?;
            receive.wait()?;
            assert_eq!(receive.elements(), [[1; 3]; 4]);
            send.elements().fill([2; 3]);
            receive.start()?;
            drop(send.start()?);
            Ok::<_, Error>(())
        })?;
        assert_eq!(inbox, [[2; 3]; 4]);
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            mpi.scope(|s| -> Result<()> {
                let mut send = world.psend_init(s, &mut out, 2, right, 0)?;
                let mut receive = world.precv_init(s, &mut inbox, 2, left, 0)?;
                receive.start()?;
                send.start()?[0] = [3; 3];
                panic!("on purpose");
            })
        }));
        assert!(unwound.is_err());
        assert_eq!(inbox, [[3; 3], [2; 3], [2; 3], [2; 3]]);
        Ok(())
    }

    fn what_is_no_message_in_partitions_is_refused(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (mut a, mut b, mut c) = ([0; 5], [0; 5], [0; 5]);
        mpi.scope(|s| {
            let class = |error: Option<Error>| error.expect("it is wrong").class();
            assert_eq!(class(world.psend_init(s, &mut a, 2, 0, 0).err()), ErrorClass::Count);
            assert_eq!(class(world.precv_init(s, &mut b, 0, 0, 0).err()), ErrorClass::Count);
            assert_eq!(class(world.psend_init(s, &mut c, 5, world.size(), 0).err()), ErrorClass::Rank);
            Ok::<_, Error>(())
        })
    }

    #[npes(1)]
    #[should_panic(expected = "it is under way")]
    fn partitions_under_way_are_not_lent(mpi: &Mpi) {
        let (me, mut out) = (mpi.this_process(), [0; 4]);
        let _ = mpi.scope(|s| {
            let mut send = me.psend_init(s, &mut out, 2, 0, 0)?;
            mem::forget(send.start()?);
            send.elements()[0] = 1;
            Ok::<_, Error>(())
        });
    }
}
