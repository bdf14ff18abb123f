//! Epochs of symmetric buffers: what they are for, and every way to misuse them.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use shmem::{ContextOptions, Shmem, SymBuf, ThreadLevel};
use shmem_test::{Trial, trials};

fn init() -> Shmem {
    Shmem::init().expect("the harness has set up a job")
}

/// What PE `pe` writes at element `i` in round `round`.
fn value(pe: usize, i: usize, round: usize) -> u64 {
    (pe * 1_000_000 + i * 100 + round) as u64
}

/// Every PE puts into its neighbour, which then has all of it as a slice and changes it; and so on.
fn local_by_value() {
    const LEN: usize = 3_000;
    let shmem = init();
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let (right, left) = (shmem.my_pe().wrapping_add(1), (me + n - 1) % n);
    let mut buf = shmem.alloc::<u64>(LEN).unwrap();
    for round in 0..50 {
        let data: Vec<_> = (0..LEN).map(|i| value(me, i, round)).collect();
        buf.at(right).put(&data);
        let mut local = buf.into_local();
        for (i, v) in local.iter_mut().enumerate() {
            assert_eq!(*v, value(left, i, round), "a put before the epoch has arrived");
            *v += 7;
        }
        buf = local.into_shared();
        let mut theirs = vec![0; LEN];
        buf.at(right).get(&mut theirs);
        let expected: Vec<_> = data.iter().map(|v| v + 7).collect();
        assert_eq!(theirs, expected, "what was written in the epoch");
        shmem.world().barrier();
    }
}

fn local_in_a_closure() {
    const LEN: usize = 1_000;
    let shmem = init();
    let me = shmem.my_pe().index();
    let mut buf = shmem.alloc::<u64>(LEN).unwrap();
    for round in 0..50 {
        let last = buf.with_local(|mine| {
            mine.iter_mut().enumerate().for_each(|(i, v)| *v = value(me, i, round));
            mine[LEN - 1]
        });
        assert_eq!(last, value(me, LEN - 1, round));
        for pe in shmem.pes() {
            assert_eq!(buf.at(pe).g(round), value(pe.index(), round, round));
        }
        shmem.world().barrier();
    }
}

fn frozen() {
    const LEN: usize = 500;
    let shmem = init();
    let me = shmem.my_pe().index();
    let right = shmem.my_pe().wrapping_add(1);
    let mut buf = shmem.alloc::<u64>(LEN).unwrap();
    for round in 0..30 {
        let data: Vec<_> = (0..LEN).map(|i| value(me, i, round)).collect();
        buf.at(right).put(&data);
        let left = shmem.my_pe().wrapping_add(-1).index();
        let frozen = buf.freeze();
        let mine = &frozen[..];
        assert_eq!(mine[LEN - 1], value(left, LEN - 1, round));
        let mut theirs = [0; 10];
        frozen.slice(20..30).at(right).get(&mut theirs);
        assert_eq!(theirs[9], value(me, 29, round));
        assert_eq!(frozen.slice(5..)[0], mine[5]);
        buf = frozen.thaw();
        buf.write(0, 0);
        let zeros = buf.with_frozen(|all| {
            let slice = all.as_slice();
            assert_eq!(slice[1], value(left, 1, round));
            shmem.pes().map(|pe| all.at(pe).g(0)).sum::<u64>()
        });
        assert_eq!(zeros, 0);
    }
}

