//! Private data in parts of any lengths, and what only the root has, on teams of all shapes.
#![allow(missing_docs, reason = "a test binary")]

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::prelude::*;
use shmem_test::trials;
use shmem_tests::safe::{over_teams, run};

/// Lengths of parts: none, few, more than a workspace holds, and what fills one to its last byte.
const SCALES: [usize; 4] = [0, 3, 2048, 9000];

/// What one PE has for another: which says both, and the place.
trait Sample: Element + PartialEq + Debug {
    fn sample(from: usize, to: usize, i: usize) -> Self;
}

impl Sample for u64 {
    fn sample(from: usize, to: usize, i: usize) -> Self {
        ((from * 64 + to) << 32 | i) as u64
    }
}

impl Sample for [u8; 3] {
    fn sample(from: usize, to: usize, i: usize) -> Self {
        [from as u8, to as u8, (i * 7 % 251) as u8]
    }
}

impl Sample for () {
    fn sample(_: usize, _: usize, _: usize) -> Self {}
}

/// How long the part from one PE to another is: nothing regular, and nothing at all for some.
fn len(scale: usize, from: usize, to: usize) -> usize {
    match (from * 5 + to * 3) % 7 {
        0 => 0,
        1 => scale,
        2 => 2 * scale,
        k => (scale + k) / k,
    }
}

fn part<T: Sample>(scale: usize, from: usize, to: usize) -> Vec<T> {
    (0..len(scale, from, to)).map(|i| T::sample(from, to, i)).collect()
}

