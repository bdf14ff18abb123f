//! Windows whose processes let each other reach them.

use mpi_shim::prelude::*;
use mpi_shim::{Error, Exposure, Result, Window, WindowError};

fn neighbours(world: &Communicator<'_>) -> (usize, usize) {
    let (me, n) = (world.rank(), world.size());
    ((me + n - 1) % n, (me + 1) % n)
}

/// Others come to rank 0's memory before it lets them.
fn let_late(world: &Communicator<'_>, window: Window<'_, u64>) -> Result<()> {
    let mut paired = window.paired()?;
    if world.rank() == 0 {
        let others: Vec<_> = (1..world.size()).collect();
        for _ in 0..200 {
            assert!(paired.local().iter().all(|&x| x == 0));
            std::thread::sleep(std::time::Duration::from_micros(200));
        }
        let mut exposed = paired.post(&others)?;
        paired = loop {
            match exposed.test()? {
                Exposure::Over(paired) => break paired,
                Exposure::Lasts(still) => exposed = still,
            }
        };
        assert!(paired.local().iter().all(|&x| x == others.len() as u64));
    } else {
        paired.access(&[0], |e| e.accumulate(&[1; 1000], 0, 0, Sum))?;
    }
    paired.close()?.free()
}

/// Rank 2 lets rank 1 reach it before rank 0 does, which still looks at its own.
fn let_apart(world: &Communicator<'_>, window: Window<'_, u64>) -> Result<()> {
    let mut paired = window.paired()?;
    if world.rank() == 1 {
        std::thread::sleep(std::time::Duration::from_millis(10));
        paired.access(&[0], |e| e.put(&[5; 1000], 0, 0))?;
        paired.access(&[2], |e| e.put(&[5; 1000], 2, 0))?;
    } else {
        for _ in 0..if world.rank() == 0 { 100 } else { 0 } {
            assert!(paired.local().iter().all(|&x| x == 0));
            std::thread::sleep(std::time::Duration::from_micros(500));
        }
        paired = paired.post(&[1])?.wait()?;
        assert!(paired.local().iter().all(|&x| x == 5));
    }
    paired.close().map(drop)
}

shmem_test::tests! {
    #![mpi]

    fn neighbours_let_each_other(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, (left, right)) = (world.rank(), neighbours(&world));
        let mut paired = world.allocate_window::<u64>(2)?.paired()?;
        for round in 0..50 {
            let value = [(me * 1000 + round) as u64];
            paired.local_mut()[1] = 9;
            let mut exposed = paired.post(&[left])?;
            exposed.access(&[right], |e| e.put(&value, right, 0))?;
            paired = exposed.wait()?;
            assert_eq!(paired.local(), [(left * 1000 + round) as u64, 9]);
        }
        paired.close()?.free()
    }

    #[npes(2, 3, 4)]
    fn nothing_comes_before_it_is_let(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let_late(&world, world.allocate_window(1000)?)?;
        world.lend_window(&mut [0; 1000], |window| let_late(&world, window))
    }

    #[npes(3)]
    fn letting_is_for_whoever_lets(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let_apart(&world, world.allocate_window(1000)?)?;
        world.lend_window(&mut [0; 1000], |window| let_apart(&world, window))
    }

    fn letting_oneself_is_for_once(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let mut paired = world.allocate_window::<u8>(1)?.paired()?;
        let twice = paired.access(&[me, me], |_| Ok(()));
        assert_eq!(twice, Err(Error::Twice { rank: me }));
        assert_eq!(
            paired.access(&[n], |_| Ok(())),
            Err(Error::Rank { rank: n, size: n })
        );
        let mut exposed = paired.post(&[me])?;
        exposed.access(&[me], |e| {
            if n > 1 {
                let other = e.put(&[1], (me + 1) % n, 0).unwrap_err();
                assert_eq!(other, Error::Window(WindowError::OutOfEpoch { rank: (me + 1) % n }));
            }
            e.put(&[1], me, 0)
        })?;
        let again = exposed.access(&[me], |_| Ok(()));
        assert_eq!(again, Err(Error::Window(WindowError::OutOfEpoch { rank: me })));
        let paired = exposed.wait()?;
        assert_eq!(paired.local(), [1]);
        paired.close()?.free()
    }

    fn who_does_not_come_to_itself_is_not_waited_for(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, n) = (world.rank(), world.size());
        let all: Vec<_> = (0..n).collect();
        let others: Vec<_> = all.iter().copied().filter(|&rank| rank != me).collect();
        let mut exposed = world.allocate_window::<usize>(n)?.paired()?.post(&all)?;
        let mine = [me + 1];
        exposed.access(&others, |e| others.iter().try_for_each(|&rank| e.put(&mine, rank, me)))?;
        let paired = exposed.wait()?;
        let should: Vec<_> = (1..=n).map(|rank| if rank == me + 1 { 0 } else { rank }).collect();
        assert_eq!(paired.local(), should);
        // Nor is it at the end, by whoever forgot what it had let.
        drop(paired.post(&[me])?);
        world.lend_window(&mut [0u8; 2], |window| window.paired()?.post(&[me]).map(drop))
    }
}
