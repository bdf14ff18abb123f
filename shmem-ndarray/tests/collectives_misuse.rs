//! Collectives on arrays called wrongly: the message names both sides, and the job ends.
#![allow(missing_docs, reason = "a test binary")]

use ndarray::prelude::*;
use shmem::Shmem;
use shmem_ndarray::{ArrayCollectives, Sum, SymArray};
use shmem_test::{Trial, trials};

/// What a panic ends a job with.
const PANICKED: i32 = 101;

/// A trial in a job of its own, whose PEs run `program` with whether they are the odd one out, the last one; it must
/// end with a panic at a line of this file, whose message has this text.
fn ends(
    name: &str,
    text: &'static str,
    program: impl Fn(&Shmem, bool) + Send + Sync + 'static,
) -> Trial {
    ends_with(name, PANICKED, text, program)
}

fn ends_with(
    name: &str,
    status: i32,
    text: &'static str,
    program: impl Fn(&Shmem, bool) + Send + Sync + 'static,
) -> Trial {
    let body = move || {
        shmem::run(|shmem| -> shmem::Result<()> {
            program(shmem, shmem.my_pe().index() == shmem.n_pes() - 1);
            shmem.world().barrier();
            unreachable!("the job should have ended");
        });
    };
    Trial::new(name, body).npes(&[2, 3, 4]).ends(move |ended| {
        ended.expect_status(status);
        let all: String =
            (0..ended.outcome().stderr.len()).map(|pe| ended.stderr(pe).into_owned()).collect();
        let last = ended.outcome().stderr.len() - 1;
        let text = text.replace("{last}", &last.to_string());
        assert!(all.contains(&text), "{text:?} is not in {all}");
        assert!(status != PANICKED || all.contains("tests/collectives_misuse.rs:"), "{all}");
        assert!(!all.contains("should have ended"), "{all}");
    })
}

fn array(odd: bool) -> Array2<i64> {
    Array2::zeros(if odd { (3, 2) } else { (2, 3) })
}

fn mismatches() -> Vec<Trial> {
    vec![
        ends(
            "other_shape_of_as_many",
            "a reduction element by element: rank 0 has [2, 3] and rank {last} has [3, 2], but all must have",
            |shmem, odd| _ = shmem.world().arrays().reduce(Sum, &array(odd)),
        ),
        ends(
            "other_shape_in_broadcast",
            "a broadcast from rank 0: rank 0 has [2, 3] and rank {last} has [3, 2]",
            |shmem, odd| {
                let world = shmem.world();
                world.arrays().broadcast(world.rank(0), &mut array(odd));
            },
        ),
        ends(
            "other_shape_in_collect",
            "a collect along axis 0: rank 0 has [2, 3] and rank {last} has [3, 2], but all lengths but",
            |shmem, odd| _ = shmem.world().arrays().collect(&array(odd), Axis(0)),
        ),
        ends(
            "other_length_in_fcollect",
            "an fcollect along axis 0: rank 0 has [1, 3] and rank {last} has [2, 3]",
            |shmem, odd| {
                let rows = Array2::<u8>::zeros((1 + usize::from(odd), 3));
                let _ = shmem.world().arrays().fcollect(&rows, Axis(0));
            },
        ),
        ends(
            "other_number_of_axes",
            "rank 0 has [6] and rank {last} has [1, 1, 1, 1, 1, 1, 1, 6]",
            |shmem, odd| {
                let shape = if odd { IxDyn(&[1, 1, 1, 1, 1, 1, 1, 6]) } else { IxDyn(&[6]) };
                let _ = shmem.world().arrays().inscan(&ArrayD::<u8>::zeros(shape));
            },
        ),
        ends(
            "other_axis",
            "rank 0 comes to a stack along the new axis 0, of elements of 8 bytes; \
             rank {last} comes to a stack along the new axis 1",
            |shmem, odd| {
                let _ = shmem.world().arrays().stack(&array(false), Axis(usize::from(odd)));
            },
        ),
        ends(
            "other_root",
            "rank 0 comes to a gather along axis 0 to rank 0, of elements of 8 bytes; \
             rank {last} comes to a gather along axis 0 to rank 1",
            |shmem, odd| {
                let world = shmem.world();
                let root = world.rank(usize::from(odd));
                let _ = world.arrays().gather(root, &array(false), Axis(0));
            },
        ),
        ends("other_collective", "comes to an alltoall from axis 0 to axis 1", |shmem, odd| {
            let (world, array) = (shmem.world(), array(false));
            if odd {
                let _ = world.arrays().alltoall(&array, Axis(0), Axis(1));
            } else {
                let _ = world.arrays().reduce_axis(Sum, &array, Axis(0));
            }
        }),
        ends(
            "other_elements",
            "of elements of 4 bytes; rank {last} comes to a collect along axis 0, of elements of 8 bytes",
            |shmem, odd| {
                if odd {
                    let _ = shmem.world().arrays().collect(&Array1::<f64>::zeros(2), Axis(0));
                } else {
                    let _ = shmem.world().arrays().collect(&Array1::<f32>::zeros(4), Axis(0));
                }
            },
        ),
        ends_with("other_type", 1, "int64_sum_reduce", |shmem, odd| {
            if odd {
                let _ = shmem.world().arrays().reduce(Sum, &array![[1.0]]);
            } else {
                let _ = shmem.world().arrays().reduce(Sum, &array![[1_i64]]);
            }
        }),
        ends_with("no_array_at_all", 1, "shmem_fcollectmem", |shmem, odd| {
            if odd {
                shmem.world().barrier();
            } else {
                let _ = shmem.world().arrays().reduce(Sum, &array(false));
            }
        }),
        // What members say of their shapes is not to be believed.
        ends("forged_shapes", "a member has sent other elements", |shmem, odd| {
            let world = shmem.world();
            if odd {
                // A collect along axis 0 of 8-byte elements of shape [1 << 40, 3].
                let row = [4_u64, 0, 0, 8, 0, 0, 0, 2, 1 << 40, 3, 0, 0, 0, 0];
                let _ = world.fcollect(&[row]);
                let _ = world.collect(&[7_i64]);
            } else {
                let _ = world.arrays().collect(&array(false), Axis(0));
            }
        }),
        ends(
            "other_symmetric_shape",
            "rank 0 has [2, 3] and rank {last} has [3, 2]",
            |shmem, odd| {
                let table = SymArray::<i64, _>::zeros(shmem, (3, 3)).unwrap();
                let view = if odd { table.slice(s![.., ..2]) } else { table.slice(s![..2, ..]) };
                shmem.world().arrays().reduce_sym(Sum, &view, &view);
            },
        ),
        ends("other_destination", "a destination of [3, 3] does not take", |shmem, odd| {
            let table = SymArray::<i64, _>::zeros(shmem, (3, 3)).unwrap();
            let source = table.slice(s![.., 1..]);
            let dest = if odd { table.view() } else { table.slice(s![.., ..2]) };
            shmem.world().arrays().reduce_sym(Sum, &dest, &source);
        }),
    ]
}

