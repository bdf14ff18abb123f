//! Broadcast, collect, fcollect, alltoall and alltoalls.
#![allow(unsafe_code, reason = "the entry points are unsafe; heaps here are lent by the test")]

use proptest::prelude::*;

use super::world::{Pe, pattern, run};
use crate::coll::alltoall::{alltoall, alltoalls};
use crate::coll::broadcast::broadcast;
use crate::coll::collect::{collect, fcollect};
use crate::record::Routine;

/// Bytes before, between and behind the buffers, which must stay as they are.
const GUARD: usize = 24;

/// Where the buffers lie in each heap: `dest` behind `source`, at no special alignment.
struct Plan {
    source: usize,
    dest: usize,
    before: Vec<Vec<u8>>,
}

impl Plan {
    fn new(n: usize, source_bytes: usize, dest_bytes: usize) -> Self {
        let dest = GUARD + source_bytes + GUARD + 1;
        let before = (0..n).map(|rank| pattern(rank, dest + dest_bytes + GUARD)).collect();
        Self { source: GUARD, dest, before }
    }

    fn source(&self, rank: usize) -> &[u8] {
        &self.before[rank][self.source..]
    }

    /// Runs a collective and compares all heaps with what `model` makes of each destination.
    fn check(
        &self,
        body: impl Fn(&Pe<'_>, *mut u8, *const u8) + Sync,
        model: impl Fn(usize, &mut [u8]),
    ) {
        let after = run(self.before.clone(), |pe| body(pe, pe.ptr(self.dest), pe.ptr(self.source)));
        for (rank, after) in after.unwrap().into_iter().enumerate() {
            let mut expected = self.before[rank].clone();
            model(rank, &mut expected[self.dest..]);
            if let Some(at) = (0..after.len()).find(|i| after[*i] != expected[*i]) {
                panic!("rank {rank}: heap+{at} is wrong; dest is at {}", self.dest);
            }
        }
    }
}

pub(super) fn members() -> impl Strategy<Value = usize> {
    prop_oneof![9 => 1..=9_usize, 1 => Just(17_usize)]
}

fn elements() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![1_usize, 2, 4, 8, 16])
}

/// Counts of `elem`-byte elements, many of them where the algorithms change.
fn counts() -> impl Strategy<Value = usize> {
    let edges =
        vec![0_usize, 1, 2, 23, 24, 25, 47, 48, 49, 95, 96, 97, 191, 192, 193, 383, 384, 385];
    prop_oneof![3 => prop::sample::select(edges), 1 => 0..1500_usize]
}

proptest! {
    #![proptest_config(super::config(96))]

    #[test]
    fn broadcasts(
        n in members(), elem in elements(), count in counts(),
        root in any::<prop::sample::Index>(), write_root: bool, payload: bool,
    ) {
        let root = root.index(n);
        let bytes = count * elem;
        let plan = Plan::new(n, bytes, bytes);
        plan.check(
            |pe, dest, source| {
                let root = root as i32;
                collective!(pe, payload, Broadcast, |call| {
                    broadcast(call, dest, source, elem, count, root, write_root)
                });
            },
            |rank, dest| {
                if write_root || rank != root {
                    dest[..bytes].copy_from_slice(&plan.source(root)[..bytes]);
                }
            },
        );
    }

    /// Where memory is far, parts go from member to member.
    #[test]
    fn broadcasts_spread(
        n in 4..=9_usize, extra in 0..700_usize, root in any::<prop::sample::Index>(),
    ) {
        let root = root.index(n);
        let bytes = (64 << 10) + extra;
        let plan = Plan::new(n, bytes, bytes);
        plan.check(
            |pe, dest, source| {
                pe.go_far();
                collective!(pe, true, Broadcast, |call| {
                    broadcast(call, dest, source, 1, bytes, root as i32, true)
                });
            },
            |_, dest| dest[..bytes].copy_from_slice(&plan.source(root)[..bytes]),
        );
    }

    #[test]
    fn fcollects(n in members(), elem in elements(), count in counts(), payload: bool) {
        let bytes = count * elem;
        let plan = Plan::new(n, bytes, bytes * n);
        plan.check(
            |pe, dest, source| {
                collective!(pe, payload, Fcollect, |call| {
                    fcollect(call, dest, source, elem, count)
                });
            },
            |_, dest| {
                for rank in 0..n {
                    dest[rank * bytes..][..bytes].copy_from_slice(&plan.source(rank)[..bytes]);
                }
            },
        );
    }

    #[test]
    fn collects(
        counts in members().prop_flat_map(|n| prop::collection::vec(counts(), n)),
        elem in elements(), payload: bool,
    ) {
        let n = counts.len();
        let most = counts.iter().max().unwrap() * elem;
        let plan = Plan::new(n, most, counts.iter().sum::<usize>() * elem);
        plan.check(
            |pe, dest, source| {
                let count = counts[pe.rank()];
                let source = if count == 0 { std::ptr::null() } else { source };
                collective!(pe, payload, Collect, |call| collect(call, dest, source, elem, count));
            },
            |_, dest| {
                let mut place = 0;
                for (rank, count) in counts.iter().enumerate() {
                    let bytes = count * elem;
                    dest[place..][..bytes].copy_from_slice(&plan.source(rank)[..bytes]);
                    place += bytes;
                }
            },
        );
    }

    #[test]
    fn alltoall_exchanges(
        n in members(), elem in elements(), count in prop_oneof![0..60_usize, counts()],
        payload: bool,
    ) {
        let block = count * elem;
        let plan = Plan::new(n, block * n, block * n);
        plan.check(
            |pe, dest, source| {
                collective!(pe, payload, Alltoall, |call| {
                    alltoall(call, dest, source, elem, count)
                });
            },
            |mine, dest| {
                for rank in 0..n {
                    let theirs = &plan.source(rank)[mine * block..][..block];
                    dest[rank * block..][..block].copy_from_slice(theirs);
                }
            },
        );
    }

    #[test]
    fn alltoalls_exchanges(
        n in members(), elem in elements(), count in 0..60_usize,
        dst in 1..4_usize, sst in 1..4_usize, payload: bool,
    ) {
        let extent = |stride| match n * count { 0 => 0, all => ((all - 1) * stride + 1) * elem };
        let plan = Plan::new(n, extent(sst), extent(dst));
        plan.check(
            |pe, dest, source| {
                let (dst, sst) = (dst as isize, sst as isize);
                collective!(pe, payload, Alltoalls, |call| {
                    alltoalls(call, dest, source, dst, sst, elem, count)
                });
            },
            |mine, dest| {
                for rank in 0..n {
                    for j in 0..count {
                        let from = (mine * count + j) * sst * elem;
                        let to = (rank * count + j) * dst * elem;
                        dest[to..][..elem].copy_from_slice(&plan.source(rank)[from..][..elem]);
                    }
                }
            },
        );
    }
}

/// The root of a broadcast may name one object twice.
#[test]
fn broadcast_in_place_on_the_root() {
    for count in [8, 4000] {
        let plan = Plan::new(3, count, 0);
        let after = run(plan.before.clone(), |pe| {
            let buffer = pe.ptr(plan.source);
            // SAFETY: nothing in a test refers to the heaps.
            unsafe {
                broadcast(pe.call::<48>(Routine::Broadcast), buffer, buffer, 1, count, 1, true)
            };
        });
        for heap in after.unwrap() {
            assert_eq!(heap[plan.source..][..count], plan.source(1)[..count]);
        }
    }
}
