//! Collectives of the safe API called wrongly: refused before anything happens, or the job ends with a
//! message that names what met.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::prelude::*;
use shmem_test::{Trial, trials};
use shmem_tests::safe::run;

/// What a panic ends a job with.
const PANICKED: i32 = 101;

/// Asserts that a call panics with a message that has `text` in it.
#[track_caller]
fn refused(text: &str, call: impl FnOnce()) {
    let panic = catch_unwind(AssertUnwindSafe(call)).expect_err(text);
    let message = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
        .unwrap();
    assert!(message.contains(text), "{message:?} has no {text:?}");
}

fn overlaps_are_refused() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let (root, block) = (world.rank(0), 2 * n);
        let data = shmem.alloc::<u32>(4 * n * n).unwrap();
        let before: Vec<_> = (0..data.len() as u32).collect();
        data.write_from(&before);
        let (whole, shifted) = (data.slice(..block), data.slice(1..=block));
        let text = "the destination overlaps the source";
        refused(text, || world.broadcast_sym(root, whole, shifted));
        refused(text, || world.broadcast_sym(root, whole, whole));
        refused(text, || world.alltoall_sym(shifted, whole));
        refused(text, || world.alltoall_sym(whole, whole));
        refused(text, || world.alltoalls_sym((whole, 1), (shifted, 1), 2));
        refused(text, || world.fcollect_sym(whole, data.slice(block - 2..block)));
        refused(text, || _ = world.collect_sym(whole, shifted));
        refused(text, || world.gather_sym(root, whole, data.slice(1..3)));
        refused(text, || world.scatter_sym(root, data.slice(1..3), whole));
        refused(text, || world.sum_reduce(whole, shifted));
        refused(text, || world.prod_reduce(shifted, whole));
        refused(text, || world.min_reduce(whole, shifted));
        refused(text, || world.max_reduce(whole, shifted));
        refused(text, || world.and_reduce(whole, shifted));
        refused(text, || world.or_reduce(whole, shifted));
        refused(text, || world.xor_reduce(whole, shifted));
        refused(text, || world.sum_inscan(whole, shifted));
        refused(text, || world.sum_exscan(whole, shifted));
        assert_eq!(data.to_vec(), before, "nothing has happened");
        // Neighbours do not overlap, and nothing overlaps nothing.
        world.alltoall_sym(data.slice(..n), data.slice(n..2 * n));
        world.sum_reduce(data.slice(..0), data.slice(1..1));
        world.barrier();
    });
}

fn wrong_lengths_are_refused() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let root = world.rank(0);
        let (dest, source) = (shmem.alloc::<u8>(3 * n).unwrap(), shmem.alloc::<u8>(3 * n).unwrap());
        let (to, from) = (dest.as_slice(), source.as_slice());
        let text = "do not fit";
        refused(text, || world.broadcast_sym(root, to, from.slice(1..)));
        refused(text, || world.fcollect_sym(to, from.slice(..2)));
        refused(text, || world.gather_sym(root, to, from.slice(..2)));
        refused(text, || world.scatter_sym(root, to.slice(..2), from));
        refused(text, || world.alltoall_sym(to.slice(..n), from));
        refused(text, || world.sum_reduce(to.slice(1..), from));
        refused("not within", || world.alltoalls_sym((to, 4), (from, 1), 2));
        refused("a stride is at least 1", || world.alltoalls_sym((to, 1), (from, 0), 1));
        refused("too many", || world.alltoalls_sym((to, usize::MAX), (from, 1), 4));
        if n > 1 {
            refused("too many", || world.alltoalls_sym((to, 1), (from, 1), usize::MAX));
            refused("no equal parts", || _ = world.alltoall(&[0; 1]));
            refused("no equal parts", || world.alltoall_sym(to.slice(..1), from.slice(..1)));
        }
        world.barrier();
    });
}

/// A trial in a job of its own, whose PEs run `program` with whether they are the odd one out; it must
/// end with that status, and these texts on standard error of some PE.
fn ends(
    name: &str,
    status: i32,
    texts: &'static [&'static str],
    program: impl Fn(&Shmem, bool) + Send + Sync + 'static,
) -> Trial {
    let body = move || {
        run(|shmem| {
            program(shmem, shmem.my_pe().index() == shmem.n_pes() - 1);
            shmem.world().barrier();
            unreachable!("the job should have ended");
        });
    };
    Trial::new(name, body).npes(&[2, 3, 4]).ends(move |ended| {
        ended.expect_status(status);
        let all: String =
            (0..ended.outcome().stderr.len()).map(|pe| ended.stderr(pe).into_owned()).collect();
        for text in texts {
            assert!(all.contains(text), "{text:?} is not in {all}");
        }
        assert!(!all.contains("should have ended"), "{all}");
    })
}

