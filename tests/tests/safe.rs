//! The safe API's first slice: memory, puts and gets, atomics, signals, collectives.
#![allow(missing_docs, reason = "a test binary")]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::prelude::*;
use shmem::{Error, RemoteSlice, SymSlice};
use shmem_test::{Trial, trials};

/// The runtime of a trial, nested in the harness's.
fn init() -> Shmem {
    Shmem::init().expect("nothing stands in the way")
}

/// Every PE writes to every PE, and each finds all of it.
fn puts_and_gets() {
    let shmem = init();
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let table = shmem.alloc::<[u16; 3]>(n + 1).unwrap();
    assert_eq!(table.to_vec(), vec![[0; 3]; n + 1], "zeroed");
    shmem.world().barrier();
    let entry = |from: usize, to: usize| [from as u16, to as u16, 7];
    for pe in shmem.pes() {
        table.slice(me..=me).at(pe).put(&[entry(me, pe.index())]);
    }
    shmem.world().barrier();
    for from in 0..n {
        assert_eq!(table.read(from), entry(from, me));
    }
    assert_eq!(table.read(n), [0; 3], "nobody wrote there");
    for pe in shmem.pes() {
        let mut theirs = vec![[0; 3]; n];
        table.slice(..n).at(pe).get(&mut theirs);
        let expected: Vec<_> = (0..n).map(|from| entry(from, pe.index())).collect();
        assert_eq!(theirs, expected);
        assert_eq!(table.at(pe).g(me), entry(me, pe.index()));
    }
    shmem.world().barrier();
    table.at(shmem.my_pe().wrapping_add(1)).p(n, [1, 2, 3]);
    shmem.world().barrier();
    assert_eq!(table.read(n), [1, 2, 3]);
}

fn local_copies() {
    let shmem = init();
    let buf = shmem.alloc::<f64>(5).unwrap();
    buf.write_from(&[1.0, 2.0, 3.0, 4.0, 5.0]);
    buf.write(4, -5.0);
    let mut middle = [0.0; 3];
    buf.slice(1..4).read_into(&mut middle);
    assert_eq!(middle, [2.0, 3.0, 4.0]);
    assert_eq!(buf.slice(2..).slice(1..).to_vec(), [4.0, -5.0]);
    assert!(buf.slice(5..).is_empty() && buf.slice(2..2).to_vec().is_empty());
}

/// Elements without bytes, and no elements: there is nothing to touch, and nothing happens.
fn nothing_at_all() {
    let shmem = init();
    let units = shmem.alloc::<()>(1000).unwrap();
    let none = shmem.alloc::<u64>(0).unwrap();
    let no_words = shmem.atomics::<u64>(0).unwrap();
    let right = shmem.my_pe().wrapping_add(1);
    units.at(right).put(&[(); 1000]);
    units.at(right).p(999, ());
    assert_eq!((units.len(), units.to_vec().len()), (1000, 1000));
    none.at(right).put(&[]);
    none.at(right).get(&mut []);
    assert!(none.is_empty() && no_words.is_empty());
    let mut empty: [u64; 0] = [];
    shmem.world().sum_slice(&mut empty);
    shmem.world().broadcast_slice(shmem.world().rank(0), &mut empty);
    drop((units, none, no_words));
    assert_eq!(shmem.reclaim(), 3);
}

/// Panics unless `what` does, with `text` in what it says.
#[track_caller]
fn refuses<R>(what: impl Fn() -> R, text: &str) {
    let payload = catch_unwind(AssertUnwindSafe(what)).err().expect("this is out of bounds");
    let said = payload.downcast_ref::<String>().expect("a message");
    assert!(said.contains(text), "{said:?} instead of {text:?}");
}

/// What is wrong with a call panics before anything happens.
fn bounds() {
    let shmem = init();
    let n = shmem.n_pes();
    let buf = shmem.alloc::<u32>(4).unwrap();
    let words = shmem.atomics::<u32>(4).unwrap();
    let here = buf.at(shmem.my_pe());
    refuses(|| here.put(&[1; 5]), "5 elements do not fit a symmetric slice of 4");
    refuses(|| here.get(&mut [1; 3]), "3 elements do not fit a symmetric slice of 4");
    refuses(|| here.p(4, 0), "there is no element 4 among 4");
    refuses(|| here.g(usize::MAX), "there is no element");
    refuses(|| buf.slice(2..).read(2), "there is no element 2 among 2");
    refuses(|| buf.slice(3..6), "not within 0..4");
    refuses(|| buf.slice(..=usize::MAX), "not within 0..4");
    #[allow(clippy::reversed_empty_ranges, reason = "wrong on purpose")]
    refuses(|| buf.slice(3..2), "not within 0..4");
    refuses(|| words.word(4), "there is no word 4 among 4");
    refuses(|| shmem.pe(n), &format!("there is no PE {n} among {n} PEs"));
    assert_eq!(buf.to_vec(), [0; 4]);
}

