//! Parts of symmetric buffers: states of their own, one block to give back.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::{Shmem, SymBuf};

fn panics(what: &str, call: impl FnOnce()) {
    let payload = catch_unwind(AssertUnwindSafe(call)).expect_err(what);
    let message = payload.downcast_ref::<String>().expect("a formatted message");
    assert!(message.contains(what), "{message:?} should say {what:?}");
}

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    /// Puts to one part go on while another part is local and a third one is frozen.
    fn parts_have_states_of_their_own(shmem: &Shmem) {
        let (me, right) = (shmem.my_pe().index() as u64, shmem.my_pe().wrapping_add(1));
        let left = shmem.my_pe().wrapping_add(-1).index() as u64;
        let mut buf = shmem.alloc::<u64>(300).unwrap();
        for round in 0..30 {
            let mut parts = buf.partition([100, 50, 150]).into_iter();
            let mut part = || parts.next().unwrap();
            let (open, local, frozen) = (part(), part(), part());
            let (mut local, frozen) = (local.into_local(), frozen.freeze());
            open.at(right).put(&[me + round; 100]);
            local.fill(me * 2);
            assert_eq!(frozen.at(right).g(149), if round == 0 { 0 } else { 9 });
            assert_eq!(local.iter().sum::<u64>(), 100 * me);
            let local = local.into_shared();
            assert_eq!(open.to_vec(), [left + round; 100]);
            buf = open.join(local).join(frozen.thaw());
            buf.with_local(|mine| {
                assert_eq!(mine.len(), 300);
                mine[150..].fill(9);
            });
        }
    }

    /// Wrong use of parts panics on the PE that does it, and gives up what it held.
    #[npes(1, 2, 3)]
    fn wrong_parts(shmem: &Shmem) {
        let buf = || shmem.alloc::<u64>(10).unwrap();
        let (a, b, c, d, e) = (buf(), buf(), buf(), buf(), buf());
        panics("cannot part 10 elements before element 11", || drop(a.split_at(11)));
        panics("leave 1 elements of 10", || drop(b.partition([4, 5])));
        panics("longer than all 10", || drop(c.partition([4, 7])));
        panics("only a part and the next one", || drop(d.join(e)));
        let (f, g) = buf().split_at(5);
        panics("only a part and the next one", || drop(g.join(f)));
        let (h, i) = buf().split_at(5);
        let (j, k) = buf().split_at(5);
        panics("only a part and the next one", || drop(h.join(k)));
        drop((i, j));
        shmem.reclaim();
        assert_eq!(shmem.reclaim(), 0, "all of it had come back");
    }

    /// A block comes back when every PE has given up all its parts, in whatever state and order.
    #[npes(2, 3, 4, 7)]
    fn freed_with_the_last_part(shmem: &Shmem) {
        let odd = shmem.my_pe().index() % 2 == 1;
        let (a, rest) = shmem.alloc::<u64>(30).unwrap().split_at(10);
        let (b, c) = rest.split_at(10);
        let (b, c) = (b.into_local(), c.freeze());
        if odd {
            drop(a)
        } else {
            drop(c)
        }
        assert_eq!(shmem.reclaim(), 0);
        drop(b);
        assert_eq!(shmem.reclaim(), 0);
    }

    /// Ever new buffers, dropped in another order on every PE and in every state, in a small heap.
    #[job(|job| job.heap_size(2 << 20))]
    fn constant_memory(shmem: &Shmem) {
        const LEN: usize = 8_000; // of 64 kB each
        let me = shmem.my_pe().index();
        let buf = |n| -> SymBuf<'_, u64> { shmem.alloc(n).unwrap() };
        for round in 0..400 {
            let (a, b, c) = (buf(LEN).into_local(), buf(LEN).freeze(), buf(LEN));
            let (d, e) = buf(LEN).split_at(LEN / 2);
            let d = d.into_local();
            match (me + round) % 4 {
                0 => drop((a, b, c, d, e)),
                1 => drop((e, d, c, b, a)),
                2 => drop((d, a, e, c, b)),
                _ => drop((c, e, b, a, d)),
            }
        }
    }
}