/// Puts by the contexts of several threads, blocking and not, right before an epoch.
fn after_threads_and_contexts() {
    const LEN: usize = 400;
    let shmem = Shmem::init_thread(ThreadLevel::Multiple).expect("the harness has set up a job");
    let (me, threads) = (shmem.my_pe(), shmem.threads().expect("granted"));
    let (right, left) = (me.wrapping_add(1), me.wrapping_add(-1).index());
    let mut buf = shmem.alloc::<u64>(4 * LEN).unwrap();
    for round in 0..30 {
        let data: Vec<_> = (0..4 * LEN).map(|i| value(me.index(), i, round)).collect();
        let shared = threads.shared_context(ContextOptions::default()).unwrap();
        thread::scope(|spawner| {
            for (i, data) in data.chunks(LEN).enumerate() {
                let part = threads.share(buf.slice(i * LEN..(i + 1) * LEN));
                let shared = &shared;
                spawner.spawn(move || match i {
                    0 => part.get().at(right).put(data),
                    1 => threads.scope(|s| s.put(part.get().at(right), data)),
                    2 => shared.scope(|s| s.put(part.get().at(right), data)),
                    _ => shared.scope(|s| s.on(part.get().at(right)).put(data)),
                });
            }
        });
        buf.with_local(|mine| {
            let expected = (0..4 * LEN).map(|i| value(left, i, round));
            assert!(mine.iter().copied().eq(expected), "all of it has arrived");
            mine.fill(0);
        });
    }
}

/// By value on some PEs, by a closure on others: the same epoch.
fn both_forms_meet() {
    let shmem = init();
    let mut buf = shmem.alloc::<u64>(4).unwrap();
    if shmem.my_pe().index().is_multiple_of(2) {
        buf.with_local(|mine| mine[0] = 1);
        buf.with_frozen(|all| assert_eq!(all[0], 1));
    } else {
        let mut local = buf.into_local();
        local[0] = 1;
        let frozen = local.into_shared().freeze();
        assert_eq!(frozen[0], 1);
        buf = frozen.thaw();
    }
    assert_eq!(shmem.world().sum(buf.read(0)), shmem.n_pes() as u64);
}

/// Collectives, allocations and other epochs inside of an epoch's closure.
fn collectives_inside() {
    let shmem = init();
    let n = shmem.n_pes() as u64;
    let mut outer = shmem.alloc::<u64>(8).unwrap();
    let mut inner = shmem.alloc::<u64>(8).unwrap();
    for _ in 0..20 {
        outer.with_local(|outer| {
            outer[0] = shmem.world().sum(1);
            shmem.world().barrier();
            inner.with_frozen(|inner| assert_eq!(inner.len(), 8));
            inner.with_local(|inner| inner.copy_from_slice(outer));
            let scratch = shmem.alloc::<u64>(1_000).unwrap();
            let deeper = scratch.into_local();
            drop(deeper);
            shmem.reclaim();
        });
        assert_eq!((outer.read(0), inner.read(0)), (n, n));
    }
}

/// A `?` on one PE leaves the closure, not the epoch.
fn early_return_from_a_closure() {
    let shmem = init();
    let odd = shmem.my_pe().index() == shmem.n_pes() - 1;
    let mut buf = shmem.alloc::<u64>(4).unwrap();
    let result = buf.with_local(|mine| -> Result<u64, String> {
        mine[0] = 5;
        if odd {
            Err("no more".to_string())?
        }
        mine[1] = 6;
        Ok(mine[1])
    });
    assert_eq!(result.is_err(), odd);
    let last = shmem.pe(shmem.n_pes() - 1);
    assert_eq!((buf.at(last).g(0), buf.at(last).g(1)), (5, 0));
}

/// A panic that the closure itself catches is nobody's business.
fn caught_inside_of_the_closure() {
    let shmem = init();
    let mut buf = shmem.alloc::<u64>(4).unwrap();
    let odd = shmem.my_pe().index() == 0;
    buf.with_local(|mine| {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            mine[0] = 1;
            assert!(!odd, "on one PE only");
            mine[1] = 1;
        }));
        assert_eq!(caught.is_err(), odd);
    });
    assert_eq!((buf.read(0), buf.read(1)), (1, u64::from(!odd)));
}

/// A panic beside the by-value form drops the buffer on this PE. The others cannot share it again.
fn a_panic_beside_a_local_gives_it_up() {
    let shmem = init();
    let local = shmem.alloc::<u64>(4).unwrap().into_local();
    let caught = catch_unwind(AssertUnwindSafe(move || {
        let local = local;
        assert_eq!(local.len(), 5, "a panic with the buffer at hand");
    }));
    assert!(caught.is_err());
    assert_eq!(shmem.reclaim(), 1);
}