/// PEs drop their blocks in orders of their own; what all have dropped comes back, and only that.
fn drops_in_any_order() {
    let shmem = init();
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let mut blocks: Vec<_> = (0..n + 2).map(|i| Some(shmem.alloc::<u64>(i + 1).unwrap())).collect();
    assert_eq!(shmem.reclaim(), 0);
    // Every PE keeps another one at first.
    for i in (0..n).map(|i| (i + me) % n).filter(|&i| i != me) {
        blocks[i] = None;
    }
    assert_eq!(shmem.reclaim(), 0);
    blocks[me].as_ref().unwrap().at(shmem.my_pe()).p(0, 1);
    blocks[me] = None;
    assert_eq!(shmem.reclaim(), n);
    // One PE forgets a block: it stays, and nothing else happens.
    let last = blocks.pop().unwrap().unwrap();
    if me == 0 {
        mem::forget(last)
    } else {
        drop(last)
    }
    drop(blocks);
    assert_eq!(shmem.reclaim(), 1);
    assert_eq!(shmem.reclaim(), 0);
}

/// More blocks than one agreement speaks of.
fn very_many_blocks() {
    let shmem = init();
    let mut blocks: Vec<_> = (0..1100).map(|_| shmem.alloc::<u8>(1).unwrap()).collect();
    let kept = blocks.swap_remove(1050);
    kept.write(0, 17);
    drop(blocks);
    assert_eq!(shmem.reclaim(), 1099);
    assert_eq!(kept.read(0), 17);
}

/// A small heap serves for ever, because dropped blocks come back at the next allocation.
fn memory_comes_back() {
    let shmem = init();
    for round in 0..100 {
        let a = shmem.alloc::<u8>(300 << 10).unwrap();
        let b = shmem.alloc::<u8>(300 << 10).unwrap();
        assert_eq!(a.read(round), 0, "zeroed again");
        a.write_from(&vec![0xff; 300 << 10]);
        b.write_from(&vec![0xff; 300 << 10]);
        if shmem.my_pe().index().is_multiple_of(2) { drop((a, b)) } else { drop((b, a)) }
    }
    let full = shmem.alloc::<u8>(8 << 20).err();
    assert_eq!(full, Some(Error::OutOfMemory { bytes: 8 << 20 }));
    let huge = shmem.alloc::<u64>(usize::MAX / 4).err();
    assert_eq!(huge, Some(Error::TooLarge { len: usize::MAX / 4, size: 8 }));
    assert!(shmem.alloc::<u8>(600 << 10).is_ok());
}

/// Different requests fail on every PE, and leave the heap as it was.
fn asymmetric_requests() {
    let shmem = init();
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let odd_one_out = me == n - 1;
    for _ in 0..10 {
        let lengths = shmem.alloc::<u8>(if odd_one_out { 500_000 } else { 600_000 }).err();
        let what = "numbers of elements";
        assert_eq!(lengths, Some(Error::Asymmetric { what, min: 500_000, max: 600_000 }));
        let sizes = if odd_one_out {
            shmem.alloc::<u16>(300_000).err()
        } else {
            shmem.alloc::<u32>(300_000).err()
        };
        assert_eq!(sizes, Some(Error::Asymmetric { what: "element sizes", min: 2, max: 4 }));
        let kinds = if odd_one_out {
            shmem.alloc::<u64>(70_000).err()
        } else {
            shmem.atomics::<u64>(70_000).err()
        };
        assert!(matches!(kinds, Some(Error::Asymmetric { what: "kinds of memory", .. })));
        assert!(!odd_one_out || n > 1);
        // The same size by other types is the same request.
        let same = if odd_one_out {
            shmem.alloc::<i64>(70_000).is_ok()
        } else {
            shmem.alloc::<f64>(70_000).is_ok()
        };
        assert!(same);
    }
}

fn atomics() {
    let shmem = init();
    let (me, n) = (shmem.my_pe(), shmem.n_pes());
    let (count, last) = (shmem.atomic(5i32).unwrap(), shmem.atomic(me.index()).unwrap());
    let own = last.at(me);
    assert_eq!(own.fetch(), me.index(), "each PE brings its own value");
    for _ in 0..1000 {
        count.at(shmem.pe(0)).inc();
        count.at(shmem.pe(0)).add(2);
    }
    let tickets = shmem.atomics::<u64>(3).unwrap();
    let mine = tickets.word(2).at(shmem.pe(n - 1)).fetch_inc();
    assert!(mine < n as u64);
    tickets.word(1).at(shmem.pe(mine as usize)).set(mine + 1);
    shmem.world().barrier();
    assert_eq!(count.at(shmem.pe(0)).fetch(), 5 + 3000 * n as i32);
    assert_eq!(tickets.word(1).at(me).fetch(), me.index() as u64 + 1, "tickets are all different");
    assert_eq!(tickets.word(0).at(me).fetch(), 0);
    assert_eq!(own.swap(9), me.index());
    assert_eq!(own.compare_swap(9, usize::MAX), 9);
    assert_eq!(own.compare_swap(9, 0), usize::MAX);
    assert_eq!(own.fetch_add(1), usize::MAX);
    assert_eq!(own.fetch(), 0);
}

