//! Exchanges: mail between linked sides, two messages deep.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::{Error, Exchange, Pe, Shmem};
use shmem_test::{Trial, trials};

const LEFT: usize = 0;
const RIGHT: usize = 1;

fn init() -> Shmem {
    Shmem::init().expect("the harness has set up a job")
}

/// The sides of a PE in a ring.
fn around(shmem: &Shmem) -> [Option<(Pe, usize)>; 2] {
    let me = shmem.my_pe();
    [Some((me.wrapping_add(-1), RIGHT)), Some((me.wrapping_add(1), LEFT))]
}

/// What PE `pe` posts on side `side` in round `round`.
fn message(pe: usize, side: usize, round: usize) -> Vec<u64> {
    let len = (round * 7 + pe + side) % 50;
    (0..len).map(|i| (pe * 1_000_000 + side * 100_000 + round * 100 + i) as u64).collect()
}

/// A step of a halo exchange, in which neighbours may be a step apart.
fn step(halo: &Exchange<'_, u64>, me: usize, n: usize, round: usize) {
    halo.post(LEFT, &message(me, LEFT, round));
    halo.post(RIGHT, &message(me, RIGHT, round));
    let (from_left, from_right) = (halo.take(LEFT), halo.take(RIGHT));
    assert_eq!(from_left[..], message((me + n - 1) % n, RIGHT, round));
    assert_eq!(from_right[..], message((me + 1) % n, LEFT, round));
}

fn ring() {
    let shmem = init();
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let halo = shmem.exchange::<u64>(&around(&shmem), 50).unwrap();
    for round in 0..500 {
        step(&halo, me, n, round);
    }
}

/// Without a ring: the ends have a side with nobody on it.
fn line() {
    let shmem = init();
    let me = shmem.my_pe();
    let link = |distance, side| me.checked_add(distance).map(|pe| (pe, side));
    let halo = shmem.exchange::<u64>(&[link(-1, RIGHT), link(1, LEFT)], 1).unwrap();
    let mut farthest = me.index() as u64;
    for _ in 1..shmem.n_pes() {
        for side in [LEFT, RIGHT] {
            if halo.neighbor(side).is_some() {
                halo.post(side, &[farthest]);
            }
        }
        for side in [LEFT, RIGHT] {
            if halo.neighbor(side).is_some() {
                farthest = farthest.max(halo.take(side)[0]);
            }
        }
    }
    assert_eq!(farthest, shmem.n_pes() as u64 - 1);
}

/// Two messages ahead: the second is there while the first is lent, and the third waits for its room.
fn two_deep() {
    let shmem = init();
    let me = shmem.my_pe();
    let own = shmem.exchange::<u64>(&[Some((me, 1)), Some((me, 0)), Some((me, 2))], 2).unwrap();
    for round in 0..20 {
        own.post(0, &[round]);
        own.post(0, &[round, round]);
        let first = own.take(1);
        assert_eq!(first[..], [round]);
        drop(first);
        own.post(0, &[]);
        assert_eq!(own.take(1)[..], [round, round]);
        assert!(own.take(1).is_empty());
        assert!(own.try_take(1).is_none());
        own.post(2, &[round]);
        assert_eq!(own.try_take(2).unwrap()[..], [round]);
    }
}

/// A sender that never waits by itself, and a receiver that takes its time: what is lent stays as it is.
fn run_ahead() {
    let shmem = init();
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let partner = me ^ 1;
    let link = (partner < n).then(|| (shmem.pe(partner), 0));
    let stream = shmem.exchange::<u64>(&[link], 1_000).unwrap();
    for round in 0..if link.is_some() { 300 } else { 0 } {
        if me < partner {
            stream.post(0, &[round; 1_000]);
        } else {
            let mail = stream.take(0);
            for _ in 0..3 {
                assert_eq!(mail[..], [round; 1_000]);
                std::thread::yield_now();
            }
        }
    }
}

fn panics<R>(what: &str, call: impl FnOnce() -> R) {
    let payload = catch_unwind(AssertUnwindSafe(|| drop(call()))).map(|()| what).expect_err(what);
    let message = match payload.downcast_ref::<String>() {
        Some(formatted) => formatted.as_str(),
        None => payload.downcast_ref::<&str>().expect("a message"),
    };
    assert!(message.contains(what), "{message:?} should say {what:?}");
}

