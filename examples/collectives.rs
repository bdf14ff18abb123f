//! Broadcast, collect, fcollect, all-to-all, reductions and scans, each with a look at what came out.
//!
//! ```text
//! cargo shmem run -n 4 --example collectives
//! ```
//!
//! First with values in and values out, as programs in Rust have it, then on symmetric memory, where they are
//! the C routines as they are: `shmem_broadcast`, `shmem_fcollect`, `shmem_collect`, `shmem_alltoall`,
//! `shmem_alltoalls`, `shmem_sum_reduce` and so on.

use shmem::prelude::*;

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn std::error::Error>> {
        let mut results = values(shmem);
        results.extend(symmetric_memory(shmem)?);
        Ok(shmem_examples::verdict(shmem, &results)?)
    });
}

/// Collectives, and whether they gave this PE what they should.
type Results = Vec<(&'static str, bool)>;

fn values(shmem: &Shmem) -> Results {
    let world = shmem.world();
    let (me, n) = (world.my_rank().index(), world.n_ranks());
    let numbers = 0..n;

    // The last one's value is everybody's.
    let last = world.rank(n - 1);
    let secret = world.broadcast(last, 100 + me);

    // Everybody's values, one behind the other: one of each, and as many as the PE's number.
    let equal = world.fcollect(&[me]);
    let ragged = world.collect(&vec![me; me]);
    let expected: Vec<usize> = numbers.clone().flat_map(|pe| vec![pe; pe]).collect();

    // What I send to PE i is 10 me + i, so what I get from PE i is 10 i + me.
    let sent: Vec<usize> = numbers.clone().map(|to| 10 * me + to).collect();
    let got = world.alltoall(&sent);

    // The same in parts of different lengths: as many numbers for PE i as i.
    let parts: Vec<Vec<usize>> = numbers.clone().map(|to| vec![me; to]).collect();
    let got_parts = world.alltoall_parts(&parts);
    // Only the last one has something to deal out, and to tell.
    let words: Vec<String> = if world.my_rank() == last {
        numbers.clone().map(|to| "word".repeat(to)).collect()
    } else {
        Vec::new()
    };
    let word: Vec<u8> = world.scatter_parts(last, &words);
    let longest = world.broadcast_vec(last, words.last().map(|word| word.clone().into_bytes()));
    let all_words = world.gather_parts(last, &word);
    let expected_words = || numbers.clone().map(|pe| "word".repeat(pe).into_bytes()).collect();
    // Of sums that nobody needs all of, every PE makes its own.
    let my_sum = world.reduce_scatter(&parts, |a, b| a + b);

    // Element by element, in place.
    let mut several = [me, n - me, 1];
    world.max_slice(&mut several);
    let (least, where_it_is) = world.minloc(me.abs_diff(n / 2));
    // What the standard has no name for: the numbers that the PEs' are between.
    let range = world.reduce_with([me; 2], |a, b| [a[0].min(b[0]), a[1].max(b[1])]);

    // One PE alone, with the numbers of all.
    let fold = |first, combine: fn(usize, usize) -> usize| numbers.clone().fold(first, combine);
    vec![
        ("broadcast", secret == 100 + n - 1),
        ("fcollect", equal.iter().copied().eq(numbers.clone())),
        ("collect", ragged == expected),
        ("alltoall", got.into_iter().eq(numbers.clone().map(|from| 10 * from + me))),
        ("alltoall_parts", got_parts.into_iter().eq(numbers.clone().map(|from| vec![from; me]))),
        ("scatter_parts", word == "word".repeat(me).into_bytes()),
        ("gather_parts", all_words == (me == n - 1).then(expected_words)),
        ("broadcast_vec", longest == "word".repeat(n - 1).into_bytes()),
        ("reduce_scatter", my_sum == vec![n * (n - 1) / 2; me]),
        ("sum of an array", world.sum([me, 1]) == [n * (n - 1) / 2, n]),
        ("sum", world.sum(me) == n * (n - 1) / 2),
        ("prod", world.prod(me + 2) == fold(1, |all, pe| all.wrapping_mul(pe + 2))),
        ("min", world.min(me + 5) == 5),
        ("max", several == [n - 1, n, 1]),
        ("and", world.and(me | 8) == fold(!0, |all, pe| all & (pe | 8))),
        ("or", world.or(me) == fold(0, |all, pe| all | pe)),
        ("xor", world.xor(me + n) == (n..2 * n).fold(0, |all, number| all ^ number)),
        ("exclusive scan", world.exscan(1) == me),
        ("minloc", (least, where_it_is.index()) == (0, n / 2)),
        ("a reduction by closure", range == [0, n - 1]),
    ]
}

fn symmetric_memory(shmem: &Shmem) -> shmem::Result<Results> {
    let world = shmem.world();
    let (me, n) = (world.my_rank().index(), world.n_ranks());
    let source = shmem.from_slice(&[me, me + 100])?;

    let told = shmem.alloc::<usize>(2)?;
    world.broadcast_sym(world.rank(n - 1), told.as_slice(), source.as_slice());

    let equal = shmem.alloc::<usize>(2 * n)?;
    world.fcollect_sym(equal.as_slice(), source.as_slice());

    // One element of even PEs, and two of odd ones.
    let ragged = shmem.alloc::<usize>(2 * n)?;
    let len = world.collect_sym(ragged.as_slice(), source.slice(..1 + me % 2));
    let expected = (0..n).flat_map(|pe| [pe, pe + 100].into_iter().take(1 + pe % 2));

    // Blocks of two numbers for each. In the second of these only every other number of the source counts,
    // and goes to every third of the destination.
    let sent: Vec<usize> = (0..4 * n).map(|i| 1000 * me + i).collect();
    let (to_all, from_all) = (shmem.from_slice(&sent)?, shmem.alloc::<usize>(2 * n)?);
    world.alltoall_sym(from_all.as_slice(), to_all.slice(..2 * n));
    let blocks = (0..n).flat_map(|pe| [0, 1].map(|i| 1000 * pe + 2 * me + i));
    let spread = shmem.full(6 * n, 7)?;
    world.alltoalls_sym((spread.as_slice(), 3), (to_all.as_slice(), 2), 2);
    let strided =
        (0..n).flat_map(|pe| [0, 1].map(|i| [1000 * pe + 2 * (2 * me + i), 7, 7])).flatten();

    let sum = shmem.alloc::<usize>(2)?;
    world.sum_reduce(sum.as_slice(), source.as_slice());
    let total = n * (n - 1) / 2;
    let up_to_me = shmem.alloc::<usize>(2)?;
    world.sum_inscan(up_to_me.as_slice(), source.as_slice());
    let mine = me * (me + 1) / 2;

    Ok(vec![
        ("broadcast_sym", told.to_vec() == [n - 1, n + 99]),
        ("fcollect_sym", equal.to_vec().into_iter().eq((0..n).flat_map(|pe| [pe, pe + 100]))),
        ("collect_sym", ragged.slice(..len).to_vec().into_iter().eq(expected)),
        ("alltoall_sym", from_all.to_vec().into_iter().eq(blocks)),
        ("alltoalls_sym", spread.to_vec().into_iter().eq(strided)),
        ("sum_reduce", sum.to_vec() == [total, total + 100 * n]),
        ("sum_inscan", up_to_me.to_vec() == [mine, mine + 100 * (me + 1)]),
    ])
}
