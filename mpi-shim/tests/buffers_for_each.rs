//! Collective calls with a buffer of its own for each process.

use mpi_shim::prelude::*;
use mpi_shim::{Buffer, BufferMut, ErrorClass, Layout, Result};

shmem_test::tests! {
    #![mpi]

    /// Rank a sends `a + b` numbers to an even rank b, and bytes, every other one, to an odd one.
    fn a_buffer_for_each(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let value = |from: usize, to: usize| (from * 16 + to) as u8;
        let layouts = (0..n).map(|rank| Layout::<u8>::strided(mpi, me + rank, 1, 2));
        let layouts = layouts.collect::<Result<Vec<_>>>()?;
        let numbers: Vec<_> = (0..n).map(|to| vec![f64::from(value(me, to)); me + to]).collect();
        let bytes: Vec<_> = (0..n).map(|to| vec![value(me, to); 2 * (me + to)]).collect();
        let laid: Vec<_> =
            layouts.iter().zip(&bytes).map(|(layout, bytes)| layout.of(bytes)).collect::<Result<_>>()?;
        let to: Vec<&dyn Buffer> = (0..n)
            .map(|to| if to % 2 == 0 { &numbers[to] as &dyn Buffer } else { &laid[to] })
            .collect();
        for under_way in [false, true] {
            let mut numbers: Vec<_> = (0..n).map(|from| vec![-1.0; me + from]).collect();
            let mut bytes: Vec<_> = (0..n).map(|from| vec![99; 2 * (me + from)]).collect();
            let mut laid: Vec<_> = layouts
                .iter()
                .zip(&mut bytes)
                .map(|(layout, bytes)| layout.of_mut(bytes))
                .collect::<Result<_>>()?;
            let mut from: Vec<&mut dyn BufferMut> = if me % 2 == 0 {
                numbers.iter_mut().map(|numbers| numbers as _).collect()
            } else {
                laid.iter_mut().map(|laid| laid as _).collect()
            };
            if under_way {
                mpi.scope(|s| world.iall_to_all_each(s, &to, &mut from)?.wait().map(drop))?;
            } else {
                world.all_to_all_each(&to, &mut from)?;
            }
            for from in 0..n {
                if me % 2 == 0 {
                    assert_eq!(numbers[from], vec![f64::from(value(from, me)); me + from]);
                } else {
                    assert_eq!(bytes[from], [value(from, me), 99].repeat(me + from));
                }
            }
        }
        let (mut none, mut few) = (Vec::new(), [0u8]);
        assert_eq!(world.all_to_all_each(&to, &mut none).unwrap_err().class(), ErrorClass::Count);
        let mut few: Vec<&mut dyn BufferMut> = vec![&mut few];
        let ended = world.all_to_all_each(&[], &mut few);
        assert_eq!(ended.unwrap_err().class(), ErrorClass::Count);
        Ok(())
    }

    fn a_buffer_for_each_in_place(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        for under_way in [false, true] {
            let mut guarded: Vec<_> =
                (0..n).map(|to| [vec![9; 4], vec![me * 16 + to; me + to + 1], vec![9; 4]]).collect();
            let mut data: Vec<&mut dyn BufferMut> =
                guarded.iter_mut().map(|[_, data, _]| data as _).collect();
            if under_way {
                mpi.scope(|s| world.iall_to_all_each_in_place(s, &mut data)?.wait().map(drop))?;
            } else {
                world.all_to_all_each_in_place(&mut data)?;
            }
            for (from, guarded) in guarded.into_iter().enumerate() {
                let expected = [vec![9; 4], vec![from * 16 + me; me + from + 1], vec![9; 4]];
                assert_eq!(guarded, expected);
            }
        }
        Ok(())
    }

    /// Rank a sends as many numbers as a, b and the round make to rank b.
    fn buffers_of_what_is_prepared_change(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        let (me, n) = (world.rank(), world.size());
        let (mut to, mut from, mut data) = (vec![vec![]; n], vec![vec![]; n], vec![vec![]; n]);
        let (mut few, mut none) = (vec![[0]; n - 1], vec![[0]; n]);
        mpi.scope(|s| {
            let mut sent = world.all_to_all_each_init(s, &mut to, &mut from)?;
            let mut in_place = world.all_to_all_each_in_place_init(s, &mut data)?;
            for round in 0..3 {
                let value = |from, to| vec![100 * round + 10 * from + to; round + from + to];
                let (to, from) = sent.elements();
                to.iter_mut().enumerate().for_each(|(rank, to)| *to = value(me, rank));
                from.iter_mut().enumerate().for_each(|(rank, from)| *from = vec![0; value(rank, me).len()]);
                in_place.elements().clone_from_slice(to);
                sent.start()?;
                in_place.start()?;
                sent.wait()?;
                in_place.wait()?;
                let expected: Vec<_> = (0..n).map(|rank| value(rank, me)).collect();
                assert_eq!((&*sent.elements().1, &*in_place.elements()), (&expected[..], &expected[..]));
            }
            sent.elements().0[me].push(0);
            assert_eq!(sent.start().unwrap_err().class(), ErrorClass::Count);
            let refused = world.all_to_all_each_init(s, &mut few, &mut none);
            assert_eq!(refused.unwrap_err().class(), ErrorClass::Count);
            Ok(())
        })
    }

    /// Rank a sends `a + b` numbers to rank b of the other group.
    #[npes(2, 3, 4)]
    fn a_buffer_for_each_of_the_other_group(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let side = world.rank() % 2;
        let ours = world.split(side as i32, 0)?.expect("there is a colour");
        let between = ours.between(0, Some((&world, 1 - side)), 7)?;
        let (me, there) = (between.rank(), between.remote_size());
        let mut data: Vec<_> = (0..there).map(|to| vec![[side, me, to]; me + to]).collect();
        let expected: Vec<_> = (0..there).map(|from| vec![[1 - side, from, me]; from + me]).collect();
        let silent: Vec<_> = (0..there).map(|from| vec![[9; 3]; from + me]).collect();
        let (mut now, mut started, mut prepared) = (silent.clone(), silent.clone(), silent);
        let to: Vec<&dyn Buffer> = data.iter().map(|data| data as _).collect();
        let mut from: Vec<&mut dyn BufferMut> = now.iter_mut().map(|room| room as _).collect();
        between.all_to_all_each(&to, &mut from)?;
        let refused = between.all_to_all_each(&to, &mut from[1..]);
        assert_eq!(refused.unwrap_err().class(), ErrorClass::Count);
        let mut from: Vec<&mut dyn BufferMut> = started.iter_mut().map(|room| room as _).collect();
        mpi.scope(|s| between.iall_to_all_each(s, &to, &mut from)?.wait().map(drop))?;
        mpi.scope(|s| {
            let mut call = between.all_to_all_each_init(s, &mut data, &mut prepared)?;
            call.start()?;
            call.wait()?;
            call.start()
        })?;
        assert_eq!([&now, &started, &prepared], [&expected; 3]);
        Ok(())
    }
}