fn sizes_and_types() {
    let shmem = init();
    let mut none = shmem.alloc::<u64>(0).unwrap();
    none.with_local(|mine| assert!(mine.is_empty()));
    none.with_frozen(|all| assert!(all.is_empty()));
    let none = none.into_local().into_shared().freeze().thaw();
    let (a, b) = none.split_at(0);
    assert!(b.into_local().is_empty());
    drop(a);
    let mut units = shmem.alloc::<()>(5).unwrap();
    assert_eq!(units.with_local(|mine| mine.len()), 5);
    let (a, b) = units.split_at(2);
    let b = b.into_local();
    assert_eq!((a.len(), b.len()), (2, 3));
    assert_eq!(a.join(b.into_shared()).freeze().len(), 5);
    let mut aligned = shmem.alloc::<[u128; 0]>(3).unwrap();
    aligned.with_local(|mine| {
        assert!(mine.as_ptr().is_aligned());
        assert_eq!(mine.len(), 3);
    });
    let wide = shmem.alloc::<u128>(3).unwrap();
    let (_one, two) = wide.split_at(1);
    let mut two = two.into_local();
    assert!(two.as_ptr().is_aligned());
    two.fill(u128::MAX);
    let mut bytes = shmem.alloc::<[u8; 3]>(7).unwrap();
    bytes.with_local(|mine| mine.fill([1, 2, 3]));
    assert_eq!(bytes.read(6), [1, 2, 3]);
}

/// What is forgotten in an epoch stays as it is for ever, and nobody else is bothered.
fn forgotten() {
    let shmem = init();
    std::mem::forget(shmem.alloc::<u64>(10).unwrap().into_local());
    std::mem::forget(shmem.alloc::<u64>(10).unwrap().freeze());
    let (part, other) = shmem.alloc::<u64>(10).unwrap().split_at(5);
    std::mem::forget(part.into_local());
    drop(other);
    let leaked: &mut _ = Box::leak(Box::new(shmem.alloc::<u64>(10).unwrap().into_local()));
    leaked.fill(3);
    assert_eq!(shmem.reclaim(), 0);
    let after = shmem.alloc::<u64>(10).unwrap();
    after.at(shmem.my_pe().wrapping_add(1)).put(&[5; 10]);
    shmem.world().barrier();
    assert_eq!((leaked[9], after.read(9)), (3, 5));
}

/// A trial in which PEs disagree. Ends with status 1; the texts must stand in somebody's words.
fn differ(
    name: &str,
    call: impl Fn(&Shmem, SymBuf<'_, u64>, bool) + Send + Sync + 'static,
    texts: &'static [&'static str],
) -> Trial {
    Trial::new(format!("differ::{name}"), move || {
        let shmem = init();
        let buf = shmem.alloc::<u64>(10).unwrap();
        call(&shmem, buf, shmem.my_pe().index() == shmem.n_pes() - 1);
        unreachable!("PEs that disagree about an epoch");
    })
    .npes(&[2, 3, 4])
    .ends(move |ended| {
        ended.expect_status(1);
        let pes = ended.outcome().stderr.len();
        let said: String = (0..pes).map(|pe| ended.stderr(pe).into_owned()).collect();
        for text in texts {
            assert!(said.contains(text), "{text:?} should stand in {said:?}");
        }
    })
}