/// Members that come to different collectives, or to one with different arguments.
fn mismatches() -> Vec<Trial> {
    vec![
        ends("other_collective", 1, &["barrier_all", "sum_reduce"], |shmem, odd| {
            if odd {
                shmem.world().barrier();
            } else {
                let _ = shmem.world().sum(1);
            }
        }),
        ends("other_type", 1, &["int32_sum_reduce", "int64_sum_reduce"], |shmem, odd| {
            if odd {
                let _ = shmem.world().sum(1_i32);
            } else {
                let _ = shmem.world().sum(1_i64);
            }
        }),
        ends("other_length", 1, &["nelems: 3", "nelems: 4"], |shmem, odd| {
            shmem.world().max_slice(&mut vec![0; 3 + usize::from(odd)]);
        }),
        ends("other_long_length", 1, &["from 70000 to 70001 elements"], |shmem, odd| {
            shmem.world().max_slice(&mut vec![0; 70_000 + usize::from(odd)]);
        }),
        ends("long_and_short", 1, &["agree(tag: lengths,", "max_reduce"], |shmem, odd| {
            shmem.world().max_slice(&mut vec![0; if odd { 5 } else { 70_000 }]);
        }),
        ends("other_root", 1, &["broadcastmem", "root: 1"], |shmem, odd| {
            let world = shmem.world();
            let _ = world.broadcast(world.rank(usize::from(odd)), 5);
        }),
        ends("other_gather", 1, &["one gather with from [0, 2, 0] to [1, 3, 0]"], |shmem, odd| {
            let world = shmem.world();
            let odd = usize::from(odd);
            let _ = world.gather(world.rank(odd), &vec![0; 2 + odd]);
        }),
        ends("other_scatter", 1, &["one scatter with from"], |shmem, odd| {
            let world = shmem.world();
            let _ = world.scatter(world.rank(usize::from(odd)), &vec![0; world.n_ranks()]);
        }),
        ends("other_place", 1, &["sum_reduce", "dest: heap"], |shmem, odd| {
            let data = shmem.alloc::<u64>(30).unwrap();
            let from = if odd { 10 } else { 0 };
            shmem.world().sum_reduce(data.slice(from..from + 10), data.slice(20..));
        }),
        ends("other_workspace", 1, &["sum_reduce", "dest: heap"], |shmem, odd| {
            let workspace = shmem.workspace::<u8>(1).unwrap();
            let world = shmem.world();
            let hot = world.with_workspace(&workspace);
            let _ = if odd { world.sum(1) } else { hot.sum(1) };
        }),
        ends("other_workspace_gathered", 1, &["one gather with from [0, 1, 0]"], |shmem, odd| {
            let workspace = shmem.workspace::<u8>(1).unwrap();
            let world = shmem.world();
            let hot = world.with_workspace(&workspace);
            let _ = if odd { &world } else { &hot }.gather(world.rank(0), &[1]);
        }),
        ends("other_parts", 1, &["tag: gatherp", "tag: scatterp"], |shmem, odd| {
            let (world, parts) = (shmem.world(), vec![[1]; shmem.n_pes()]);
            let root = world.rank(0);
            if odd {
                let _ = world.gather_parts(root, &[1]);
            } else {
                let _ = world.scatter_parts(root, &parts);
            }
        }),
        ends(
            "other_root_of_parts",
            1,
            &["one gather_parts with from [0, 4, 0] to [1, 4, 0]"],
            |shmem, odd| {
                let world = shmem.world();
                let _ = world.gather_parts(world.rank(usize::from(odd)), &[1_i32]);
            },
        ),
        ends("other_elements", 1, &["one alltoall_parts with from"], |shmem, odd| {
            let (world, n) = (shmem.world(), shmem.n_pes());
            if odd {
                let _ = world.alltoall_parts(&vec![[1_u8]; n]);
            } else {
                let _ = world.alltoall_parts(&vec![[1_u16]; n]);
            }
        }),
        // What is told where parts are is not to be believed.
        ends("forged_places", 1, &["alltoallmem", "agree(tag: alltoalp,"], |shmem, odd| {
            let (world, n) = (shmem.world(), shmem.n_pes());
            if odd {
                let _ = world.alltoall(&vec![[u64::MAX - 7, u64::MAX]; n]);
                let _ = world.alltoall_parts(&vec![[1_u64]; n]);
            } else {
                let _ = world.alltoall_parts(&vec![[1_u64]; n]);
            }
        }),
        ends(
            "uneven_reduce_scatter",
            1,
            &["reduce_scatter with parts: rank 0 brings"],
            |shmem, odd| {
                let parts = vec![vec![1; 3 + usize::from(odd)]; shmem.n_pes()];
                let _ = shmem.world().reduce_scatter(&parts, |a, b| a + b);
            },
        ),
        ends(
            "other_root_of_a_vector",
            1,
            &["one broadcast_vec with from [0, 4, "],
            |shmem, odd| {
                let world = shmem.world();
                let root = world.rank(usize::from(odd));
                let data = (root == world.my_rank()).then(|| vec![1]);
                let _ = world.broadcast_vec(root, data);
            },
        ),
        ends("other_strides", 1, &["one alltoalls with from"], |shmem, odd| {
            let (dest, source) = (shmem.alloc::<u64>(40).unwrap(), shmem.alloc::<u64>(40).unwrap());
            let (to, from) = (dest.as_slice(), source.as_slice());
            shmem.world().alltoalls_sym((to, 1 + usize::from(odd)), (from, 1), 1);
        }),
        ends("other_split", 1, &["team_split_strided", "nelems: 1", "nelems: 2"], |shmem, odd| {
            let _ = shmem.world().split_strided(0, 1, 1 + usize::from(odd));
        }),
        ends("other_grid", 1, &["team_split_2d"], |shmem, odd| {
            let _ = shmem.world().grid(1 + usize::from(odd));
        }),
        ends("freed_and_used", 1, &["agree(tag: teamfree,", "team_sync"], |shmem, odd| {
            let n = shmem.n_pes();
            let team = shmem.world().split_strided(0, 1, n).unwrap().unwrap();
            if odd { team.free() } else { team.sync() }
        }),
        // What a collect is told of another member's length is never what the library is to believe.
        ends("forged_lengths", 1, &["collectmem"], |shmem, odd| {
            let (dest, source) = (shmem.alloc::<u8>(8).unwrap(), shmem.alloc::<u8>(100).unwrap());
            if odd {
                let _ = shmem.world().fcollect(&[[0_usize, 100]]);
                let _ = shmem.world().collect(&[0_u8; 100]);
            } else {
                shmem.world().collect_sym(dest.as_slice(), source.slice(..1));
            }
        }),
    ]
}

