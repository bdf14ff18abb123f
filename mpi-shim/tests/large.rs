//! Counts that C has none for.

use std::time::Duration;

use mpi_shim::prelude::*;
use mpi_shim::{File, Layout, Place, Request, Result};

/// Gibibytes take their time.
const DEADLINE: Duration = Duration::from_secs(240);

shmem_test::tests! {
    #![mpi]
    #![npes(2)]

    #[deadline(DEADLINE)]
    fn messages_of_more_than_two_gibibytes(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let len = (1 << 31) + 5;
        if world.rank() == 0 {
            let mut data = vec![0u8; len];
            data[len - 1] = 3;
            data[1 << 30] = 4;
            world.send(&data, 1, 0)
        } else {
            let message = world.mprobe(0, 0)?;
            assert_eq!(message.status().count::<u8>()?, len);
            let mut room = vec![9u8; len];
            let status = message.recv(&mut room)?;
            assert_eq!((status.bytes(), room[1 << 30], room[len - 1], room[len - 2]), (len, 4, 3, 0));
            Ok(())
        }
    }

    #[npes(1)]
    #[deadline(DEADLINE)]
    fn files_of_more_than_two_gibibytes(mpi: &Mpi) -> Result<()> {
        let (world, len) = (mpi.world(), (1 << 31) + 5);
        let path = std::env::temp_dir().join(format!("mpi_shim_large_{}", std::process::id()));
        let mut options = File::options();
        options.read(true).write(true).create(true).delete_on_close(true);
        let file = options.open::<u8>(&world, &path)?;
        let mut data = vec![0u8; len];
        data[len - 1] = 3;
        data[1 << 30] = 4;
        file.at(2).write_all(&data)?;
        assert_eq!(file.size_in_bytes()?, len as u64 + 2);
        data.fill(9);
        assert_eq!(file.at(2).read(&mut data)?, len);
        assert_eq!((data[1 << 30], data[len - 1], data[len - 2]), (4, 3, 0));
        data[len - 1] = 9;
        mpi.scope(|s| {
            // The library takes it for no request, since it is complete at once.
            let mut coming = vec![file.at(2).iread(s, &mut data)?];
            let (data, status) = Request::wait_any(&mut coming)?.expect("there is one");
            assert_eq!((status.count::<u8>()?, data[len - 1]), (len, 3));
            Ok(())
        })?;
        data.fill(9);
        assert_eq!(file.at(len - 3).read_all(&mut data)?, 5);
        assert_eq!(data[4], 3);
        file.close()
    }

    #[deadline(DEADLINE)]
    fn collective_calls_on_more_than_two_gibibytes(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let len = (1 << 31) + 5;
        let mut data = vec![0u8; len];
        if world.rank() == 0 {
            data[len - 1] = 3;
        }
        world.broadcast(&mut data, 0)?;
        assert_eq!(data[len - 1], 3);
        data[len - 1] = 2 + world.rank() as u8;
        world.all_reduce_in_place(&mut data, Sum)?;
        assert_eq!((data[0], data[len - 1]), (0, 5));
        Ok(())
    }

    fn windows_of_more_than_two_gibibytes(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (me, far) = (world.rank(), (1 << 31) + 5);
        // Nobody touches what is between.
        let mut mine = vec![0u8; if me == 0 { far + 3 } else { 0 }];
        let ends = Layout::strided(mpi, 2, 1, far)?;
        world.lend_window(&mut mine, |window| {
            assert_eq!(window.len_of(0)?, far + 3);
            let mut fenced = window.fenced()?;
            fenced.epoch(|e| if me == 1 { e.put(&[7, 8], 0, Place::from(1).laid(&ends)) } else { Ok(()) })?;
            let locked = fenced.close()?.passive()?.lock_all()?;
            assert_eq!(locked.get_value(0, far + 1)?, 8);
            world.barrier()?;
            locked.accumulate(&[1], 0, far + 2, Sum)?;
            assert!(locked.put(&[1], 0, far + 3).is_err());
            locked.unlock_all()?.close().map(drop)
        })?;
        if me == 0 {
            assert_eq!((mine[1], &mine[far - 1..]), (7, [0, 0, 8, 2].as_slice()));
        }
        Ok(())
    }
}