/// What is wrong alike on all members, or on one alone.
fn panics() -> Vec<Trial> {
    vec![
        ends(
            "no_such_axis",
            "a collect along axis 2: there is no such axis in [2, 3]",
            |shmem, _| {
                let _ = shmem.world().arrays().collect(&array(false), Axis(2));
            },
        ),
        ends("a_root_without_an_array", "rank {last} brings none", |shmem, _| {
            let world = shmem.world();
            let root = world.rank(world.n_ranks() - 1);
            let _ = world.arrays().scatter(root, None::<ArrayView2<'_, u8>>, Axis(0));
        }),
        ends("two_roots", "brings one too", |shmem, _| {
            let world = shmem.world();
            let mine = array(false);
            let _ = world.arrays().broadcast_from(world.rank(0), Some(mine.view()));
        }),
        ends(
            "axes_of_another_array",
            "[2, 3] comes of it, which is no array of 1 axes",
            |shmem, odd| {
                let world = shmem.world();
                let root = world.rank(world.n_ranks() - 1);
                if odd {
                    let _ = world.arrays().broadcast_from(root, Some(array(false).view()));
                } else {
                    let _ = world.arrays().broadcast_from(root, None::<ArrayView1<'_, i64>>);
                }
            },
        ),
        ends("an_extreme_of_nothing", "no member has elements along Axis(0)", |shmem, _| {
            let _ = shmem.world().arrays().minloc_axis(&Array2::<u8>::zeros((0, 3)), Axis(0));
        }),
        ends("closure_panics", "out of the closure", |shmem, odd| {
            let _ = shmem.world().arrays().reduce_with(&array(false), |a, b| {
                assert!(!odd, "out of the closure");
                a + b
            });
        }),
    ]
}

fn mismatches_can_be_caught(shmem: &Shmem) {
    let odd = shmem.my_pe().index() == shmem.n_pes() - 1;
    let call = || _ = shmem.world().arrays().reduce(Sum, &array(odd));
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(call));
    assert_eq!(caught.is_err(), shmem.n_pes() > 1, "on all members or on none");
    assert_eq!(shmem.world().arrays().reduce(Sum, &array(false)), array(false), "it goes on");
}

fn caught() {
    shmem::run(|shmem| -> shmem::Result<()> {
        mismatches_can_be_caught(shmem);
        Ok(())
    });
}

fn main() {
    let mut all = trials![caught];
    all.extend(mismatches());
    all.extend(panics());
    shmem_test::run(all);
}
