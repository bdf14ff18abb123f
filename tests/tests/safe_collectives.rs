//! Collectives of the safe API that move data, in all forms, against a sequential model.
#![allow(missing_docs, reason = "a test binary")]

use std::fmt::Debug;

use shmem::bytemuck::{Pod, Zeroable};
use shmem::prelude::*;
use shmem_test::trials;
use shmem_tests::safe::{over_teams, run};

/// Lengths: none, one, some, more than the workspace takes at once.
const LENGTHS: [usize; 4] = [0, 1, 5, 700];

#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[bytemuck(crate = "shmem::bytemuck")]
#[repr(C)]
struct Particle {
    position: [f32; 3],
    id: u32,
    charge: [u16; 2],
}

/// An element that tells by all its bytes who brought it.
trait Sample: Element + PartialEq + Debug {
    fn sample(pe: usize, i: usize) -> Self {
        let mut sample = [Self::zeroed()];
        let seed = (pe as u64 + 1) * 1_000_003 + i as u64;
        let bytes = shmem::bytemuck::cast_slice_mut::<Self, u8>(&mut sample);
        for (place, byte) in bytes.iter_mut().enumerate() {
            let mixed = (seed + 31 * place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            // Below 64, so that no float is a NaN.
            *byte = (mixed >> 40) as u8 & 63;
        }
        sample[0]
    }
}

impl<T: Element + PartialEq + Debug> Sample for T {}

fn samples<T: Sample>(pe: usize, len: usize) -> Vec<T> {
    (0..len).map(|i| T::sample(pe, i)).collect()
}

/// Runs a check on all teams and lengths: the team, its PEs, this PE, the length.
fn check_all(mut check: impl FnMut(&Shmem, &Team<'_>, &[usize], usize)) {
    run(|shmem| {
        over_teams(shmem, |team, pes| {
            for len in LENGTHS {
                check(shmem, team, pes, len);
            }
        });
    });
}

fn private<T: Sample>() {
    check_all(|shmem, team, pes, len| {
        let pe = shmem.my_pe().index();
        let (n, me) = (pes.len(), team.my_rank().index());
        let all = |len: &dyn Fn(usize) -> usize| -> Vec<T> {
            pes.iter().flat_map(|&pe| samples(pe, len(pe))).collect()
        };

        for root in [0, n - 1] {
            let mut data = samples::<T>(pe, len);
            team.broadcast_slice(team.rank(root), &mut data);
            assert_eq!(data, samples(pes[root], len));
            assert_eq!(team.broadcast(team.rank(root), T::sample(pe, 9)), T::sample(pes[root], 9));

            let gathered = team.gather(team.rank(root), &samples::<T>(pe, len));
            assert_eq!(gathered, (me == root).then(|| all(&|_| len)));

            let sent = if me == root { samples::<T>(pe, n * len) } else { Vec::new() };
            let mine = team.scatter(team.rank(root), &sent);
            assert_eq!(mine, samples::<T>(pes[root], n * len)[me * len..(me + 1) * len]);
        }

        assert_eq!(team.fcollect(&samples::<T>(pe, len)), all(&|_| len));

        let uneven = |pe: usize| [len, 0, len / 2, 1, len][pe % 5];
        assert_eq!(team.collect(&samples::<T>(pe, uneven(pe))), all(&uneven));

        let received = team.alltoall(&samples::<T>(pe, n * len));
        let expected: Vec<_> = pes
            .iter()
            .flat_map(|&from| samples::<T>(from, n * len)[me * len..(me + 1) * len].to_vec())
            .collect();
        assert_eq!(received, expected);
    });
}

/// A symmetric buffer with an element too many on each side, which must stay as they are.
struct Framed<'rt, T> {
    buf: SymBuf<'rt, T>,
    len: usize,
}

impl<'rt, T: Sample> Framed<'rt, T> {
    fn new(shmem: &'rt Shmem, len: usize) -> Self {
        let buf = shmem.alloc(len + 2).unwrap();
        buf.write_from(&vec![Self::filler(); len + 2]);
        Self { buf, len }
    }

    fn filler() -> T {
        T::sample(1000, 0)
    }

    /// Its first `len` elements, with these values or, without, the filler.
    fn part(&self, len: usize, values: Option<&[T]>) -> SymSlice<'_, T> {
        let part = self.buf.slice(1..=len);
        self.buf.write_from(&vec![Self::filler(); self.len + 2]);
        if let Some(values) = values {
            part.write_from(values);
        }
        part
    }

    /// Asserts that these are the first elements, and nothing else has changed.
    fn expect(&self, values: &[T]) {
        let mut expected = vec![Self::filler(); self.len + 2];
        expected[1..=values.len()].copy_from_slice(values);
        assert_eq!(self.buf.to_vec(), expected);
    }
}

fn symmetric<T: Sample>() {
    run(|shmem| {
        let most = LENGTHS[3] * shmem.n_pes();
        let (source, dest) = (Framed::<T>::new(shmem, most), Framed::<T>::new(shmem, most));
        over_teams(shmem, |team, pes| {
            for len in LENGTHS {
                check_symmetric(shmem, team, pes, len, &source, &dest);
            }
        });
    });
}

