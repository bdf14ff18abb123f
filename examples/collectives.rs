//! Broadcast, collect, fcollect, all-to-all and reductions, each with a look at what came out.
//!
//! ```text
//! cargo shmem run -n 4 --example collectives
//! ```

use shmem::prelude::*;

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn std::error::Error>> {
        for (name, right) in check(shmem) {
            if !right {
                return Err(format!("{name} gives something else").into());
            }
            if shmem.my_pe().index() == 0 {
                println!("{name}: as it should be");
            }
        }
        Ok(())
    });
}

/// The collectives, and whether they gave this PE what they should.
fn check(shmem: &Shmem) -> Vec<(&'static str, bool)> {
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

    let (least, where_it_is) = world.minloc(me.abs_diff(n / 2));

    vec![
        ("broadcast", secret == 100 + n - 1),
        ("fcollect", equal.iter().copied().eq(numbers.clone())),
        ("collect", ragged == expected),
        ("alltoall", got.into_iter().eq(numbers.map(|from| 10 * from + me))),
        ("sum", world.sum(me) == n * (n - 1) / 2),
        ("max", world.max(me) == n - 1),
        ("exclusive scan", world.exscan(1) == me),
        ("minloc", (least, where_it_is.index()) == (0, n / 2)),
    ]
}
