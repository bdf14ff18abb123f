//! Collective calls under way, against the same calls that return when they are done.

#![allow(
    clippy::forget_non_drop,
    clippy::drop_non_drop,
    reason = "says what is tried, however little comes of it"
)]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mpi_shim::op::{commuting, in_order};
use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Parts, Request, Result, Tested};

/// Lengths that take different ways through a library.
const LENGTHS: [usize; 4] = [0, 1, 5, 30_000];

/// What a rank brings along.
fn brought(rank: usize, len: usize) -> Vec<u64> {
    (0..len).map(|i| (rank * 1_000_003 + i * 7) as u64).collect()
}

/// Makes both calls, each with a copy of the same memory, which has to become the same.
macro_rules! same {
    ($mpi:ident, $memory:expr, $blocking:expr, |$s:ident, $room:ident| $start:expr) => {{
        let (mut expected, mut result) = ($memory.to_vec(), $memory.to_vec());
        ($blocking)(expected.as_mut_slice())?;
        let $room = result.as_mut_slice();
        $mpi.scope(|$s| {
            let (_, status) = $start?.wait()?;
            assert_eq!((status.source(), status.bytes()), (None, 0));
            Ok::<_, Error>(())
        })?;
        assert_eq!(result, expected);
    }};
}

/// The product of matrices `[[a, b], [c, d]]`, which depends on the order.
fn product(a: [u32; 4], b: [u32; 4]) -> [u32; 4] {
    let cell = |i: usize, j: usize| {
        a[2 * i].wrapping_mul(b[j]).wrapping_add(a[2 * i + 1].wrapping_mul(b[2 + j]))
    };
    [cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1)]
}

/// Every root with every length.
fn cases(world: &Communicator<'_>) -> impl Iterator<Item = (usize, usize)> {
    (0..world.size()).flat_map(|root| LENGTHS.map(|len| (root, len)))
}

