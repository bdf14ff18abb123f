//! Scopes: non-blocking operations that are complete when their scope is over, however it ends.
#![allow(missing_docs, reason = "a test binary")]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use shmem::prelude::*;
use shmem::{Error, Result};
use shmem_test::{Trial, trials};

/// The runtime of a trial, nested in the harness's.
fn init() -> Shmem {
    Shmem::init().expect("nothing stands in the way")
}

fn right(shmem: &Shmem) -> Pe {
    shmem.my_pe().wrapping_add(1)
}

fn left_index(shmem: &Shmem) -> u64 {
    shmem.my_pe().wrapping_add(-1).index() as u64
}

/// What was put in a scope is at its target when the scope is over and a meeting says so; what was got
/// is here when it is over.
fn puts_and_gets() {
    let shmem = init();
    let n = shmem.n_pes();
    let me = shmem.my_pe().index() as u64;
    let table = shmem.alloc::<[u64; 2]>(n * 100).unwrap();
    let rows: Vec<Vec<[u64; 2]>> =
        (0..n as u64).map(|to| (0..100).map(|i| [me * 1000 + to, i]).collect()).collect();
    shmem.scope(|s| {
        for (pe, row) in shmem.pes().zip(&rows) {
            let mine = 100 * me as usize;
            s.put(table.slice(mine..mine + 100).at(pe), row);
        }
    });
    shmem.world().sync();
    for from in 0..n as u64 {
        for i in 0..100 {
            let here = table.read(100 * from as usize + i as usize);
            assert_eq!(here, [from * 1000 + me, i], "from PE {from}");
        }
    }
    let mut back = vec![vec![[0; 2]; 100]; n];
    shmem.scope(|s| {
        for (pe, row) in shmem.pes().zip(&mut back) {
            let mine = 100 * me as usize;
            s.get(table.slice(mine..mine + 100).at(pe), row);
        }
    });
    assert_eq!(back, rows);
    shmem.world().barrier();
}

/// Waiting goes on inside of a scope, and data is there before its signal.
fn signals_inside() {
    let shmem = init();
    let inbox = shmem.alloc::<u64>(3).unwrap();
    let ready = shmem.signals(2).unwrap();
    let free = shmem.signal().unwrap();
    for round in 1..=50 {
        let data = [round, round * round, shmem.my_pe().index() as u64];
        shmem.scope(|s| {
            s.put_signal(inbox.at(right(&shmem)), &data, ready.word(1), SignalOp::Set(round));
            ready.word(1).wait(Until::Eq(round));
            assert_eq!(inbox.to_vec(), [round, round * round, left_index(&shmem)]);
            // The left may send again, and the right says so here.
            s.on(free.at(shmem.my_pe().wrapping_add(-1))).add(1);
            free.wait(Until::Ge(round));
        });
    }
    assert_eq!(ready.word(0).fetch(), 0);
    shmem.world().barrier();
}

