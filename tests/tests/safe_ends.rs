//! How jobs of the safe API end: errors, panics, and PEs that disagree.
#![allow(missing_docs, reason = "a test binary")]

use std::convert::Infallible;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::prelude::*;
use shmem_test::{Ended, Trial};
use shmem_tests::expect_another_init;

/// Whether this PE does what the others do not.
fn odd_one_out(shmem: &Shmem) -> bool {
    shmem.my_pe().index() == shmem.n_pes() - 1
}

/// What all PEs wrote to standard error.
fn all_stderr(ended: &Ended) -> String {
    (0..ended.outcome().stderr.len()).map(|pe| ended.stderr(pe)).collect()
}

#[track_caller]
fn expect_once(ended: &Ended, text: &str) {
    let said = all_stderr(ended);
    assert_eq!(said.matches(text).count(), 1, "{text:?} should be there once: {said}");
}

fn wait_in_vain(shmem: &Shmem) -> ! {
    shmem.world().barrier();
    unreachable!("a barrier without all PEs");
}

fn an_error_on_one() {
    shmem::run(|shmem| if odd_one_out(shmem) { Err("no luck here") } else { wait_in_vain(shmem) });
}

fn an_error_on_all() {
    shmem::run(|_| Err("no luck anywhere"));
}

fn all_is_well() {
    shmem::run(|shmem| -> Result<(), Infallible> {
        let _kept = shmem.alloc::<u8>(100);
        mem::forget(shmem.alloc::<u8>(100));
        Ok(())
    });
}

/// Everything begins anew, where the library lets it.
fn once_more() {
    all_is_well();
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u8>(100)?;
        buf.at(shmem.my_pe().wrapping_add(1)).p(99, 1);
        shmem.world().barrier();
        assert_eq!(buf.read(99), 1);
        Ok(())
    });
}

fn a_panic_on_one() {
    shmem::run(|shmem| -> shmem::Result<()> {
        assert!(!odd_one_out(shmem), "the last PE has had enough");
        wait_in_vain(shmem)
    });
}

/// Catching the panic outside is too late: the other PEs rely on this one.
fn a_panic_caught_outside() {
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let shmem = Shmem::init().expect("a job");
        assert!(!odd_one_out(&shmem), "the last PE has had enough");
        wait_in_vain(&shmem);
    }));
    unreachable!("{caught:?}");
}

fn a_panic_caught_inside() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u8>(100)?;
        let caught = catch_unwind(AssertUnwindSafe(|| buf.read(100)));
        assert!(caught.is_err());
        shmem.world().barrier();
        Ok(())
    });
}

fn lengths_that_differ(len: usize, odd_len: usize) -> impl Fn() {
    move || {
        shmem::run(|shmem| -> shmem::Result<()> {
            let mut data = vec![0u64; if odd_one_out(shmem) { odd_len } else { len }];
            shmem.world().sum_slice(&mut data);
            wait_in_vain(shmem)
        });
    }
}

fn an_allocation_against_a_barrier() {
    shmem::run(|shmem| -> shmem::Result<()> {
        if odd_one_out(shmem) {
            shmem.world().barrier();
        } else {
            shmem.alloc::<u8>(1)?;
        }
        wait_in_vain(shmem)
    });
}

fn ends_in_different_depths() {
    let outer = Shmem::init().expect("a job");
    let inner = Shmem::init().expect("a job");
    if odd_one_out(&outer) {
        mem::forget(inner);
    } else {
        drop(inner);
    }
    // Two finalizes against one: the forgotten one is missed.
    drop(outer);
}

fn a_forgotten_runtime() {
    mem::forget(Shmem::init().expect("a job"));
}

fn main() {
    let npes = [1, 2, 3, 4];
    let trial = |name: &str, body: fn()| Trial::new(name, body).npes(&npes);
    shmem_test::run(vec![
        trial("an_error_on_one", an_error_on_one).ends(|ended| {
            ended.expect_status(1);
            let last = ended.outcome().stderr.len() - 1;
            expect_once(ended, "no luck here");
            ended.expect_stderr(last, &format!("error on PE {last}: no luck here\n"));
        }),
        trial("an_error_on_all", an_error_on_all).npes(&[1, 2, 3, 4, 7]).ends(|ended| {
            ended.expect_status(1);
            expect_once(ended, "no luck anywhere");
        }),
        trial("all_is_well", all_is_well).job(|job| job),
        trial("once_more", once_more).ends(expect_another_init),
        trial("a_panic_on_one", a_panic_on_one).ends(|ended| {
            ended.expect_status(101);
            expect_once(ended, "had enough");
        }),
        trial("a_panic_caught_outside", a_panic_caught_outside).ends(|ended| {
            ended.expect_status(101);
            expect_once(ended, "had enough");
        }),
        trial("a_panic_caught_inside", a_panic_caught_inside).job(|job| job),
        Trial::new("short_lengths_that_differ", lengths_that_differ(3, 4)).npes(&[2, 3]).ends(
            |ended| {
                ended.expect_status(1);
                ended.expect_stderr(0, "nelems: 3");
                ended.expect_stderr(0, "nelems: 4");
            },
        ),
        Trial::new("long_lengths_that_differ", lengths_that_differ(5000, 7000)).npes(&[2, 3]).ends(
            |ended| {
                ended.expect_status(1);
                expect_once(ended, "the PEs bring from 5000 to 7000 elements to one collective");
            },
        ),
        Trial::new("long_against_short", lengths_that_differ(5, 7000)).npes(&[2, 3]).ends(
            |ended| {
                ended.expect_status(1);
                ended.expect_stderr(0, "shmemx_agree(tag: lengths,");
                ended.expect_stderr(0, "shmem_uint64_sum_reduce(nelems: 5");
            },
        ),
        trial("an_allocation_against_a_barrier", an_allocation_against_a_barrier)
            .npes(&[2, 3])
            .ends(|ended| {
                ended.expect_status(1);
                ended.expect_stderr(0, "shmemx_agree(tag: allocate,");
                ended.expect_stderr(0, "shmem_barrier_all()");
            }),
        trial("ends_in_different_depths", ends_in_different_depths).npes(&[2, 3]).ends(|ended| {
            assert!(ended.outcome().status != 0);
        }),
        trial("a_forgotten_runtime", a_forgotten_runtime).ends(|ended| {
            ended.expect_status(1);
            ended.expect_stderr(0, "without shmem_finalize");
        }),
    ]);
}