fn check_symmetric<T: Sample>(
    shmem: &Shmem,
    team: &Team<'_>,
    pes: &[usize],
    len: usize,
    source: &Framed<'_, T>,
    dest: &Framed<'_, T>,
) {
    let (pe, me, n) = (shmem.my_pe().index(), team.my_rank().index(), pes.len());
    let nothing = vec![Framed::<T>::filler(); n * len];
    // Prepares the buffers, calls, and checks both.
    let check = |given: &[T],
                 dest_len: usize,
                 expected: &[T],
                 call: &dyn Fn(SymSlice<'_, T>, SymSlice<'_, T>)| {
        let (to, from) = (dest.part(dest_len, None), source.part(given.len(), Some(given)));
        team.barrier();
        call(to, from);
        dest.expect(expected);
        source.expect(given);
        team.barrier();
    };
    let mine = samples::<T>(pe, len);
    let everything: Vec<_> = pes.iter().flat_map(|&pe| samples::<T>(pe, len)).collect();

    for root in [0, n - 1] {
        let root_rank = team.rank(root);
        check(&mine, len, &samples(pes[root], len), &|to, from| {
            team.broadcast_sym(root_rank, to, from);
        });
        let gathered = if me == root { &everything } else { &nothing };
        check(&mine, n * len, gathered, &|to, from| team.gather_sym(root_rank, to, from));
        let blocks = samples::<T>(pes[root], n * len);
        check(&samples(pe, n * len), len, &blocks[me * len..(me + 1) * len], &|to, from| {
            team.scatter_sym(root_rank, to, from);
        });
    }

    check(&mine, n * len, &everything, &|to, from| team.fcollect_sym(to, from));

    let uneven = |pe: usize| [len, 0, len / 2, 1, len][pe % 5].min(len);
    let all: Vec<_> = pes.iter().flat_map(|&pe| samples::<T>(pe, uneven(pe))).collect();
    check(&samples(pe, uneven(pe)), n * len, &all, &|to, from| {
        assert_eq!(team.collect_sym(to, from), all.len());
    });

    let blocks = |from: usize| samples::<T>(from, n * len)[me * len..(me + 1) * len].to_vec();
    let received: Vec<_> = pes.iter().flat_map(|&from| blocks(from)).collect();
    check(&samples(pe, n * len), n * len, &received, &|to, from| team.alltoall_sym(to, from));
}

fn strided<T: Sample>() {
    run(|shmem| {
        let most = (shmem.n_pes() * 4) * 3;
        let source = shmem.alloc::<T>(most).unwrap();
        let dest = shmem.alloc::<T>(most).unwrap();
        over_teams(shmem, |team, pes| {
            let (pe, me, n) = (shmem.my_pe().index(), team.my_rank().index(), pes.len());
            for (block, to, from) in [(1, 1, 1), (1, 3, 1), (2, 1, 3), (4, 2, 3), (0, 1, 1)] {
                dest.write_from(&samples(100 + pe, most));
                source.write_from(&samples(pe, most));
                team.barrier();
                team.alltoalls_sym((dest.as_slice(), to), (source.as_slice(), from), block);
                let mut expected = samples::<T>(100 + pe, most);
                for rank in 0..n {
                    for j in 0..block {
                        let sent = (me * block + j) * from;
                        expected[(rank * block + j) * to] = T::sample(pes[rank], sent);
                    }
                }
                assert_eq!(dest.to_vec(), expected, "{block} elements, {from} apart to {to} apart");
                assert_eq!(source.to_vec(), samples(pe, most));
                team.barrier();
            }
        });
    });
}

macro_rules! of_type {
    ($($name:ident $on_buffers:ident: $ty:ty;)*) => { $(
        fn $name() {
            private::<$ty>();
        }
        fn $on_buffers() {
            symmetric::<$ty>();
            strided::<$ty>();
        }
    )* };
}
of_type! {
    bytes bytes_sym: u8;
    shorts shorts_sym: i16;
    doubles doubles_sym: f64;
    triples triples_sym: [u8; 3];
    particles particles_sym: Particle;
    nothings nothings_sym: ();
}

/// An element that does not fit the workspace.
fn large_elements() {
    type Large = [u8; 40_000];
    run(|shmem| {
        over_teams(shmem, |team, pes| {
            let me = [shmem.my_pe().index() as u8; 40_000];
            let all: Vec<Large> = pes.iter().map(|&pe| [pe as u8; 40_000]).collect();
            assert_eq!(team.fcollect(&[me]), all);
            assert_eq!(team.collect(&[me]), all);
            assert_eq!(team.alltoall(&vec![me; pes.len()]), all);
            assert_eq!(team.broadcast(team.rank(0), me), all[0]);
            assert_eq!(team.scatter(team.rank(0), &all), [all[team.my_rank().index()]]);
        });
    });
}

/// Back-to-back collectives on one destination, which other members may still be leaving.
fn one_after_the_other() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let me = shmem.my_pe().index();
        let dest = shmem.alloc::<usize>(64 * n).unwrap();
        let source = shmem.alloc::<usize>(64).unwrap();
        for round in 0..200 {
            source.write_from(&[1000 * round + me; 64]);
            world.fcollect_sym(dest.as_slice(), source.as_slice());
            let expected: Vec<_> = (0..n).flat_map(|pe| [1000 * round + pe; 64]).collect();
            assert_eq!(dest.to_vec(), expected);
            source.write_from(&[1000 * round + me + 500; 64]);
            let root = world.rank(round % n);
            world.broadcast_sym(root, dest.slice(..64), source.as_slice());
            assert_eq!(dest.slice(..64).to_vec(), [1000 * round + round % n + 500; 64]);
        }
    });
}

fn main() {
    shmem_test::run(trials![
        bytes: [1, 2, 3, 4, 7],
        bytes_sym: [1, 2, 3, 4, 7],
        shorts,
        shorts_sym,
        doubles: [1, 2, 3, 4, 7],
        doubles_sym: [1, 2, 3, 4, 7],
        triples,
        triples_sym,
        particles: [1, 2, 3, 4, 7],
        particles_sym: [1, 2, 3, 4, 7],
        nothings,
        nothings_sym,
        large_elements: [1, 2, 3, 4, 7],
        one_after_the_other,
    ]);
}
