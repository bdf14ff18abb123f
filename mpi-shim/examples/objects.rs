//! Sends, gathers and combines values that are no arrays of numbers.

use std::collections::BTreeMap;

use mpi_shim::objects::Bulk;
use mpi_shim::prelude::*;
use serde::{Deserialize, Serialize};

/// What each process has measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Measurement {
    station: String,
    tags: BTreeMap<String, Option<i64>>,
    /// Goes by itself, without a copy.
    samples: Bulk<f64>,
}

impl Measurement {
    fn of(rank: usize) -> Self {
        let tags = [("rank".to_owned(), Some(rank as i64)), ("height".to_owned(), None)];
        Self {
            station: format!("station {rank}"),
            tags: tags.into(),
            samples: (0..100_000).map(|i| (rank * i) as f64).collect(),
        }
    }
}

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let (left, right) = ((me + n - 1) % n, (me + 1) % n);
        let mine = Measurement::of(me);

        let (got, status) = world.sendrecv_obj::<_, Measurement>(&mine, right, 0, left, 0)?;
        assert_eq!((got, status.source()), (Measurement::of(left), Some(left)));

        if let Some(all) = world.gather_obj(mine, 0)? {
            assert!(all.iter().enumerate().all(|(rank, one)| *one == Measurement::of(rank)));
            println!("{n} measurements, of {} samples each", all[0].samples.len());
        }

        let letters: BTreeMap<char, usize> = me.to_string().chars().map(|c| (c, 1)).collect();
        let counts: BTreeMap<char, usize> = world.all_reduce_obj(letters, |mut left, right| {
            for (letter, count) in right {
                *left.entry(letter).or_default() += count;
            }
            left
        })?;
        assert_eq!(counts.values().sum::<usize>(), (0..n).map(|rank| rank.to_string().len()).sum());

        let error =
            world.sendrecv_obj::<_, u32>(&"text".to_owned(), right, 1, left, 1).unwrap_err();
        if me == 0 {
            println!("as it should be: {error}");
        }
        Ok(())
    });
}