/// Who sees the signal sees the column before it, by the default context and by another, set or added to.
fn columns_with_signals() {
    const WIDTH: usize = 40;
    const ROWS: usize = 100;
    let shmem = init();
    let context = shmem.context().unwrap();
    let inbox = shmem.alloc::<u64>(2 * ROWS).unwrap();
    let ready = shmem.signals(2).unwrap();
    let set = |round| if round % 2 == 0 { SignalOp::Set(round) } else { SignalOp::Add(1) };
    for round in 1..=60 {
        let at = |row: usize, column: usize, pe: u64| {
            round << 32 | pe << 16 | (row * WIDTH + column) as u64
        };
        let me = shmem.my_pe().index() as u64;
        let matrix: Vec<u64> = (0..ROWS * WIDTH).map(|i| at(0, i, me)).collect();
        let column = round as usize % WIDTH;
        let data = &matrix[column..];
        shmem.scope(|s| {
            let target = inbox.slice(..2 * ROWS - 1).at(right(&shmem));
            if round % 3 == 0 {
                s.iput_signal(target, 2, data, WIDTH, ROWS, ready.word(1), set(round));
            } else {
                context.scope(|c| {
                    c.iput_signal(target, 2, data, WIDTH, ROWS, ready.word(1), set(round))
                });
            }
            ready.word(1).wait(Until::Ge(round));
            let column = (0..ROWS).map(|row| at(row, column, left_index(&shmem)));
            assert!(inbox.to_vec().into_iter().step_by(2).eq(column));
            assert!(inbox.to_vec().into_iter().skip(1).step_by(2).all(|between| between == 0));
        });
        shmem.world().barrier();
    }
    // Columns side by side, and what does not fit leaves data and signal alone.
    let before = inbox.to_vec();
    let data = [7; ROWS];
    shmem.world().barrier();
    for (to, from, n) in [(2, 1, ROWS + 1), (0, 1, 2), (1, 0, 2), (3, 1, ROWS)] {
        let target = inbox.at(right(&shmem));
        let call = || {
            shmem.scope(|s| {
                s.iput_signal(target, to, &data, from, n, ready.word(0), SignalOp::Set(1))
            })
        };
        assert!(catch_unwind(AssertUnwindSafe(call)).is_err(), "{to} {from} {n}");
    }
    shmem.world().barrier();
    assert_eq!((inbox.to_vec(), ready.word(0).fetch()), (before, 0));
    shmem.world().barrier();
    shmem.scope(|s| {
        s.iput(inbox.at(right(&shmem)), 2, &data, 1, ROWS);
        s.iput(inbox.slice(1..).at(right(&shmem)), 2, &data, 1, ROWS);
    });
    shmem.world().sync();
    assert_eq!(inbox.to_vec(), [7; 2 * ROWS]);
    shmem.world().barrier();
}

/// Every fetching operation delivers by the end of its scope.
fn atomics() {
    let shmem = init();
    let words = shmem.atomics::<u32>(9).unwrap();
    let real = shmem.atomic(1.5f64).unwrap();
    let place = right(&shmem);
    shmem.world().barrier();
    let mut old = [99u32; 9];
    let (mut before, mut swapped) = (0.0, 0.0);
    shmem.scope(|s| {
        for i in 0..9 {
            s.on(words.word(i).at(place)).set(0b1100);
        }
        s.quiet();
        let at = |i: usize| words.word(i).at(place);
        let [fetch, swap, hit, miss, inc, add, and, or, xor] = &mut old;
        s.fetch(at(0), fetch);
        s.swap(at(1), 7, swap);
        s.compare_swap(at(2), 0b1100, 8, hit);
        s.compare_swap(at(3), 0, 8, miss);
        s.fetch_inc(at(4), inc);
        s.fetch_add(at(5), 5, add);
        s.fetch_and(at(6), 0b0110, and);
        s.fetch_or(at(7), 0b0011, or);
        s.fetch_xor(at(8), 0b0110, xor);
        s.fetch(real.at(place), &mut before);
        s.quiet();
        s.swap(real.at(place), 2.5, &mut swapped);
    });
    assert_eq!(old, [0b1100; 9]);
    assert_eq!((before, swapped), (1.5, 1.5));
    shmem.world().sync();
    let now: Vec<u32> = (0..9).map(|i| words.word(i).here().fetch()).collect();
    assert_eq!(now, [12, 7, 8, 12, 13, 17, 0b0100, 0b1111, 0b1010]);
    assert_eq!(real.here().fetch(), 2.5);
    shmem.world().barrier();
}

/// A panic in a scope: what was issued completes, and the program goes on.
fn panic_inside() {
    let shmem = init();
    let inbox = shmem.alloc::<u64>(1000).unwrap();
    let data = vec![7; 1000];
    let mut back = vec![1; 1000];
    let caught = catch_unwind(AssertUnwindSafe(|| {
        shmem.scope(|s| {
            s.put(inbox.at(right(&shmem)), &data);
            s.fence();
            s.get(inbox.at(shmem.my_pe()), &mut back);
            resume_unwind(Box::new("enough"));
        });
    }));
    assert_eq!(*caught.unwrap_err().downcast::<&str>().unwrap(), "enough");
    drop(data);
    shmem.world().sync();
    assert_eq!(inbox.to_vec(), vec![7; 1000]);
    assert!(back == vec![0; 1000] || back.contains(&7), "delivered, before or after the put");
    shmem.world().barrier();
}