fn misuse() {
    let shmem = init();
    let me = shmem.my_pe();
    let own = shmem.exchange::<u64>(&[Some((me, 0)), None], 2).unwrap();
    panics("no side 2 among 2", || own.post(2, &[]));
    panics("linked with nobody", || own.post(1, &[]));
    panics("linked with nobody", || own.take(1).len());
    panics("more than an exchange of 2 takes", || own.post(0, &[1, 2, 3]));
    own.post(0, &[1]);
    own.post(0, &[2]);
    let mail = own.take(0);
    panics("still lent", || own.take(0).len());
    panics("still lent", || own.try_take(0).map(|mail| mail.len()));
    assert_eq!(mail[..], [1]);
    drop(mail);
    assert_eq!(own.take(0)[..], [2]);
}

/// Forgotten mail keeps its room, and the side.
fn forgotten() {
    let shmem = init();
    let halo = shmem.exchange::<u64>(&around(&shmem), 50).unwrap();
    halo.post(LEFT, &[1; 50]);
    halo.post(LEFT, &[2; 50]);
    let leaked = Box::leak(Box::new(halo.take(RIGHT)));
    shmem.world().barrier();
    panics("was forgotten", || halo.take(RIGHT).len());
    assert_eq!(leaked[..], [1; 50]);
    let second = shmem.exchange::<u64>(&around(&shmem), 1).unwrap();
    second.post(RIGHT, &[1]);
    std::mem::forget(second.take(LEFT));
    panics("was forgotten", || second.take(LEFT).len());
    drop(second);
    assert_eq!(shmem.reclaim(), 1);
}

/// Links that are not mutual: every PE panics, and none gets an exchange.
fn stray_links() {
    let shmem = init();
    let me = shmem.my_pe();
    let attempt = |links: &[Option<(Pe, usize)>]| {
        panics("linked with", || shmem.exchange::<u64>(links, 1).map(drop));
    };
    attempt(&[Some((shmem.pe(0), 0)), None, Some((me, 1))]);
    attempt(&[Some((me, 1))]);
    attempt(&[Some((me, usize::MAX))]);
    // Two PEs and more that post to one side of PE 0, which is linked with PE 1's.
    let one = shmem.pe(shmem.n_pes() - 1);
    attempt(&[Some((if me.index() == 0 { one } else { shmem.pe(0) }, 0)), Some((one, 1))]);
    shmem.reclaim();
    assert_eq!(shmem.reclaim(), 0, "nothing is left");
}

fn asymmetric() {
    let shmem = init();
    let odd = usize::from(shmem.my_pe().index() == 0);
    let links = [None; 7];
    let sides = shmem.exchange::<u64>(&links[..2 + odd], 6 / (2 + odd));
    assert!(matches!(sides, Err(Error::Asymmetric { .. })), "{sides:?}");
    let capacity = shmem.exchange::<u64>(&links, 1 + odd);
    assert!(matches!(capacity, Err(Error::Asymmetric { .. })), "{capacity:?}");
    let much = shmem.exchange::<u64>(&links, usize::MAX / 8);
    assert!(matches!(much, Err(Error::TooLarge { .. })), "{much:?}");
    assert!(shmem.exchange::<u64>(&[], odd).is_ok(), "no sides have any capacity");
}

/// Drops with mail under way, in different orders, in a small heap.
fn constant_memory() {
    let shmem = init();
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    for round in 0..200 {
        let a = shmem.exchange::<u64>(&around(&shmem), 3_000).unwrap();
        let b = shmem.exchange::<u64>(&around(&shmem), 50).unwrap();
        step(&b, me, n, round);
        a.post(LEFT, &[1; 3_000]);
        a.post(LEFT, &[2; 3_000]);
        if (me + round).is_multiple_of(2) { drop((a, b)) } else { drop((b, a)) }
    }
}

fn main() {
    let mut all = trials![
        ring: [1, 2, 3, 4, 7], line: [1, 2, 3, 4, 7], two_deep: [1, 2],
        run_ahead: [2, 3, 4, 7], misuse: [1, 2, 3],
        forgotten: [1, 2, 3, 4, 7], stray_links: [2, 3, 4, 7], asymmetric: [2, 3, 4],
    ];
    all.push(
        Trial::new("constant_memory", constant_memory)
            .npes(&[1, 2, 3, 4, 7])
            .job(|job| job.heap_size(1 << 20)),
    );
    shmem_test::run(all);
}