fn signals() {
    let shmem = init();
    let (me, n) = (shmem.my_pe(), shmem.n_pes() as u64);
    let inbox = shmem.alloc::<u64>(3).unwrap();
    let (ready, counted) = (shmem.signal().unwrap(), shmem.signal().unwrap());
    let right = me.wrapping_add(1);
    let left = me.wrapping_add(-1).index() as u64;
    for round in 1..100 {
        let data = [me.index() as u64, round, round * round];
        inbox.at(right).put_signal(&data, &ready, SignalOp::Set(round));
        assert_eq!(ready.wait(Until::Ge(round)), round);
        assert_eq!(inbox.to_vec(), [left, round, round * round]);
        shmem.world().barrier();
    }
    for pe in shmem.pes() {
        counted.at(pe).add(2);
    }
    assert_eq!(counted.wait(Until::Eq(2 * n)), 2 * n);
    assert!(counted.wait(Until::Ne(0)) > 0 && counted.wait(Until::Gt(1)) > 1);
    assert!(counted.wait(Until::Le(2 * n)) > 0 && counted.wait(Until::Lt(3 * n)) > 0);
    assert_eq!(counted.fetch(), 2 * n);
    shmem.world().barrier();
    counted.at(right).set(1);
    assert_eq!(counted.wait(Until::Lt(2)), 1);
    shmem.world().barrier();
}

/// Values, and slices longer than what goes at once.
fn collectives() {
    let shmem = init();
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let world = shmem.world();
    assert_eq!((world.sum(me), world.min(me), world.max(me)), (n * (n - 1) / 2, 0, n - 1));
    assert_eq!(world.max(-(me as f32)), 0.0);
    assert_eq!(world.min(-(me as i8)), 1 - n as i8);
    for root in 0..n {
        assert_eq!(world.broadcast(world.rank(root), [me as u8; 3]), [root as u8; 3]);
        for len in [1, 2047, 2048, 2049, 10_000] {
            let mut data: Vec<u64> = (0..len).map(|i| (me * len + i) as u64).collect();
            world.broadcast_slice(world.rank(root), &mut data);
            let expected: Vec<u64> = (0..len).map(|i| (root * len + i) as u64).collect();
            assert_eq!(data, expected);
        }
    }
    let mut data: Vec<i64> = (0..5000).map(|i| i + me as i64).collect();
    world.sum_slice(&mut data);
    let expected: Vec<i64> = (0..5000).map(|i| (0..n as i64).map(|pe| i + pe).sum()).collect();
    assert_eq!(data, expected);
    // Wider than the buffer that values go through.
    assert_eq!(world.broadcast(world.rank(n - 1), [me; 5000]), [n - 1; 5000]);
}

/// One thread holds the runtime; nothing else gets it meanwhile, and anything can afterwards.
fn one_thread() {
    let outer = init();
    let refused = std::thread::spawn(|| Shmem::init().err()).join().unwrap();
    assert_eq!(refused, Some(Error::OtherThread));
    let inner = init();
    let buf = inner.alloc::<u8>(1).unwrap();
    buf.write(0, 1);
    drop(outer);
    assert_eq!(buf.read(0), 1, "the inner one is still there");
    drop(buf);
    assert_eq!(inner.reclaim(), 1);
}

/// The types as a library would name them.
fn right_neighbours<'a>(slice: SymSlice<'a, u8>, shmem: &Shmem) -> RemoteSlice<'a, u8> {
    slice.at(shmem.my_pe().wrapping_add(1))
}

fn borrowed_parts() {
    let shmem = init();
    let buf = shmem.alloc::<u8>(10).unwrap();
    let remote = right_neighbours(buf.slice(2..4), &shmem);
    remote.put(&[1, 2]);
    remote.p(1, 3);
    shmem.world().barrier();
    assert_eq!(buf.to_vec(), [0, 0, 1, 3, 0, 0, 0, 0, 0, 0]);
}

fn main() {
    let mut all = trials![
        puts_and_gets: [1, 2, 3, 4, 7], local_copies, nothing_at_all, bounds,
        drops_in_any_order: [1, 2, 3, 4, 7], very_many_blocks: [1, 2], atomics, signals,
        collectives: [1, 2, 3, 4, 7], one_thread, borrowed_parts,
    ];
    let small_heap = |job: shmem_test::Job| job.heap_size(1 << 20);
    all.push(Trial::new("memory_comes_back", memory_comes_back).npes(&[1, 2, 3]).job(small_heap));
    all.push(Trial::new("asymmetric_requests", asymmetric_requests).npes(&[2, 3]).job(small_heap));
    shmem_test::run(all);
}
