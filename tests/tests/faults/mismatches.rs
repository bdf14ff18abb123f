//! PEs that meet in different collectives: every one of them names both.

use core::ptr::null;

use shmem_sys::{SHMEM_TEAM_INVALID, SHMEM_TEAM_WORLD, shmem_team_t};
use shmem_test::Trial;
use shmem_tests::{Sym, barrier, me, npes, pe};

use crate::init;

/// Two arrays for a collective.
struct Buffers {
    dest: Sym<u64>,
    source: Sym<u64>,
}

/// Whether this PE does what all others do not.
fn odd_one_out() -> bool {
    me() == npes() - 1
}

/// A trial in which the last PE's collective is not the others'. `texts` must stand in what every
/// PE writes.
fn differ(
    name: &str,
    call: impl Fn(&Buffers, bool) + Send + Sync + 'static,
    texts: &'static [&'static str],
) -> Trial {
    Trial::new(format!("mismatch::{name}"), move || {
        init();
        let buffers = Buffers { dest: Sym::filled(64 * npes(), 0), source: Sym::filled(64, 0) };
        call(&buffers, odd_one_out());
        barrier();
        unreachable!("collectives that do not match");
    })
    .npes(&[2, 3, 4])
    .ends(move |ended| {
        ended.expect_status(1);
        for pe in 0..ended.outcome().stderr.len() {
            texts.iter().for_each(|text| ended.expect_stderr(pe, text));
        }
    })
}

fn split_in_two() -> shmem_team_t {
    let mut team = SHMEM_TEAM_INVALID;
    // SAFETY: collective; the out parameter is a local variable.
    let failed = unsafe {
        shmem_sys::shmem_team_split_strided(
            SHMEM_TEAM_WORLD(),
            0,
            1,
            pe(npes()),
            null(),
            0,
            &raw mut team,
        )
    };
    assert_eq!(failed, 0);
    team
}

#[allow(clippy::undocumented_unsafe_blocks, reason = "symmetric, in bounds, and wrong on purpose")]
pub(crate) fn trials() -> Vec<Trial> {
    use shmem_sys::*;
    let world = SHMEM_TEAM_WORLD;
    vec![
        differ(
            "routine",
            |b, odd| {
                if odd {
                    barrier();
                } else {
                    unsafe {
                        shmem_long_broadcast(
                            SHMEM_TEAM_WORLD(),
                            b.dest.ptr().cast(),
                            b.source.ptr().cast(),
                            3,
                            0,
                        );
                    }
                }
            },
            &["shmem_barrier_all", "shmem_long_broadcast"],
        ),
        differ(
            "nelems",
            move |b, odd| unsafe {
                let nelems = if odd { 41 } else { 40 };
                shmem_uint64_fcollect(world(), b.dest.ptr(), b.source.ptr(), nelems);
            },
            &["shmem_uint64_fcollect", "nelems: 40", "nelems: 41"],
        ),
        differ(
            "root",
            move |b, odd| unsafe {
                let root = i32::from(odd);
                shmem_uint64_broadcast(world(), b.dest.ptr(), b.source.ptr(), 9, root);
            },
            &["shmem_uint64_broadcast", "root: 1"],
        ),
        differ(
            "operation",
            move |b, odd| {
                let reduce = if odd { shmem_uint64_max_reduce } else { shmem_uint64_sum_reduce };
                unsafe { reduce(world(), b.dest.ptr(), b.source.ptr(), 5) };
            },
            &["shmem_uint64_max_reduce", "shmem_uint64_sum_reduce"],
        ),
        differ(
            "type",
            move |b, odd| {
                let (dest, source) = (b.dest.ptr(), b.source.ptr());
                if odd {
                    unsafe { shmem_double_sum_reduce(world(), dest.cast(), source.cast(), 5) };
                } else {
                    unsafe { shmem_uint64_sum_reduce(world(), dest, source, 5) };
                }
            },
            &["shmem_double_sum_reduce", "shmem_uint64_sum_reduce"],
        ),
        differ(
            "dest",
            move |b, odd| unsafe {
                let dest = b.dest.at(usize::from(odd));
                shmem_uint64_alltoall(world(), dest, b.source.ptr(), 2);
            },
            &["shmem_uint64_alltoall", "dest: heap+"],
        ),
        differ(
            "strides",
            move |b, odd| unsafe {
                let dst = if odd { 3 } else { 2 };
                shmem_uint64_alltoalls(world(), b.dest.ptr(), b.source.ptr(), dst, 1, 2);
            },
            &["shmem_uint64_alltoalls", "dst: 3", "dst: 2"],
        ),
        differ(
            "malloc",
            |_, odd| {
                let size = if odd { 1_000 } else { 2_000 };
                assert!(!unsafe { shmem_malloc(size) }.is_null());
            },
            &["shmem_malloc", "1000", "2000"],
        ),
        differ(
            "malloc_and_free",
            |b, odd| {
                if odd {
                    unsafe { shmem_free(b.dest.ptr().cast()) };
                } else {
                    unsafe { shmem_malloc(77) };
                }
            },
            &["shmem_malloc", "shmem_free"],
        ),
        differ(
            "free",
            |b, odd| {
                let block = if odd { b.dest.ptr() } else { b.source.ptr() };
                unsafe { shmem_free(block.cast()) };
            },
            &["shmem_free", "dest: heap+"],
        ),
        differ(
            "finalize",
            |_, odd| {
                if odd {
                    unsafe { shmem_finalize() };
                } else {
                    barrier();
                }
            },
            &["shmem_finalize", "shmem_barrier_all"],
        ),
        differ(
            "split",
            |_, odd| unsafe {
                let mut team = SHMEM_TEAM_INVALID;
                let size = if odd { 1 } else { 2 };
                shmem_team_split_strided(SHMEM_TEAM_WORLD(), 0, 1, size, null(), 0, &raw mut team);
            },
            &["shmem_team_split_strided"],
        ),
        differ(
            "team",
            |_, odd| {
                let team = split_in_two();
                if odd {
                    barrier();
                } else {
                    unsafe { shmem_team_sync(team) };
                }
            },
            &["shmem_team_sync", "shmem_barrier_all"],
        ),
    ]
}