fn leaves_early(shmem: &Shmem, inbox: &SymBuf<'_, u64>) -> Result<u64> {
    shmem.scope(|s| {
        s.put(inbox.at(right(shmem)), &[5]);
        Err(Error::NoContext)?;
        Ok(0)
    })
}

/// A scope that is left by `?` is over like any other.
fn early_return() {
    let shmem = init();
    let inbox = shmem.alloc::<u64>(1).unwrap();
    assert_eq!(leaves_early(&shmem, &inbox), Err(Error::NoContext));
    shmem.world().sync();
    assert_eq!(inbox.read(0), 5);
    shmem.world().barrier();
}

/// What can be forgotten is borrowed, so the quiet comes all the same.
fn forgetting() {
    let shmem = init();
    let inbox = shmem.alloc::<u64>(100).unwrap();
    let data = vec![3; 100];
    shmem.scope(|s| {
        let target = inbox.at(right(&shmem));
        s.put(target, &data);
        mem::forget(Box::new((s, s.on(target))));
        mem::forget(shmem.alloc::<u64>(1).unwrap());
    });
    drop(data);
    shmem.world().sync();
    assert_eq!(inbox.to_vec(), vec![3; 100]);
    mem::forget(inbox);
    shmem.reclaim();
}

/// Buffers of other owners come and go inside of a scope, by collectives; the borrowed stay.
fn allocations_inside() {
    let shmem = init();
    let inbox = shmem.alloc::<u64>(64).unwrap();
    let data = vec![shmem.my_pe().index() as u64 + 1; 64];
    shmem.scope(|s| {
        s.put(inbox.at(right(&shmem)), &data);
        for _ in 0..20 {
            drop(shmem.full(64, u64::MAX).unwrap());
        }
        assert_eq!(shmem.reclaim(), 1);
        shmem.scope(|inner| inner.put(inbox.slice(..1).at(shmem.my_pe()), &data[..1]));
        shmem.world().barrier();
    });
    assert_eq!(inbox.to_vec()[1..], vec![left_index(&shmem) + 1; 63]);
    shmem.world().barrier();
}

/// From one symmetric buffer to another, on other PEs and on this one.
fn without_a_private_copy() {
    let shmem = init();
    let me = shmem.my_pe().index() as u64;
    let (a, b) = (shmem.from_fn(10, |i| 100 * me + i as u64).unwrap(), shmem.alloc(10).unwrap());
    b.slice(..5).at(right(&shmem)).put_from(a.slice(5..));
    shmem.world().barrier();
    let left = left_index(&shmem);
    assert_eq!(b.slice(..5).to_vec(), [5, 6, 7, 8, 9].map(|i| 100 * left + i));
    a.slice(..3).at(right(&shmem)).get_into(b.slice(7..));
    let next = right(&shmem).index() as u64;
    assert_eq!(b.slice(7..).to_vec(), [0, 1, 2].map(|i| 100 * next + i));
    shmem.world().barrier();
    shmem.scope(|s| {
        s.put_from(b.slice(..2).at(right(&shmem)), a.slice(..2));
        s.get_into(a.slice(9..).at(right(&shmem)), b.slice(9..));
    });
    shmem.world().sync();
    assert_eq!(b.slice(..2).to_vec(), [100 * left, 100 * left + 1]);
    assert_eq!(b.read(9), 100 * next + 9);
    // Apart within one buffer is apart; half way over is not, nor is all the way.
    a.slice(..5).at(shmem.my_pe()).put_from(a.slice(5..));
    for (to, from) in [(0..5, 4..9), (4..9, 0..5), (2..6, 2..6)] {
        let (to, from) = (a.slice(to), a.slice(from));
        let pe = right(&shmem);
        assert!(catch_unwind(AssertUnwindSafe(|| to.at(pe).put_from(from))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| to.at(pe).get_into(from))).is_err());
        let scoped = || shmem.scope(|s| s.put_from(to.at(pe), from));
        assert!(catch_unwind(AssertUnwindSafe(scoped)).is_err());
        let scoped = || shmem.scope(|s| s.get_into(to.at(pe), from));
        assert!(catch_unwind(AssertUnwindSafe(scoped)).is_err());
    }
    let longer = || b.slice(..3).at(shmem.my_pe()).put_from(a.slice(..4));
    assert!(catch_unwind(AssertUnwindSafe(longer)).is_err());
    shmem.world().barrier();
}