fn disagreements() -> Vec<Trial> {
    vec![
        differ(
            "kinds",
            |_, buf, odd| {
                if odd { drop(buf.into_local()) } else { drop(buf.freeze()) }
            },
            &["begins a local epoch of elements 0..10", "begins a frozen epoch of elements 0..10"],
        ),
        differ(
            "blocks",
            |shmem, buf, odd| {
                let other = shmem.alloc::<u64>(10).unwrap();
                let mut chosen = if odd { other } else { buf };
                chosen.with_local(|_| unreachable!("PEs that disagree"));
            },
            &["begins a local epoch", "of block", "safe_epochs.rs"],
        ),
        differ(
            "ranges",
            |_, buf, odd| {
                let (left, _right) = buf.split_at(if odd { 4 } else { 6 });
                drop(left.into_local());
            },
            &["elements 0..4", "elements 0..6"],
        ),
        differ(
            "parts",
            |_, buf, odd| {
                let (left, right) = buf.split_at(5);
                drop(if odd { left.freeze() } else { right.freeze() });
            },
            &["elements 0..5", "elements 5..10"],
        ),
        differ(
            "a_part_and_the_whole",
            |_, buf, odd| {
                if odd { drop(buf.split_at(5).0.freeze()) } else { drop(buf.freeze()) }
            },
            &["elements 0..5", "elements 0..10"],
        ),
        differ(
            "begin_and_end",
            |shmem, buf, odd| {
                let local = buf.into_local();
                if odd {
                    let _shared = local.into_shared();
                    unreachable!("the others are elsewhere");
                }
                std::mem::forget(local);
                shmem.world().barrier();
            },
            &["agree(", "shmem_barrier_all"],
        ),
        differ(
            "barrier",
            |shmem, mut buf, odd| {
                if odd {
                    shmem.world().barrier();
                } else {
                    buf.with_local(|_| unreachable!("PEs that disagree"));
                }
            },
            &["shmem_barrier_all", "agree("],
        ),
        differ(
            "barrier_inside",
            |shmem, mut buf, odd| {
                buf.with_local(|_| {
                    if odd {
                        shmem.world().barrier();
                    }
                });
            },
            &["shmem_barrier_all", "agree("],
        ),
        differ(
            "early_return",
            |shmem, buf, odd| {
                let _ = (|| -> Result<(), ()> {
                    let local = buf.into_local();
                    if odd {
                        Err(())?;
                    }
                    let _shared = local.into_shared();
                    unreachable!("the others are elsewhere");
                })();
                shmem.reclaim();
            },
            &["agree("],
        ),
    ]
}

/// A panic that leaves an epoch's closure ends the job, even if somebody outside would catch it.
fn panic_in_a_closure(name: &str, call: impl Fn(SymBuf<'_, u64>) + Send + Sync + 'static) -> Trial {
    Trial::new(format!("panic_in::{name}"), move || {
        let shmem = init();
        let buf = shmem.alloc::<u64>(10).unwrap();
        std::panic::set_hook(Box::new(|_| {}));
        let _ = catch_unwind(AssertUnwindSafe(|| call(buf)));
        unreachable!("an epoch left by a panic");
    })
    .npes(&[1, 2, 3])
    .ends(|ended| {
        ended.expect_status(101);
        let pes = ended.outcome().stderr.len();
        assert!((0..pes).any(|pe| ended.stderr(pe).contains("a panic in an epoch ends the job")));
    })
}

fn main() {
    let mut all = trials![
        local_by_value: [1, 2, 3, 4, 7], local_in_a_closure: [1, 2, 3, 4, 7],
        frozen: [1, 2, 3, 4, 7], both_forms_meet: [1, 2, 3, 4, 7],
        collectives_inside: [1, 2, 3, 4, 7], early_return_from_a_closure: [1, 2, 3, 4, 7],
        caught_inside_of_the_closure: [1, 2, 3], a_panic_beside_a_local_gives_it_up: [1, 2, 3],
        after_threads_and_contexts: [1, 2, 3, 4, 7], sizes_and_types: [1, 2, 3, 4, 7], forgotten: [1, 2, 3, 4, 7],
    ];
    all.extend(disagreements());
    all.push(panic_in_a_closure("local", |mut buf| {
        buf.with_local(|mine| assert_eq!(mine[0], 1, "wrong on purpose"));
    }));
    all.push(panic_in_a_closure("frozen", |mut buf| {
        buf.with_frozen(|mine| assert_eq!(mine[0], 1, "wrong on purpose"));
    }));
    shmem_test::run(all);
}