/// What ends in a panic, on all members or on one.
fn panics() -> Vec<Trial> {
    vec![
        ends(
            "sources_that_do_not_fit",
            PANICKED,
            &["do not fit a destination of 7"],
            |shmem, odd| {
                // All have room enough for what all bring, but for one.
                let n = shmem.n_pes();
                let (dest, source) =
                    (shmem.alloc::<u8>(100).unwrap(), shmem.alloc::<u8>(100).unwrap());
                let room = if odd { 7 } else { 90 };
                shmem.world().collect_sym(dest.slice(..room), source.slice(..8_usize.div_ceil(n)));
            },
        ),
        ends("closure_panics", PANICKED, &["out of the closure"], |shmem, odd| {
            let call = || {
                shmem.world().reduce_with(1, |a, b: i32| {
                    assert!(!odd, "out of the closure");
                    a + b
                })
            };
            // Nobody can catch it, because the others may still be in the collective.
            let _ = catch_unwind(AssertUnwindSafe(call));
            shmem.world().barrier();
        }),
        ends("scattered_closure_panics", PANICKED, &["out of the closure"], |shmem, odd| {
            let parts = vec![[1]; shmem.n_pes()];
            let call = || {
                shmem.world().reduce_scatter(&parts, |a, b: i32| {
                    assert!(!odd, "out of the closure");
                    a + b
                })
            };
            let _ = catch_unwind(AssertUnwindSafe(call));
            shmem.world().barrier();
        }),
        ends("scattered_closure_calls_its_team", PANICKED, &["from a closure that"], |shmem, _| {
            let parts = vec![[1]; shmem.n_pes()];
            let _ = shmem.world().reduce_scatter(&parts, |a, b: i32| a + shmem.world().sum(b));
        }),
        ends("closure_calls_its_team", PANICKED, &["from a closure that"], |shmem, _| {
            let _ = shmem.world().reduce_with(1, |a, b: i32| a + shmem.world().sum(b));
        }),
        ends("closure_meets_its_team", PANICKED, &["from a closure that"], |shmem, _| {
            let _ = shmem.world().reduce_with(1, |a, b: i32| {
                shmem.world().barrier();
                a + b
            });
        }),
        ends("closure_splits_its_team", PANICKED, &["from a closure that"], |shmem, _| {
            let _ = shmem.world().reduce_with(1, |a, b: i32| {
                drop(shmem.world().grid(1));
                a + b
            });
        }),
    ]
}

fn main() {
    let mut all = trials![overlaps_are_refused, wrong_lengths_are_refused,];
    all.extend(mismatches());
    all.extend(panics());
    shmem_test::run(all);
}
