//! What shmem4py offers or suffers from, where no other test is about it.
#![allow(missing_docs, reason = "a test binary")]

use shmem::prelude::*;
use shmem::{Placement, RemoteAtomic};

/// An atomic operation as a value. What it does not need, it ignores.
type Operation = fn(RemoteAtomic<'_, u64>, u64) -> u64;

const OPERATIONS: [(&str, Operation, [u64; 2]); 6] = [
    ("set", |word, value| word.swap(value), [12, 10]),
    ("inc", |word, _| word.fetch_inc(), [12, 13]),
    ("add", |word, value| word.fetch_add(value), [12, 22]),
    ("and", |word, value| word.fetch_and(value), [12, 8]),
    ("or", |word, value| word.fetch_or(value), [12, 14]),
    ("xor", |word, value| word.fetch_xor(value), [12, 6]),
];

/// A reduction as a value.
type Reduction = fn(&Team<'_>, SymSlice<'_, u64>, SymSlice<'_, u64>);

/// What it does to two members' values.
type Fold = fn(u64, u64) -> u64;

const REDUCTIONS: [(&str, Reduction, Fold); 7] = [
    ("sum", |team, to, from| team.sum_reduce(to, from), |a, b| a + b),
    ("prod", |team, to, from| team.prod_reduce(to, from), |a, b| a * b),
    ("min", |team, to, from| team.min_reduce(to, from), Ord::min),
    ("max", |team, to, from| team.max_reduce(to, from), Ord::max),
    ("and", |team, to, from| team.and_reduce(to, from), |a, b| a & b),
    ("or", |team, to, from| team.or_reduce(to, from), |a, b| a | b),
    ("xor", |team, to, from| team.xor_reduce(to, from), |a, b| a ^ b),
];

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    /// Operations are values: a program can have a table of them and choose by name.
    fn operations_chosen_by_name(shmem: &Shmem) -> shmem::Result<()> {
        let (right, world) = (shmem.my_pe().wrapping_add(1), shmem.world());
        for (name, operation, [before, after]) in OPERATIONS {
            let word = shmem.atomic(12u64)?;
            assert_eq!(operation(word.at(right), 10), before, "{name}");
            world.barrier();
            assert_eq!(word.here().fetch(), after, "{name}");
        }
        let mine = |pe: usize| [pe as u64 + 1, 6 + 3 * pe as u64];
        let (from, to) = (shmem.from_slice(&mine(shmem.my_pe().index()))?, shmem.zeros(2)?);
        for (name, reduction, fold) in REDUCTIONS {
            reduction(&world, to.as_slice(), from.as_slice());
            let all = (0..shmem.n_pes()).map(mine);
            let expected = all.reduce(|a, b| [fold(a[0], b[0]), fold(a[1], b[1])]).unwrap();
            assert_eq!(to.to_vec(), expected, "{name}");
        }
        Ok(())
    }

    /// Tables: rows are elements, or a stride makes columns; as a slice, any library of arrays can take it.
    fn rows_and_columns(shmem: &Shmem) -> shmem::Result<()> {
        let right = shmem.my_pe().wrapping_add(1);
        let rows = shmem.zeros::<[f64; 4]>(3)?;
        rows.at(right).p(1, [1.0, 2.0, 3.0, 4.0]);
        let mut table = shmem.zeros::<f64>(3 * 4)?;
        table.slice(2..).at(right).iput(4, &[7.0, 8.0, 9.0], 1, 3); // column 2
        shmem.world().barrier();
        assert_eq!(rows.to_vec(), [[0.0; 4], [1.0, 2.0, 3.0, 4.0], [0.0; 4]]);
        table.with_local(|table| {
            let (rows, rest) = table.as_chunks::<4>();
            assert_eq!(rows, [[0.0, 0.0, 7.0, 0.0], [0.0, 0.0, 8.0, 0.0], [0.0, 0.0, 9.0, 0.0]]);
            assert!(rest.is_empty());
        });
        Ok(())
    }

    /// A put that begins as soon as the allocation has returned is not overwritten by anybody's filling.
    fn puts_right_after_allocation_stay(shmem: &Shmem) -> shmem::Result<()> {
        const LEN: usize = 3_000;
        let right = shmem.my_pe().wrapping_add(1);
        for round in 0..60 {
            let buf = match round % 4 {
                0 => shmem.zeros(LEN)?,
                1 => shmem.ones(LEN)?,
                2 => shmem.full(LEN, 99)?,
                _ => shmem.alloc_in(Placement::new().align(4096), LEN)?,
            };
            buf.at(right).put(&[round; LEN]);
            shmem.world().barrier();
            assert_eq!(buf.to_vec(), [round; LEN]);
        }
        Ok(())
    }

    /// A wait returns the value that ended it, whatever comes after.
    #[npes(2, 3, 4)]
    fn a_wait_returns_what_ended_it(shmem: &Shmem) -> shmem::Result<()> {
        let (signal, seen) = (shmem.signal()?, shmem.signal()?);
        let [waits, writes] = [0, 1].map(|pe| shmem.pe(pe));
        for round in 1..=30 {
            if shmem.my_pe() == waits {
                assert_eq!(signal.wait(Until::Eq(round)), round);
                seen.at(writes).set(round);
            } else if shmem.my_pe() == writes {
                while seen.fetch() < round {
                    signal.at(waits).set(round);
                    signal.at(waits).set(1_000);
                }
            }
            shmem.world().barrier();
        }
        Ok(())
    }

    /// What is put before a fence is there before what comes after it.
    fn fence_orders(shmem: &Shmem) -> shmem::Result<()> {
        let right = shmem.my_pe().wrapping_add(1);
        let (inbox, ready) = (shmem.zeros::<u64>(2_000)?, shmem.signal()?);
        for round in 1..=50 {
            inbox.at(right).put(&[round; 2_000]);
            shmem.fence();
            ready.at(right).set(round);
            ready.wait(Until::Eq(round));
            assert_eq!(inbox.to_vec(), [round; 2_000]);
            shmem.world().barrier();
        }
        Ok(())
    }

    /// A request that does not fit is an error on every PE, wherever it was to lie, and the heap goes on.
    #[job(|job| job.heap_size(2 << 20))]
    fn out_of_memory(shmem: &Shmem) -> shmem::Result<()> {
        for place in [Placement::new(), Placement::new().align(64)] {
            let error = shmem.alloc_in::<f64>(place, 1 << 30).err();
            assert_eq!(error, Some(shmem::Error::OutOfMemory { bytes: 8 << 30 }));
            shmem.alloc_in::<f64>(place, 1 << 10)?;
        }
        Ok(())
    }

    #[ends(|ended| ended.expect_status(7))]
    fn global_exit(shmem: &Shmem) {
        if shmem.my_pe().index() == 0 {
            shmem.global_exit(7);
        }
        shmem.world().barrier();
        shmem.world().barrier();
    }
}