shmem_test::tests! {
    #![mpi]

    fn a_barrier_is_complete_when_all_have_started_it(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        for late in 0..world.size() {
            if world.rank() == late {
                for rank in (0..world.size()).filter(|&rank| rank != late) {
                    world.recv(&mut [0u8; 0], rank, 0)?;
                }
                mpi.scope(|s| world.ibarrier(s)?.wait().map(drop))?;
            } else {
                mpi.scope(|s| match world.ibarrier(s)?.test()? {
                    Tested::Done(..) => panic!("rank {late} has not started it"),
                    Tested::Pending(barrier) => {
                        world.send(&[0u8; 0], late, 0)?;
                        barrier.wait().map(drop)
                    }
                })?;
            }
        }
        Ok(())
    }

    fn data_of_one_for_all_and_of_all_for_one(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let w = &world;
        let (me, n) = (w.rank(), w.size());
        for (root, len) in cases(w) {
            let mine = brought(me, len);
            same!(mpi, &mine, |x| w.broadcast(x, root), |s, x| w.ibroadcast(s, x, root));
            let all = vec![7; if me == root { n * len } else { 0 }];
            let gather = |x: &mut [u64]| w.gather(&mine, x, root);
            same!(mpi, &all, gather, |s, x| w.igather(s, &mine, x, root));
            let data = brought(me, if me == root { n * len } else { len });
            same!(mpi, &data, |x| w.gather_in_place(x, root), |s, x| w.igather_in_place(s, x, root));
            let all = brought(me, all.len());
            let scatter = |x: &mut [u64]| w.scatter(&all, x, root);
            same!(mpi, &mine, scatter, |s, x| w.iscatter(s, &all, x, root));
            let scatter = |x: &mut [u64]| w.scatter_in_place(x, root);
            same!(mpi, &data, scatter, |s, x| w.iscatter_in_place(s, x, root));
        }
        Ok(())
    }

    fn parts_of_one_for_all_and_of_all_for_one(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let w = &world;
        let me = w.rank();
        let lengths: Vec<_> = (0..w.size()).map(|rank| rank * 3 + rank % 2).collect();
        // Each two behind where it would be.
        let places = lengths.iter().scan(0, |end, &length| {
            *end += length + 2;
            Some((length, *end - length))
        });
        let parts = Parts::placed(&places.collect::<Vec<_>>())?;
        let parts = &parts;
        for root in 0..w.size() {
            let mine = brought(me, lengths[me]);
            let all = brought(me, if me == root { parts.reach() } else { 0 });
            let gather = |x: &mut [u64]| w.gather_parts(&mine, x, parts, root);
            same!(mpi, &all, gather, |s, x| w.igather_parts(s, &mine, x, parts, root));
            let scatter = |x: &mut [u64]| w.scatter_parts(&all, parts, x, root);
            same!(mpi, &mine, scatter, |s, x| w.iscatter_parts(s, &all, parts, x, root));
            let data = if me == root { &all } else { &mine };
            let gather = |x: &mut [u64]| w.gather_parts_in_place(x, parts, root);
            same!(mpi, data, gather, |s, x| w.igather_parts_in_place(s, x, parts, root));
            let scatter = |x: &mut [u64]| w.scatter_parts_in_place(x, parts, root);
            same!(mpi, data, scatter, |s, x| w.iscatter_parts_in_place(s, x, parts, root));
        }
        Ok(())
    }

    fn parts_in_place_are_where_they_belong(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let lengths: Vec<_> = (1..=n).collect();
        let parts = Parts::packed(&lengths)?;
        let all: Vec<_> = (0..n).flat_map(|rank| brought(rank, rank + 1)).collect();
        let start: usize = lengths[..me].iter().sum();
        for root in 0..n {
            let mut data = brought(me, me + 1);
            if me == root {
                data = vec![0; parts.reach()];
                data[start..][..=me].copy_from_slice(&brought(me, me + 1));
            }
            world.gather_parts_in_place(&mut data, &parts, root)?;
            if me == root {
                assert_eq!(data, all);
            } else {
                data.fill(0);
            }
            world.scatter_parts_in_place(&mut data, &parts, root)?;
            let mine = if me == root { &data[start..][..=me] } else { &data };
            assert_eq!(mine, brought(me, me + 1));
        }
        Ok(())
    }

    fn data_of_all_for_all(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let w = &world;
        let (me, n) = (w.rank(), w.size());
        for len in LENGTHS {
            let (mine, all) = (brought(me, len), brought(me, n * len));
            let gather = |x: &mut [u64]| w.all_gather(&mine, x);
            same!(mpi, &all, gather, |s, x| w.iall_gather(s, &mine, x));
            let gather = |x: &mut [u64]| w.all_gather_in_place(x);
            same!(mpi, &all, gather, |s, x| w.iall_gather_in_place(s, x));
            let exchange = |x: &mut [u64]| w.all_to_all(&all, x);
            let room = vec![0; n * len];
            same!(mpi, room, exchange, |s, x| w.iall_to_all(s, &all, x));
            let exchange = |x: &mut [u64]| w.all_to_all_in_place(x);
            same!(mpi, &all, exchange, |s, x| w.iall_to_all_in_place(s, x));
        }
        // Elements of three bytes; rank a sends a + 2 b to rank b.
        let lengths: Vec<_> = (0..n).map(|rank| rank + 2 * me).collect();
        let (from_parts, places) = (Parts::packed(&lengths)?, Parts::placed(&vec![(1, 2); n])?);
        let to: Vec<_> = (0..n).map(|rank| me + 2 * rank).collect();
        let to_parts = Parts::packed(&to)?;
        let data = vec![[me as u8; 3]; to_parts.reach()];
        let room = vec![[99; 3]; from_parts.reach()];
        let exchange = |x: &mut [[u8; 3]]| w.all_to_all_parts(&data, &to_parts, x, &from_parts);
        same!(mpi, &room, exchange, |s, x| {
            w.iall_to_all_parts(s, &data, &to_parts, x, &from_parts)
        });
        let each = (0..n).map(|rank| (2, 3 * rank)).collect::<Vec<_>>();
        let parts = Parts::placed(&each)?;
        let all = brought(me, parts.reach());
        let exchange = |x: &mut [u64]| w.all_to_all_parts_in_place(x, &parts);
        same!(mpi, &all, exchange, |s, x| w.iall_to_all_parts_in_place(s, x, &parts));
        let mine = brought(me, 2);
        let gather = |x: &mut [u64]| w.all_gather_parts(&mine, x, &parts);
        same!(mpi, &all, gather, |s, x| w.iall_gather_parts(s, &mine, x, &parts));
        let gather = |x: &mut [u64]| w.all_gather_parts_in_place(x, &parts);
        same!(mpi, &all, gather, |s, x| w.iall_gather_parts_in_place(s, x, &parts));
        // All at one place, which is not the start, where there is one process only.
        if n == 1 {
            let gather = |x: &mut [u64]| w.all_gather_parts(&mine[..1], x, &places);
            same!(mpi, [1, 2, 3], gather, |s, x| w.iall_gather_parts(s, &mine[..1], x, &places));
        }
        Ok(())
    }

    fn sums_under_way(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let w = &world;
        let (me, n) = (w.rank(), w.size());
        for (root, len) in cases(w) {
            let (mine, all) = (brought(me, len), brought(me, n * len));
            let room = vec![5; if me == root { len } else { 0 }];
            let reduce = |x: &mut [u64]| w.reduce(&mine, x, Sum, root);
            same!(mpi, &room, reduce, |s, x| w.ireduce(s, &mine, x, Sum, root));
            if me == root {
                let reduce = |x: &mut [u64]| w.reduce_in_place(x, Sum, root);
                same!(mpi, &mine, reduce, |s, x| w.ireduce_in_place(s, x, Sum, root));
            } else {
                w.reduce(&mine, &mut [], Sum, root)?;
                mpi.scope(|s| w.ireduce(s, &mine, &mut [], Sum, root)?.wait().map(drop))?;
            }
            if root > 0 {
                continue;
            }
            let reduce = |x: &mut [u64]| w.all_reduce(&mine, x, Max);
            same!(mpi, &mine, reduce, |s, x| w.iall_reduce(s, &mine, x, Max));
            let reduce = |x: &mut [u64]| w.all_reduce_in_place(x, Sum);
            same!(mpi, &mine, reduce, |s, x| w.iall_reduce_in_place(s, x, Sum));
            let scatter = |x: &mut [u64]| w.reduce_scatter_block(&all, x, Sum);
            same!(mpi, &mine, scatter, |s, x| w.ireduce_scatter_block(s, &all, x, Sum));
            let lengths: Vec<_> = (0..n).map(|rank| len + rank).collect();
            let (all, part) = (brought(me, lengths.iter().sum()), brought(me, len + me));
            let scatter = |x: &mut [u64]| w.reduce_scatter(&all, x, &lengths, Sum);
            same!(mpi, &part, scatter, |s, x| w.ireduce_scatter(s, &all, x, &lengths, Sum));
            let scan = |x: &mut [u64]| w.scan(&mine, x, Sum);
            same!(mpi, &mine, scan, |s, x| w.iscan(s, &mine, x, Sum));
            let scan = |x: &mut [u64]| w.scan_in_place(x, Sum);
            same!(mpi, &mine, scan, |s, x| w.iscan_in_place(s, x, Sum));
            let scan = |x: &mut [u64]| w.exclusive_scan(&mine, x, Sum);
            same!(mpi, &mine, scan, |s, x| w.iexclusive_scan(s, &mine, x, Sum));
            let scan = |x: &mut [u64]| w.exclusive_scan_in_place(x, Sum);
            same!(mpi, &mine, scan, |s, x| w.iexclusive_scan_in_place(s, x, Sum));
        }
        Ok(())
    }

    fn parts_of_a_sum_in_place(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        for len in LENGTHS {
            let lengths = vec![len; n];
            let all = brought(me, n * len);
            let mut expected = vec![0; len];
            world.reduce_scatter_block(&all, &mut expected, Sum)?;
            let mut copies = [(); 4].map(|()| all.clone());
            let [a, b, c, d] = &mut copies;
            world.reduce_scatter_block_in_place(a, Sum)?;
            world.reduce_scatter_in_place(b, &lengths, Sum)?;
            mpi.scope(|s| {
                let c = world.ireduce_scatter_block_in_place(s, c, Sum)?;
                world.ireduce_scatter_in_place(s, d, &lengths, Sum)?.wait()?;
                c.wait().map(drop)
            })?;
            assert!(copies.iter().all(|copy| copy[..len] == expected));
        }
        Ok(())
    }

    fn closures_combine_under_way(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let w = &world;
        let (me, n) = (w.rank(), w.size());
        let mine: Vec<[u32; 4]> = (0..1000).map(|i| [me as u32 + 1, i, 1, me as u32]).collect();
        let mine = &mine;
        let calls = std::sync::atomic::AtomicUsize::new(0);
        let counting = |a, b| {
            calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            product(a, b)
        };
        let reduce = |x: &mut [[u32; 4]]| w.all_reduce(mine, x, in_order(product));
        same!(mpi, mine, reduce, |s, x| w.iall_reduce(s, mine, x, in_order(counting)));
        assert!(n == 1 || w.all_reduce_value(calls.into_inner(), Sum)? > 0);
        let scan = |x: &mut [[u32; 4]]| w.scan(mine, x, in_order(product));
        same!(mpi, mine, scan, |s, x| w.iscan(s, mine, x, in_order(product)));
        let scan = |x: &mut [[u32; 4]]| w.exclusive_scan(mine, x, in_order(product));
        same!(mpi, mine, scan, |s, x| w.iexclusive_scan(s, mine, x, in_order(product)));
        let reduce = |x: &mut [[u32; 4]]| w.reduce(mine, x, in_order(product), n - 1);
        same!(mpi, mine, reduce, |s, x| w.ireduce(s, mine, x, in_order(product), n - 1));
        Ok(())
    }

    /// The operation goes with the scope, not with the request.
    fn forgotten_calls_complete_with_their_scope(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let mine = brought(world.rank(), 1000);
        let lengths = vec![1000 / world.size(); world.size()];
        let data = &mine[..lengths.iter().sum()];
        let (mut all, mut largest, mut part) = (vec![0; 1000], vec![0; 1000], vec![0; lengths[0]]);
        mpi.scope(|s| {
            let captured = Box::new([1]);
            let sum = commuting(move |a: u64, b| a + b + captured[0] - 1);
            mem::forget(world.iall_reduce(s, &mine, &mut all, sum)?);
            drop(world.iall_reduce(s, &mine, &mut largest, Max)?);
            mem::forget(world.ireduce_scatter(s, data, &mut part, &lengths, Sum)?);
            mem::forget(world.ibarrier(s)?);
            Ok::<_, Error>(())
        })?;
        assert_eq!(all, world.all_reduce_vec(&mine, Sum)?);
        assert_eq!(largest, brought(world.size() - 1, 1000));
        assert_eq!(part, all[world.rank() * part.len()..][..part.len()]);
        Ok(())
    }

    fn a_scope_that_is_unwound_from_waits_for_its_calls(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let mine = brought(world.rank(), 50_000);
        let mut all = vec![0; 50_000];
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            mpi.scope(|s| -> Result<()> {
                let sum = commuting(|a: u64, b: u64| a.wrapping_add(b));
                mem::forget(world.iall_reduce(s, &mine, &mut all, sum)?);
                panic!("on purpose");
            })
        }));
        assert!(unwound.is_err());
        assert_eq!(all, world.all_reduce_vec(&mine, Sum)?);
        all.fill(0);
        let ended = mpi.scope(|s| {
            let under_way = world.iall_reduce(s, &mine, &mut all, Max)?;
            // It goes on nevertheless.
            assert!(under_way.cancel()?.1.is_some());
            Err::<(), _>(Error::BufferAttached)
        });
        assert_eq!(ended, Err(Error::BufferAttached));
        assert_eq!(all, brought(world.size() - 1, 50_000));
        Ok(())
    }

    fn several_calls_are_waited_for_in_any_order(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let numbers: Vec<_> = (0..8).map(|i| [i + world.rank()]).collect();
        let mut rooms = vec![[0]; 8];
        mpi.scope(|s| {
            let calls = rooms.iter_mut().zip(&numbers);
            let calls =
                calls.map(|(room, number)| world.iall_reduce(s, number, room.as_mut_slice(), Max));
            let mut calls = calls.collect::<Result<Vec<_>>>()?;
            let last = calls.pop().expect("there are eight");
            assert_eq!(last.wait()?.0, [6 + world.size()]);
            let first = Request::wait_any(&mut calls)?.expect("there are seven");
            assert_eq!(first.1.bytes(), 0);
            let some = Request::wait_some(&mut calls)?;
            assert!(some.into_iter().all(|(_, ended)| ended.is_ok_and(|status| status.tag() == 0)));
            Request::wait_all(calls)?;
            let mut late = world.ibarrier(s)?;
            loop {
                match late.test()? {
                    Tested::Pending(still) => late = still,
                    Tested::Done((), _) => return Ok::<_, Error>(()),
                }
            }
        })?;
        let expected: Vec<_> = (0..8).map(|i| [i + world.size() - 1]).collect();
        assert_eq!(rooms, expected);
        Ok(())
    }

    fn wrong_lengths_and_roots_are_errors_at_once(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size();
        let (wrong, parts) = (vec![1u8; n + 1], Parts::placed(&vec![(1, n); n])?);
        let (mut a, mut b, mut c, mut d) = (vec![0u8; n], vec![0u8; n], vec![0u8; n], vec![0u8; n]);
        mpi.scope(|s| {
            let class = |ended: Result<Request<'_, _>>| ended.unwrap_err().class();
            assert_eq!(class(world.ibroadcast(s, a.as_mut_slice(), n)), ErrorClass::Rank);
            assert_eq!(class(world.iall_gather(s, &wrong, &mut b)), ErrorClass::Count);
            assert_eq!(class(world.iall_reduce(s, &wrong, &mut c, Max)), ErrorClass::Count);
            assert_eq!(class(world.iall_gather_parts(s, &[1], &mut d, &parts)), ErrorClass::Count);
            Ok::<_, Error>(())
        })
    }
}