/// Runs a check on all teams and scales, through the crate's workspace and through a larger one.
fn check_all(mut check: impl FnMut(&Shmem, &Team<'_>, &[usize], usize)) {
    run(|shmem| {
        let workspace = shmem.workspace::<u64>(10_000).unwrap();
        over_teams(shmem, |team, pes| {
            for scale in SCALES {
                check(shmem, team, pes, scale);
                check(shmem, &team.with_workspace(&workspace), pes, scale);
            }
        });
    });
}

fn moved<T: Sample>() {
    check_all(|shmem, team, pes, scale| {
        let pe = shmem.my_pe().index();
        let sent: Vec<Vec<T>> = pes.iter().map(|&to| part(scale, pe, to)).collect();
        let expected: Vec<Vec<T>> = pes.iter().map(|&from| part(scale, from, pe)).collect();
        assert_eq!(team.alltoall_parts(&sent), expected);

        for root in [0, pes.len() - 1] {
            let (rank, root_pe) = (team.rank(root), pes[root]);
            let is_root = rank == team.my_rank();
            let all = team.gather_parts(rank, &part::<T>(scale, pe, root_pe));
            let expected = || pes.iter().map(|&from| part(scale, from, root_pe)).collect();
            assert_eq!(all, is_root.then(expected));

            // What the others bring does not matter.
            let parts: Vec<Vec<T>> = match pe % 3 {
                _ if is_root => sent.clone(),
                0 => Vec::new(),
                1 => vec![part(9, 1, 1)],
                _ => sent.clone(),
            };
            assert_eq!(team.scatter_parts(rank, &parts), part::<T>(scale, root_pe, pe));

            let data = is_root.then(|| part::<T>(scale, root_pe, 1));
            assert_eq!(team.broadcast_vec(rank, data), part(scale, root_pe, 1));
            let value = is_root.then(|| T::sample(root_pe, 2, 3));
            assert_eq!(team.broadcast_from(rank, value), T::sample(root_pe, 2, 3));
        }
    });
}

fn words() {
    moved::<u64>();
}

fn triples() {
    moved::<[u8; 3]>();
}

fn nothings() {
    moved::<()>();
}

/// Parts are slices, arrays or vectors, and may be the same memory.
fn parts_of_all_kinds() {
    run(|shmem| {
        let (world, n, me) = (shmem.world(), shmem.n_pes(), shmem.my_pe().index());
        let text = ["all", "the", "same", "words"].map(|word| word.repeat(me + 1));
        let received = world.alltoall_parts(&vec![text[me % 4].as_bytes(); n]);
        let word = |pe: usize| ["all", "the", "same", "words"][pe % 4].repeat(pe + 1);
        assert!(received.into_iter().eq((0..n).map(|pe| word(pe).into_bytes())));

        let arrays = world.alltoall_parts(&vec![[me as u16; 2]; n]);
        assert!(arrays.into_iter().eq((0..n).map(|pe| vec![pe as u16; 2])));
        let boxed: Vec<Box<[u64]>> = (0..n).map(|to| vec![me as u64; to].into()).collect();
        assert!(world.alltoall_parts(&boxed).into_iter().eq((0..n).map(|pe| vec![pe as u64; me])));
    });
}

/// Slices that are never the same twice are asked for once.
fn parts_are_asked_for_once() {
    struct Fickle(std::cell::Cell<usize>);

    impl AsRef<[u8]> for Fickle {
        fn as_ref(&self) -> &[u8] {
            self.0.set(self.0.get() + 1);
            &[7; 40][..40 / self.0.get()]
        }
    }

    run(|shmem| {
        let parts: Vec<_> = shmem.pes().map(|_| Fickle(std::cell::Cell::new(0))).collect();
        assert_eq!(shmem.world().alltoall_parts(&parts), vec![vec![7; 40]; shmem.n_pes()]);
        assert!(parts.iter().all(|part| part.0.get() == 1));
    });
}

fn reduced_and_scattered() {
    check_all(|shmem, team, pes, scale| {
        let pe = shmem.my_pe().index();
        let value = |from: usize, to: usize, i: usize| (from * 100 + to * 10 + i) as i64;
        let parts: Vec<Vec<i64>> = pes
            .iter()
            .map(|&to| (0..len(scale, 1, to)).map(|i| value(pe, to, i)).collect())
            .collect();
        let all = |i| pes.iter().map(move |&from| value(from, pe, i));
        let sums = team.reduce_scatter(&parts, |a, b| a + b);
        assert!(sums.into_iter().eq((0..len(scale, 1, pe)).map(|i| all(i).sum())));
        // In the order of ranks.
        let mixed = team.reduce_scatter(&parts, |a, b| a.wrapping_mul(31) - b);
        let expected = |i| all(i).reduce(|a, b| a.wrapping_mul(31) - b).unwrap();
        assert!(mixed.into_iter().eq((0..len(scale, 1, pe)).map(expected)));
    });
}

/// Arrays are combined element by element, as values, as slices and in symmetric memory.
fn arrays_are_values() {
    run(|shmem| {
        let (n, me) = (shmem.n_pes() as u64, shmem.my_pe().index() as u64);
        over_teams(shmem, |team, pes| {
            let pes: Vec<u64> = pes.iter().map(|&pe| pe as u64).collect();
            let of = |pes: &[u64]| [pes.iter().sum::<u64>(), pes.len() as u64];
            assert_eq!(team.sum([me, 1]), of(&pes));
            let rank = team.my_rank().index();
            assert_eq!(team.inscan([me, 1]), of(&pes[..=rank]));
            assert_eq!(team.exscan([me, 1]), of(&pes[..rank]));
            assert_eq!(team.prod([[2_u8, 1], [1, 3]])[0][1], 1);
            assert_eq!(team.or([1_u64 << me, 0])[0].count_ones() as usize, pes.len());
            assert_eq!(team.sum([0.0_f64; 0]), []);
            let mut many = vec![[me, 1, 0]; 5000];
            team.sum_slice(&mut many);
            assert_eq!(many, vec![[of(&pes)[0], of(&pes)[1], 0]; 5000]);
        });
        let points = shmem.from_slice(&[[me as f64, 1.0]; 3]).unwrap();
        shmem.world().sum_reduce(points.as_slice(), points.as_slice());
        assert_eq!(points.to_vec(), [[(n * (n - 1) / 2) as f64, n as f64]; 3]);
    });
}

fn grids_know_who_stands_where() {
    run(|shmem| {
        over_teams(shmem, |team, pes| {
            for width in [1, 2, 3, 100] {
                let grid = team.grid(width).unwrap();
                let width = width.min(pes.len());
                for (number, &pe) in pes.iter().enumerate() {
                    let (place, pe) = ((number % width, number / width), shmem.pe(pe));
                    assert_eq!(grid.place_of(pe), Some(place));
                    assert_eq!(grid.pe(place.0, place.1), Some(pe));
                }
                for pe in shmem.pes().filter(|pe| !pes.contains(&pe.index())) {
                    assert_eq!(grid.place_of(pe), None);
                }
                let (x, y) = grid.place_of(shmem.my_pe()).unwrap();
                assert_eq!(grid.x.pe(grid.x.rank(x)), shmem.my_pe());
                assert_eq!(grid.y.pe(grid.y.rank(y)), shmem.my_pe());
                assert_eq!(grid.pe(width, 0), None);
                assert_eq!(grid.pe(pes.len() % width, pes.len() / width), None);
                assert_eq!(grid.pe(0, pes.len().div_ceil(width)), None);
                assert_eq!(grid.pe(usize::MAX, usize::MAX), None);
                grid.x.free();
                grid.y.free();
            }
        });
    });
}

/// Asserts that a call panics with a message that has `text` in it, before anything happens.
#[track_caller]
fn refused(text: &str, call: impl FnOnce()) {
    let panic = catch_unwind(AssertUnwindSafe(call)).expect_err(text);
    let message = panic.downcast_ref::<String>().cloned().unwrap_or_default();
    assert!(message.contains(text), "{message:?} has no {text:?}");
}

fn wrong_use_is_refused() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let root = world.rank(0);
        let is_root = world.my_rank() == root;
        let parts = vec![vec![1_u8]; n + 1];
        refused("parts do not go to", || _ = world.alltoall_parts(&parts));
        refused("parts do not go to", || _ = world.alltoall_parts(&parts[..n - 1]));
        refused("parts do not go to", || _ = world.reduce_scatter(&parts, |a, _| a));
        let value = (!is_root).then_some(1);
        let text = if is_root { "brings nothing" } else { "whose root is rank 0" };
        refused(text, || _ = world.broadcast_from(root, value));
        refused(text, || _ = world.broadcast_vec(root, value.map(|value| vec![value])));
        if is_root {
            refused("parts do not go to", || _ = world.scatter_parts(root, &parts));
        }
        let backwards = world.split_strided(n - 1, -1, n).unwrap().unwrap();
        refused("another team", || _ = backwards.gather_parts(root, &[1]));
        refused("another team", || _ = backwards.scatter_parts(root, &parts));
        refused("another team", || _ = backwards.broadcast_vec(root, None::<Vec<u8>>));
        world.barrier();
    });
}

fn main() {
    shmem_test::run(trials![
        words: [1, 2, 3, 4, 7],
        triples: [1, 2, 3, 4, 7],
        nothings,
        parts_of_all_kinds,
        parts_are_asked_for_once,
        reduced_and_scattered: [1, 2, 3, 4, 7],
        arrays_are_values,
        grids_know_who_stands_where: [1, 2, 3, 4, 7],
        wrong_use_is_refused,
    ]);
}
