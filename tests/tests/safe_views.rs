//! Views of symmetric slices: every so many elements, and other PEs' elements by load and store.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use shmem::bytemuck::{AnyBitPattern, NoUninit};
use shmem::prelude::*;
use shmem_test::trials;
use shmem_tests::safe::run;

#[track_caller]
fn refused<R>(call: impl FnOnce() -> R) -> String {
    let panic = catch_unwind(AssertUnwindSafe(call)).err().expect("to be refused");
    panic.downcast_ref::<String>().map_or_else(|| "no message".to_owned(), Clone::clone)
}

/// Every step of slices of every length, in place and from the PE next door.
fn every_step() {
    run(|shmem| {
        let (me, right) = (shmem.my_pe().index() as u32, shmem.my_pe().wrapping_add(1));
        let buf = shmem.from_fn(13, |i| 100 * me + i as u32).unwrap();
        let context = shmem.context().unwrap();
        for len in 0..=13 {
            let slice = buf.slice(13 - len..);
            for step in 1..=15 {
                let every = slice.step_by(step);
                let of = |pe: u32| (13 - len..13).step_by(step).map(move |i| 100 * pe + i as u32);
                assert_eq!((every.len(), every.is_empty()), (of(0).len(), len == 0));
                assert!(every.to_vec().into_iter().eq(of(me)));
                let mut data = vec![0; every.len()];
                every.at(right).get(&mut data);
                assert!(data.iter().copied().eq(of(right.index() as u32)));
                data.fill(0);
                context.scope(|s| s.on(every.at(right)).get(&mut data));
                assert!(data.iter().copied().eq(of(right.index() as u32)));
                assert_eq!(refused(|| every.read(data.len())), {
                    format!("there is no element {0} among {0}", data.len())
                });
                for (i, expected) in of(me).enumerate() {
                    assert_eq!((every.read(i), every.at(shmem.my_pe()).g(i)), (expected, expected));
                }
            }
            let far = slice.step_by(usize::MAX);
            assert_eq!(far.len(), len.min(1));
            assert_eq!(far.to_vec(), slice.to_vec()[..len.min(1)]);
        }
        assert_eq!(refused(|| buf.as_slice().step_by(0)), "no message");
    });
}

/// Puts touch the elements that they name, and no others.
fn puts_by_steps() {
    run(|shmem| {
        let (me, right) = (shmem.my_pe(), shmem.my_pe().wrapping_add(1));
        let left = me.wrapping_add(-1).index() as u64;
        let buf = shmem.alloc::<[u64; 2]>(10).unwrap();
        let every = buf.slice(1..9).step_by(3);
        let data: Vec<_> = (0..3).map(|i| [10 * me.index() as u64 + i; 2]).collect();
        every.at(right).put(&data);
        buf.slice(2..).step_by(4).at(right).p(1, [7, me.index() as u64]);
        shmem.world().barrier();
        let mut expected = [[0; 2]; 10];
        for i in 0..3 {
            expected[1 + 3 * i] = [10 * left + i as u64; 2];
        }
        expected[6] = [7, left];
        assert_eq!(buf.to_vec(), expected);
        every.write_from(&[[1; 2], [2; 2], [3; 2]]);
        every.write(1, [9; 2]);
        assert_eq!(every.to_vec(), [[1; 2], [9; 2], [3; 2]]);
        assert_eq!(
            refused(|| every.write_from(&data[..2])),
            "2 elements do not fit 3 that are 3 apart"
        );
        let long = refused(|| every.at(right).get(&mut [[0; 2]; 4]));
        assert_eq!(long, "4 elements do not fit 3 that are 3 apart");
        shmem.world().barrier();
    });
}

#[derive(Clone, Copy, PartialEq, Debug, NoUninit, AnyBitPattern)]
#[repr(C)]
#[bytemuck(crate = "shmem::bytemuck")]
struct Odd([u8; 3]);

/// Elements of all sizes on all PEs, by load and store where they can be and by copies where not.
fn views_of<T: Element + PartialEq + std::fmt::Debug>(shmem: &Shmem, value: impl Fn(usize) -> T) {
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let buf = shmem.from_fn(n + 3, |i| value(10 * me + i)).unwrap();
    for pe in shmem.pes() {
        let view = buf.slice(2..).view_of(pe).expect("the PEs share a node");
        assert_eq!((view.pe(), view.len(), view.is_empty()), (pe, n + 1, false));
        let of: Vec<_> = (2..n + 3).map(|i| value(10 * pe.index() + i)).collect();
        assert_eq!(view.to_vec(), of);
        assert!((0..n + 1).map(|i| view.read(i)).eq(of));
        assert!(refused(|| view.read(n + 1)).starts_with("there is no element"));
        assert!(refused(|| view.write(n + 1, value(0))).starts_with("there is no element"));
    }
    shmem.world().barrier();
    for pe in shmem.pes() {
        let view = buf.as_slice().view_of(pe).expect("the PEs share a node");
        view.write(me, value(99 - me));
    }
    shmem.world().barrier();
    assert_eq!(buf.slice(..n).to_vec(), (0..n).map(|pe| value(99 - pe)).collect::<Vec<_>>());
    buf.slice(n..).view_of(shmem.my_pe()).unwrap().write_from(&[value(1), value(2), value(3)]);
    assert_eq!(buf.read(n + 2), value(3));
    assert!(buf.slice(..0).view_of(shmem.my_pe()).unwrap().to_vec().is_empty());
    shmem.world().barrier();
}

fn views_of_peers() {
    run(|shmem| {
        views_of(shmem, |i| i as u8);
        views_of(shmem, |i| i as u16);
        views_of(shmem, |i| i as f32);
        views_of(shmem, |i| i as u64);
        views_of(shmem, |i| i as u128);
        views_of(shmem, |i| Odd([i as u8; 3]));
        views_of(shmem, |i| [i as u8; 2]);
        views_of(shmem, |_| ());
    });
}

/// Stores through a view are seen by who waits for a signal after a fence, as puts are; in threads too.
fn views_in_threads() {
    let shmem = Shmem::init_thread(shmem::ThreadLevel::Multiple).unwrap();
    let (threads, right) = (shmem.threads().unwrap(), shmem.my_pe().wrapping_add(1));
    let left = shmem.my_pe().wrapping_add(-1);
    let inbox = shmem.alloc::<u64>(8).unwrap();
    let (ready, free) = (shmem.signal().unwrap(), shmem.signal().unwrap());
    let view = threads.share(inbox.as_slice().view_of(right).unwrap());
    let every = threads.share(inbox.slice(1..).step_by(2).at(right));
    for round in 1..=100 {
        thread::scope(|scope| {
            scope.spawn(move || (0..4).for_each(|i| view.get().write(2 * i, round)));
            scope.spawn(move || every.get().put(&[round; 4]));
        });
        shmem.fence();
        ready.at(right).set(round);
        ready.wait(Until::Ge(round));
        assert_eq!(inbox.to_vec(), [round; 8]);
        free.at(left).set(round);
        free.wait(Until::Ge(round));
    }
    shmem.world().barrier();
}

fn main() {
    shmem_test::run(trials![every_step, puts_by_steps, views_of_peers, views_in_threads]);
}