/// Frozen elements can be got in a scope, and copied on, in every way.
fn frozen() {
    let shmem = init();
    let (me, next) = (shmem.my_pe().index() as u64, right(&shmem).index() as u64);
    let table = shmem.from_fn(20, |i| 100 * me + i as u64).unwrap().freeze();
    let copies = shmem.alloc::<u64>(20).unwrap();
    let (mut some, mut strided, mut blocks) = ([0; 3], [0; 4], [0; 4]);
    shmem.scope(|s| {
        s.get(table.slice(5..8).at(right(&shmem)), &mut some);
        s.get_into(table.slice(..10).at(right(&shmem)), copies.slice(10..));
        assert_eq!(table[19], 100 * me + 19);
    });
    table.slice(10..).at(right(&shmem)).get_into(copies.slice(..10));
    table.at(right(&shmem)).iget(&mut strided, 1, 6, 4);
    table.at(right(&shmem)).ibget(&mut blocks, 2, 10, 2, 2);
    assert_eq!(some, [5, 6, 7].map(|i| 100 * next + i));
    assert_eq!(strided, [0, 6, 12, 18].map(|i| 100 * next + i));
    assert_eq!(blocks, [0, 1, 10, 11].map(|i| 100 * next + i));
    let expected = (10..20).chain(0..10).map(|i| 100 * next + i);
    assert!(copies.to_vec().into_iter().eq(expected));
    drop(table.thaw());
}

/// Wrong lengths panic before anything is issued.
fn lengths() {
    let shmem = init();
    let inbox = shmem.full(4, 9u8).unwrap();
    let (data, mut back) = ([1u8; 5], [2u8; 3]);
    let put = || shmem.scope(|s| s.put(inbox.at(shmem.my_pe()), &data));
    assert!(catch_unwind(AssertUnwindSafe(put)).is_err());
    let get = || shmem.scope(|s| s.get(inbox.at(shmem.my_pe()), &mut back));
    assert!(catch_unwind(AssertUnwindSafe(get)).is_err());
    assert_eq!((inbox.to_vec(), back), (vec![9; 4], [2; 3]));
    // Nothing at all may be moved.
    let nothing: [u8; 0] = [];
    shmem.scope(|s| s.put(inbox.slice(2..2).at(shmem.my_pe()), &nothing));
    let units = shmem.alloc::<()>(1000).unwrap();
    shmem.scope(|s| s.put(units.at(shmem.my_pe()), &[(); 1000]));
    shmem.world().barrier();
}

fn main() {
    let trials: Vec<Trial> = trials![
        puts_and_gets: [1, 2, 3, 4, 7],
        signals_inside: [1, 2, 3, 4, 7],
        columns_with_signals: [1, 2, 3, 4, 7],
        atomics: [1, 2, 3, 4, 7],
        panic_inside,
        early_return,
        forgetting,
        allocations_inside,
        without_a_private_copy: [1, 2, 3, 4, 7],
        frozen: [1, 2, 3, 4, 7],
        lengths: [1, 2],
    ];
    shmem_test::run(trials);
}
