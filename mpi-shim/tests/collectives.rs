//! Collective calls, against what one process computes.

use mpi_shim::num_complex::Complex64;
use mpi_shim::op::{And, BitAnd, BitOr, BitXor, Located, MaxLoc, MinLoc, Or, Xor};
use mpi_shim::prelude::*;
use mpi_shim::{Parts, Result};

/// Lengths that take different ways through a library.
const LENGTHS: [usize; 4] = [0, 1, 5, 30_000];

/// What a rank brings along.
fn brought(rank: usize, len: usize) -> Vec<u64> {
    (0..len).map(|i| (rank * 1_000_003 + i * 7) as u64).collect()
}

/// What all bring along, one behind the other.
fn everything(n: usize, len: usize) -> Vec<u64> {
    (0..n).flat_map(|rank| brought(rank, len)).collect()
}

/// What becomes of all that is brought along, element by element, by ranks below `end`.
fn folded(end: usize, len: usize, by: fn(u64, u64) -> u64) -> Vec<u64> {
    let all = (0..end).map(|rank| brought(rank, len));
    all.reduce(|a, b| a.into_iter().zip(b).map(|(a, b)| by(a, b)).collect()).unwrap_or_default()
}

shmem_test::tests! {
    #![mpi]

    fn a_barrier_holds_until_all_are_there(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        for late in 0..world.size() {
            let start = mpi.wtime();
            if world.rank() == late {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            world.barrier()?;
            assert!(world.rank() == late || mpi.wtime() - start > 0.01 || world.size() == 1);
        }
        Ok(())
    }

    fn broadcast_from_each_root(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        for (root, len) in (0..world.size()).flat_map(|root| LENGTHS.map(|len| (root, len))) {
            let mut data = brought(world.rank(), len);
            world.broadcast(&mut data, root)?;
            assert_eq!(data, brought(root, len));
        }
        Ok(())
    }

    fn gather_and_scatter_at_each_root(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        for (root, len) in (0..n).flat_map(|root| LENGTHS.map(|len| (root, len))) {
            let mut all = vec![0; if me == root { n * len } else { 0 }];
            world.gather(&brought(me, len), &mut all, root)?;
            if me == root {
                assert_eq!(all, everything(n, len));
            }
            let mut mine = vec![0; len];
            world.scatter(&all, &mut mine, root)?;
            assert_eq!(mine, brought(me, len));

            let mut data = if me == root { vec![0; n * len] } else { brought(me, len) };
            if me == root {
                data[me * len..][..len].copy_from_slice(&brought(me, len));
            }
            world.gather_in_place(&mut data, root)?;
            if me == root {
                assert_eq!(data, everything(n, len));
            } else {
                data.fill(0);
            }
            world.scatter_in_place(&mut data, root)?;
            let part = if me == root { &data[me * len..][..len] } else { &data[..] };
            assert_eq!(part, brought(me, len));
        }
        Ok(())
    }

    fn parts_of_various_lengths(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let lengths: Vec<_> = (0..n).map(|rank| rank * 3 + rank % 2).collect();
        let mine: Vec<[u16; 3]> = vec![[me as u16; 3]; lengths[me]];
        let packed: Vec<[u16; 3]> =
            (0..n).flat_map(|rank| vec![[rank as u16; 3]; lengths[rank]]).collect();
        let parts = Parts::packed(&lengths)?;
        assert_eq!(parts.reach(), packed.len());

        for root in 0..n {
            let mut all = vec![[0; 3]; if me == root { parts.reach() } else { 0 }];
            world.gather_parts(&mine, &mut all, &parts, root)?;
            if me == root {
                assert_eq!(all, packed);
            }
            let mut back = vec![[0; 3]; lengths[me]];
            world.scatter_parts(&all, &parts, &mut back, root)?;
            assert_eq!(back, mine);
        }
        let mut all = vec![[0; 3]; parts.reach()];
        world.all_gather_parts(&mine, &mut all, &parts)?;
        assert_eq!(all, packed);

        let start: usize = lengths[..me].iter().sum();
        let mut all = vec![[9; 3]; parts.reach()];
        all[start..][..lengths[me]].copy_from_slice(&mine);
        world.all_gather_parts_in_place(&mut all, &parts)?;
        assert_eq!(all, packed);

        // Backwards, with a gap before each part.
        let places = Parts::placed(
            &(0..n).map(|rank| (1, 2 * (n - 1 - rank) + 1)).collect::<Vec<_>>(),
        )?;
        let mut all = vec![-1; 2 * n];
        world.all_gather_parts(&[me as i64], &mut all, &places)?;
        let expected: Vec<_> = (0..n).rev().flat_map(|rank| [-1, rank as i64]).collect();
        assert_eq!(all, expected);
        Ok(())
    }

    fn all_gather_and_all_to_all(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        for len in LENGTHS {
            let mut all = vec![0; n * len];
            world.all_gather(&brought(me, len), &mut all)?;
            assert_eq!(all, everything(n, len));
            all.fill(0);
            all[me * len..][..len].copy_from_slice(&brought(me, len));
            world.all_gather_in_place(&mut all)?;
            assert_eq!(all, everything(n, len));

            let to: Vec<_> = (0..n).flat_map(|rank| vec![(me * n + rank) as f64; len]).collect();
            let expected: Vec<_> =
                (0..n).flat_map(|rank| vec![(rank * n + me) as f64; len]).collect();
            let mut from = vec![0.0; n * len];
            world.all_to_all(&to, &mut from)?;
            assert_eq!(from, expected);
            let mut both = to;
            world.all_to_all_in_place(&mut both)?;
            assert_eq!(both, expected);
        }
        Ok(())
    }

    fn all_to_all_of_various_lengths(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        // Rank a sends a + 2 b elements to rank b.
        let to: Vec<_> = (0..n).map(|other| me + 2 * other).collect();
        let from: Vec<_> = (0..n).map(|other| other + 2 * me).collect();
        let data: Vec<_> = (0..n).flat_map(|other| vec![(me * n + other) as u32; to[other]]).collect();
        let expected: Vec<_> =
            (0..n).flat_map(|other| vec![(other * n + me) as u32; from[other]]).collect();
        let mut room = vec![0; expected.len()];
        world.all_to_all_parts(&data, &Parts::packed(&to)?, &mut room, &Parts::packed(&from)?)?;
        assert_eq!(room, expected);

        let equal: Vec<_> = (0..n).map(|other| me + other).collect();
        let mut both: Vec<_> = (0..n).flat_map(|other| vec![(me * n + other) as u32; equal[other]]).collect();
        world.all_to_all_parts_in_place(&mut both, &Parts::packed(&equal)?)?;
        let expected: Vec<_> =
            (0..n).flat_map(|other| vec![(other * n + me) as u32; equal[other]]).collect();
        assert_eq!(both, expected);
        Ok(())
    }

    fn reductions(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        for len in LENGTHS {
            let mine = brought(me, len);
            let sum = folded(n, len, u64::wrapping_add);
            for root in 0..n {
                let mut result = vec![0; if me == root { len } else { 0 }];
                world.reduce(&mine, &mut result, Sum, root)?;
                let mut data = mine.clone();
                world.reduce_in_place(&mut data, Sum, root)?;
                if me == root {
                    assert_eq!((&result, &data), (&sum, &sum));
                }
            }
            assert_eq!(world.all_reduce_vec(&mine, Sum)?, sum);
            assert_eq!(world.all_reduce_vec(&mine, Max)?, folded(n, len, u64::max));
            assert_eq!(world.all_reduce_vec(&mine, Min)?, folded(n, len, u64::min));
            assert_eq!(world.all_reduce_vec(&mine, Prod)?, folded(n, len, u64::wrapping_mul));
            assert_eq!(world.all_reduce_vec(&mine, BitAnd)?, folded(n, len, |a, b| a & b));
            assert_eq!(world.all_reduce_vec(&mine, BitOr)?, folded(n, len, |a, b| a | b));
            assert_eq!(world.all_reduce_vec(&mine, BitXor)?, folded(n, len, |a, b| a ^ b));
            let mut result = vec![0; len];
            world.all_reduce(&mine, &mut result, Sum)?;
            assert_eq!(result, sum);
        }
        let odd = (me % 2) as i32;
        assert_eq!(world.all_reduce_value(odd, And)?, 0);
        assert_eq!(world.all_reduce_value(odd, Or)?, (n > 1).into());
        assert_eq!(world.all_reduce_value(odd, Xor)?, ((n / 2) % 2) as i32);
        assert_eq!(world.all_reduce_value(me as f32, Max)?, (n - 1) as f32);
        assert_eq!(world.all_reduce_value(Complex64::new(1.0, 2.0), Sum)?, Complex64::new(1.0, 2.0) * n as f64);
        assert_eq!(world.all_reduce_value(-1isize, Sum)?, -(n as isize));
        assert_eq!(world.all_reduce_value(250u8, Sum)?, 250u8.wrapping_mul(n as u8));
        Ok(())
    }

    fn scans(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let me = world.rank();
        for len in LENGTHS {
            let mine = brought(me, len);
            let mut result = vec![0; len];
            world.scan(&mine, &mut result, Sum)?;
            assert_eq!(result, folded(me + 1, len, u64::wrapping_add));
            let mut data = mine.clone();
            world.scan_in_place(&mut data, Sum)?;
            assert_eq!(data, result);

            result.fill(77);
            world.exclusive_scan(&mine, &mut result, Sum)?;
            let mut data = mine.clone();
            world.exclusive_scan_in_place(&mut data, Sum)?;
            if me == 0 {
                assert_eq!(result, vec![77; len]);
            } else {
                let expected = folded(me, len, u64::wrapping_add);
                assert_eq!((&result, &data), (&expected, &expected));
            }
        }
        Ok(())
    }

    fn reduce_and_scatter(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        for len in LENGTHS {
            let sum = folded(n, n * len, u64::wrapping_add);
            let mut part = vec![0; len];
            world.reduce_scatter_block(&brought(me, n * len), &mut part, Sum)?;
            assert_eq!(part, sum[me * len..][..len]);
        }
        let lengths: Vec<_> = (0..n).map(|rank| 2 * rank + 1).collect();
        let sum = folded(n, n * n, u64::wrapping_add);
        let mut part = vec![0; lengths[me]];
        world.reduce_scatter(&brought(me, n * n), &mut part, &lengths, Sum)?;
        assert_eq!(part, sum[me * me..][..lengths[me]]);
        Ok(())
    }

    fn closures_combine_any_element(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let calls = std::sync::atomic::AtomicUsize::new(0);
        // Products of matrices: associative, not commutative, and in the order of the ranks.
        type Matrix = [[u64; 2]; 2];
        let times = |a: Matrix, b: Matrix| {
            calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            [0, 1].map(|i| [0, 1].map(|j| a[i][0].wrapping_mul(b[0][j]).wrapping_add(a[i][1].wrapping_mul(b[1][j]))))
        };
        for len in LENGTHS {
            let of = |rank: usize| [[1, rank as u64 + 2], [3, rank as u64]];
            let expected = (0..n).map(of).reduce(times).expect("there is one");
            let by = op::in_order(times);
            assert_eq!(world.all_reduce_vec(&vec![of(me); len], by)?, vec![expected; len]);
            let mut result = vec![[[0; 2]; 2]; len];
            world.scan(&vec![of(me); len], &mut result, by)?;
            let expected = (0..=me).map(of).reduce(times).expect("there is one");
            assert_eq!(result, vec![expected; len]);
        }
        assert!(n == 1 || calls.into_inner() > 0);

        // The largest, and where it is.
        let where_is = op::commuting(|a: [i64; 2], b: [i64; 2]| a.max(b));
        let value = ((me * 7) % 5) as i64;
        let expected = (0..n).map(|rank| [((rank * 7) % 5) as i64, rank as i64]).max();
        assert_eq!(Some(world.all_reduce_value([value, me as i64], where_is)?), expected);
        Ok(())
    }

    fn arrays_of_a_process_are_combined(mpi: &Mpi) -> Result<()> {
        let mut right = [1, 2, 3];
        mpi.reduce_local(&[10, 20, 30], &mut right, Sum)?;
        assert_eq!(right, [11, 22, 33]);
        mpi.reduce_local(&[10, 20, 30], &mut right, op::in_order(|a: i32, b: i32| a - b))?;
        assert_eq!(right, [-1, -2, -3]);
        Ok(())
    }

    fn the_extremes_and_where_they_are(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        // Around a hill: of what is as high, the first.
        let high = |rank: usize| rank.min(n - 1 - rank) as f64;
        let mine = [Located::new(high(me), me as u64), Located::new(f64::NAN, 9 - me as u64)];
        let least = world.all_reduce_vec(&mine, MinLoc)?;
        assert_eq!(least[0], Located::new(0.0, 0));
        assert_eq!((least[1].value().is_nan(), least[1].location()), (true, 10 - n as u64));
        let most = world.all_reduce_value(mine[0], MaxLoc)?;
        assert_eq!(most, Located::new(high((n - 1) / 2), ((n - 1) / 2) as u64));
        // One that is no number hides none that is.
        let mine = Located::new(if me == 0 { f32::NAN } else { -1.0 }, me as u64);
        for found in [world.all_reduce_value(mine, MinLoc)?, world.all_reduce_value(mine, MaxLoc)?] {
            assert_eq!(found.value().is_nan(), n == 1);
            assert_eq!(found.location(), u64::from(n > 1));
        }
        let mut so_far = [Located::new(0, 0)];
        world.scan(&[Located::new(-(me as i64), me as u64)], &mut so_far, MinLoc)?;
        assert_eq!(so_far, [Located::new(-(me as i64), me as u64)]);
        let mut largest = [Located::new(0u8, 0)];
        world.reduce(&[Located::new(me as u8, 7)], &mut largest, MaxLoc, 0)?;
        assert_eq!(largest, [if me == 0 { Located::new(n as u8 - 1, 7) } else { Located::new(0, 0) }]);
        Ok(())
    }
}
