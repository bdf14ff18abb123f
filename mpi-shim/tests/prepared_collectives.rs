//! Collective calls that are prepared once and started again and again.

#![allow(clippy::forget_non_drop, reason = "says what is tried, however little comes of it")]

mod forms;

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Parts, Result};

use forms::in_every_form;

shmem_test::tests! {
    #![mpi]

    fn prepared_calls_give_the_same_round_after_round(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let parts = Parts::placed(&(0..n).map(|rank| (2, 3 * rank)).collect::<Vec<_>>())?;
        let lengths = vec![2; n];
        let mut rooms = vec![vec![0u64; 3 * n]; 16];
        let mut rooms = rooms.iter_mut();
        let mut room = |len: usize| &mut rooms.next().expect("there are enough")[..len];
        let (a, b, c, d, e, f) = (room(2), room(2), room(2 * n), room(2), room(2 * n), room(2 * n));
        let (g, h, i, j, k) = (room(3 * n), room(2 * n), room(2), room(2), room(2));
        let (l, m, o, p, q) = (room(2), room(2), room(2 * n), room(2), room(2));
        mpi.scope(|s| {
            let mut barrier = world.barrier_init(s)?;
            let mut broadcast = world.broadcast_init(s, a, n - 1)?;
            let mut gather = world.gather_init(s, b, c, 0)?;
            let mut scatter = world.scatter_init(s, e, d, 0)?;
            let mut exchange = world.all_to_all_init(s, f, h)?;
            let mut parted = world.all_gather_parts_in_place_init(s, g, &parts)?;
            let mut sum = world.all_reduce_init(s, i, j, op::commuting(u64::wrapping_add))?;
            let mut at_last = world.reduce_in_place_init(s, k, Max, n - 1)?;
            let mut scan = world.scan_init(s, l, m, Sum)?;
            let mut scattered = world.reduce_scatter_init(s, o, p, &lengths, Sum)?;
            let mut before = world.exclusive_scan_in_place_init(s, q, Sum)?;
            for round in 0..3u64 {
                let of = |rank: usize| [round + rank as u64, 7];
                let mine = of(me);
                broadcast.elements().copy_from_slice(&mine);
                gather.elements().0.copy_from_slice(&mine);
                scatter.elements().0.copy_from_slice(&mine.repeat(n));
                exchange.elements().0.copy_from_slice(&mine.repeat(n));
                parted.elements()[3 * me..][..2].copy_from_slice(&mine);
                sum.elements().0.copy_from_slice(&mine);
                at_last.elements().copy_from_slice(&mine);
                scan.elements().0.copy_from_slice(&mine);
                scattered.elements().0.copy_from_slice(&mine.repeat(n));
                before.elements().copy_from_slice(&mine);
                barrier.start()?;
                broadcast.start()?;
                gather.start()?;
                scatter.start()?;
                exchange.start()?;
                parted.start()?;
                sum.start()?;
                at_last.start()?;
                scan.start()?;
                scattered.start()?;
                before.start()?;
                barrier.wait()?;
                broadcast.wait()?;
                gather.wait()?;
                scatter.wait()?;
                exchange.wait()?;
                parted.wait()?;
                sum.wait()?;
                at_last.wait()?;
                scan.wait()?;
                scattered.wait()?;
                before.wait()?;
                let everybody: Vec<_> = (0..n).flat_map(of).collect();
                let summed = |ranks: std::ops::Range<usize>| {
                    ranks.map(of).fold([0, 0], |a, b| [a[0] + b[0], a[1] + b[1]])
                };
                assert_eq!(broadcast.elements(), of(n - 1));
                assert!(me > 0 || gather.elements().1 == everybody);
                assert_eq!(scatter.elements().1, of(0));
                assert_eq!(exchange.elements().1, everybody);
                let parted = parted.elements().chunks(3).flat_map(|part| &part[..2]);
                assert!(parted.eq(&everybody));
                assert_eq!(sum.elements().1, summed(0..n));
                assert!(me < n - 1 || at_last.elements() == of(n - 1));
                assert_eq!(scan.elements().1, summed(0..me + 1));
                assert_eq!(scattered.elements().1, summed(0..n));
                assert_eq!(before.elements(), if me == 0 { mine } else { summed(0..me) });
            }
            // Under way when the scope ends.
            sum.start()
        })
    }

    fn every_form_of_a_call_does_the_same(mpi: &Mpi) -> Result<()> {
        let on = mpi.world().duplicate()?;
        let (me, n) = (on.rank(), on.size());
        let all: Vec<_> = (0..3 * n as u64).map(|at| 100 * me as u64 + at).collect();
        let parts = Parts::placed(&(0..n).map(|rank| (2, 3 * rank)).collect::<Vec<_>>())?;
        let (lengths, all, mine) = (vec![3; n], &all[..], &all[..3]);
        let (three, whole) = (&mut [7; 3][..], &mut vec![7; 3 * n][..]);
        in_every_form!(mpi, on.gather, igather, gather_init: mine => whole by n - 1);
        in_every_form!(mpi, on.scatter, iscatter, scatter_init: all => three by n - 1);
        in_every_form!(mpi, on.all_gather, iall_gather, all_gather_init: mine => whole);
        in_every_form!(mpi, on.all_to_all, iall_to_all, all_to_all_init: all => whole);
        in_every_form!(mpi, on.reduce, ireduce, reduce_init: mine => three by Sum, n - 1);
        in_every_form!(mpi, on.all_reduce, iall_reduce, all_reduce_init: mine => three by Max);
        in_every_form!(mpi, on.scan, iscan, scan_init: mine => three by Sum);
        in_every_form!(mpi, on.exclusive_scan, iexclusive_scan, exclusive_scan_init: mine => three by Sum);
        in_every_form!(mpi, on.reduce_scatter_block, ireduce_scatter_block, reduce_scatter_block_init:
            all => three by op::commuting(u64::wrapping_add));
        in_every_form!(mpi, on.reduce_scatter, ireduce_scatter, reduce_scatter_init: all => three [lengths] by Min);
        in_every_form!(mpi, on.all_to_all_parts, iall_to_all_parts, all_to_all_parts_init:
            all [parts] => whole [parts]);
        let two = &mine[..2];
        in_every_form!(mpi, on.gather_parts, igather_parts, gather_parts_init: two => whole [parts] by n - 1);
        in_every_form!(mpi, on.all_gather_parts, iall_gather_parts, all_gather_parts_init: two => whole [parts]);
        let two = &mut [7; 2][..];
        in_every_form!(mpi, on.scatter_parts, iscatter_parts, scatter_parts_init: all [parts] => two by n - 1);
        Ok(())
    }

    fn what_is_forgotten_under_way_completes_with_its_scope(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (mut mine, mut sum) = ([world.rank() as u64 + 1], [0]);
        let one = Box::new([1]);
        mpi.scope(|s| {
            let by = op::in_order(move |a: u64, b| a + b + one[0] - 1);
            let mut all = world.all_reduce_init(s, &mut mine, &mut sum, by)?;
            all.start()?;
            all.wait()?;
            all.elements().0[0] *= 2;
            all.start()?;
            mem::forget(all);
            Ok::<_, Error>(())
        })?;
        let n = world.size() as u64;
        assert_eq!(sum, [n * (n + 1)]);
        Ok(())
    }

    fn what_is_under_way_in_a_panic_completes_with_its_closure(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (mut mine, mut sum, closure) = ([1u64], [0], Arc::new(1));
        let ended = catch_unwind(AssertUnwindSafe(|| {
            mpi.scope(|s| -> Result<()> {
                let one = closure.clone();
                let by = op::commuting(move |a: u64, b| a + b + *one - 1);
                let mut all = world.all_reduce_init(s, &mut mine, &mut sum, by)?;
                all.start()?;
                panic!("on purpose")
            })
        }));
        assert!(ended.is_err());
        assert_eq!((sum, Arc::strong_count(&closure)), ([world.size() as u64], 1));
        Ok(())
    }

    fn wrong_lengths_are_errors_before_anything_is_started(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size();
        let (mut a, mut b, mut c) = (vec![0; n + 1], vec![0; n], vec![0; n]);
        mpi.scope(|s| {
            let class = |error: Option<Error>| error.expect("it is wrong").class();
            assert_eq!(class(world.all_gather_init(s, &mut a, &mut b).err()), ErrorClass::Count);
            assert_eq!(class(world.broadcast_init(s, &mut c, n).err()), ErrorClass::Rank);
            Ok::<_, Error>(())
        })
    }

    #[npes(1)]
    #[should_panic(expected = "it is under way")]
    fn what_is_under_way_is_not_started(mpi: &Mpi) {
        let (me, mut data) = (mpi.this_process(), [0]);
        let _ = mpi.scope(|s| {
            let mut broadcast = me.broadcast_init(s, &mut data, 0)?;
            broadcast.start()?;
            broadcast.start()
        });
    }

    #[npes(1)]
    #[should_panic(expected = "it is under way")]
    fn memory_under_way_is_not_lent(mpi: &Mpi) {
        let (me, mut data) = (mpi.this_process(), [0]);
        let _ = mpi.scope(|s| {
            let mut broadcast = me.broadcast_init(s, &mut data, 0)?;
            broadcast.start()?;
            broadcast.elements()[0] = 1;
            Ok::<_, Error>(())
        });
    }
}
