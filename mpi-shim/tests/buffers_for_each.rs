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
}
