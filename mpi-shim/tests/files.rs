//! Files: opening and closing them, their sizes, and what becomes of what is wrong.

mod scratch;

use mpi_shim::file::{Mode, Seek, View};
use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, File, FileError, Info, Layout, Result};
use scratch::Scratch;

shmem_test::tests! {
    #![mpi]

    fn a_file_is_made_and_deleted(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "made")?);
        let mut file = File::options().read(true).write(true).create(true).open::<u32>(&world, &scratch)?;
        assert_eq!(file.size_in_bytes()?, 0);
        assert_eq!(file.element_in_bytes()?, 4);
        assert_eq!(file.group()?.size()?, world.size());
        let mode = file.mode()?;
        assert!(mode.read && mode.write && mode.create && !mode.append && !mode.sequential);
        file.set_size_in_bytes(100)?;
        assert_eq!(file.size_in_bytes()?, 100);
        file.preallocate_in_bytes(200)?;
        assert_eq!(file.size_in_bytes()?, 200);
        file.preallocate_in_bytes(10)?;
        assert_eq!(file.size_in_bytes()?, 200);
        file.set_size_in_bytes(0)?;
        assert_eq!(file.size_in_bytes()?, 0);
        file.sync()?;
        assert!(!file.is_atomic()?);
        file.set_atomic(true)?;
        assert!(file.is_atomic()?);
        file.set_atomic(false)?;
        file.close()?;
        assert!(scratch.path.exists());
        world.barrier()?;
        if world.rank() == 0 {
            File::delete(mpi, &scratch)?;
            assert_eq!(File::delete(mpi, &scratch).unwrap_err().class(), ErrorClass::NoSuchFile);
        }
        Ok(())
    }

    fn choices_that_do_not_go_together_are_errors(mpi: &Mpi) -> Result<()> {
        let (me, scratch) = (mpi.this_process(), Scratch::new(mpi, "choices")?);
        let open = |options: &mpi_shim::file::OpenOptions<'_>| {
            let error = options.open::<u8>(&me, &scratch).unwrap_err();
            assert_eq!(error.class(), ErrorClass::Amode, "{options:?}");
        };
        open(&File::options());
        open(File::options().read(true).create(true));
        open(File::options().read(true).create_new(true));
        open(File::options().read(true).write(true).sequential(true));
        Ok(())
    }

    fn what_cannot_be_opened_is_an_error(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "missing")?);
        let class = |result: Result<File<'_>>| result.unwrap_err().class();
        assert_eq!(class(File::options().read(true).open(&world, &scratch)), ErrorClass::NoSuchFile);
        let nowhere = scratch.path.join("below");
        let missing = class(File::options().write(true).create(true).open(&world, &nowhere));
        assert!(matches!(missing, ErrorClass::NoSuchFile | ErrorClass::BadFile), "{missing:?}");
        let directory = class(File::options().write(true).open(&world, std::env::temp_dir()));
        assert_ne!(directory, ErrorClass::Added(0));
        assert_eq!(class(File::options().read(true).open(&world, "a\0b")), ErrorClass::BadFile);
        let long = "x".repeat(10_000);
        class(File::options().write(true).create(true).open(&world, &long));
        File::options().write(true).create_new(true).open::<u8>(&world, &scratch)?.close()?;
        let there = class(File::options().write(true).create_new(true).open(&world, &scratch));
        assert_eq!(there, ErrorClass::FileExists);
        Ok(())
    }

    fn access_is_checked(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "access")?);
        let mut file = File::options().write(true).create(true).open::<u8>(&world, &scratch)?;
        file.pointer().write(&[1, 2])?;
        assert_eq!(file.at(0).read(&mut [0; 2]).unwrap_err().class(), ErrorClass::Access);
        file.set_size_in_bytes(2)?;
        file.close()?;
        let mut file = File::options().read(true).open::<u8>(&world, &scratch)?;
        let error = file.at(0).write(&[3]).unwrap_err();
        assert!(matches!(error.class(), ErrorClass::Access | ErrorClass::ReadOnly), "{error}");
        let error = file.set_size_in_bytes(1).unwrap_err();
        assert!(matches!(error.class(), ErrorClass::Access | ErrorClass::ReadOnly), "{error}");
        assert_eq!(file.size_in_bytes()?, 2);
        file.close()
    }

    fn a_file_may_be_there_while_it_is_open_only(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "passing")?);
        let mut options = File::options();
        let file = options.write(true).create(true).delete_on_close(true).open::<u8>(&world, &scratch)?;
        file.pointer().write(&[1])?;
        assert!(scratch.path.exists());
        file.close()?;
        world.barrier()?;
        assert!(!scratch.path.exists());
        Ok(())
    }

    fn what_is_appended_is_behind_what_there_is(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "appended")?);
        for round in 1..4 {
            let file = File::options().append(true).create(true).open::<u16>(&world, &scratch)?;
            assert_eq!(file.pointer().position()?, (round - 1) * world.size());
            file.shared_pointer().write_all(&[round as u16])?;
            file.close()?;
        }
        let file = File::options().read(true).open::<u16>(&world, &scratch)?;
        let mut all = vec![0; 3 * world.size() + 1];
        assert_eq!(file.at(0).read(&mut all)?, 3 * world.size());
        assert!(all.chunks(world.size()).zip([1, 2, 3]).all(|(chunk, round)| chunk.iter().all(|&x| x == round)));
        file.close()
    }

    fn a_sequential_file_has_its_shared_pointer_only(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "sequential")?);
        let mut options = File::options();
        let file = options.write(true).create(true).sequential(true).open::<u8>(&world, &scratch)?;
        file.shared_pointer().write_all(&[world.rank() as u8])?;
        let unsupported = |result: Result<()>| assert_eq!(result.unwrap_err().class(), ErrorClass::UnsupportedOperation);
        unsupported(file.at(0).write(&[1]));
        unsupported(file.pointer().write(&[1]));
        unsupported(file.pointer().seek(Seek::Start(0)));
        unsupported(file.shared_pointer().seek(Seek::Start(0)));
        file.close()?;
        let file = File::options().read(true).open::<u8>(&world, &scratch)?;
        let mut all = vec![0; world.size()];
        assert_eq!(file.pointer().read_all(&mut all)?, world.size());
        assert!(all.iter().copied().eq(0..world.size() as u8));
        file.close()
    }

    fn hints_are_given_and_taken(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "hints")?);
        let mut info = Info::new(mpi)?;
        info.set("cb_nodes", "1")?;
        let mut options = File::options();
        let mut file = options.write(true).create(true).info(&info).open::<u8>(&world, &scratch)?;
        file.set_info(&info)?;
        let keys = file.info()?.keys()?;
        println!("hints: {keys:?}");
        file.close()
    }

    fn hints_that_libraries_cannot_use_are_errors(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "misled")?);
        let mut options = File::options();
        options.write(true).create(true);
        let mut file = options.open::<u32>(&world, &scratch)?;
        let (me, n) = (world.rank(), world.size());
        // What others have is between.
        let one = Layout::contiguous(mpi, 1)?;
        let view = View::of(&one).from_byte(4 * me as u64).every(n);
        let tried = [
            ("cb_buffer_size", "0"),
            ("cb_nodes", "-1"),
            ("ind_wr_buffer_size", "99999999999999999999"),
            ("romio_cb_write", "2"),
            ("access_style", "random,"),
        ];
        for (key, value) in tried {
            let mut info = Info::new(mpi)?;
            info.set(key, value)?;
            let wrong = Error::File(FileError::Hint { key, value: value.to_owned() });
            assert_eq!(options.info(&info).open::<u32>(&world, &scratch).map(drop), Err(wrong.clone()));
            assert_eq!(file.set_view(&view.clone().info(&info)), Err(wrong.clone()));
            assert_eq!(file.set_info(&info), Err(wrong));
        }
        // By itself, this one would have a library free what is not there.
        let mut info = Info::new(mpi)?;
        info.set("cb_config_list", "*:")?;
        info.set("access_style", "write_once,random")?;
        file.set_view(&view.info(&info))?;
        file.at(0).write_all(&[7; 100])?;
        file.close()?;
        let mut differs = Info::new(mpi)?;
        differs.set("romio_cb_write", if me == 0 { "enable" } else { "disable" })?;
        let differ = options.info(&differs).open::<u32>(&world, &scratch).map(|file| file.close());
        if n > 1 {
            assert_eq!(differ, Err(Error::File(FileError::HintsDiffer)));
        }
        Ok(())
    }

    fn a_dropped_file_waits_for_nobody(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "dropped")?);
        let file = File::options().write(true).create(true).open::<u8>(&world, &scratch)?;
        file.at(world.rank()).write(&[1])?;
        if world.rank() == 0 {
            drop(file);
            world.barrier()?;
        } else {
            world.barrier()?;
            file.at(world.rank()).write(&[2])?;
            std::mem::forget(file);
        }
        world.barrier()?;
        // One of this process alone is closed.
        let mine = scratch.path.with_extension(world.rank().to_string());
        let me = mpi.this_process();
        let mut options = File::options();
        drop(options.write(true).create(true).delete_on_close(true).open::<u8>(&me, &mine)?);
        assert!(!mine.exists());
        Ok(())
    }

    fn offsets_beyond_files_are_errors(mpi: &Mpi) -> Result<()> {
        let (me, scratch) = (mpi.this_process(), Scratch::new(mpi, "offsets")?);
        let path = scratch.path.with_extension(mpi.world().rank().to_string());
        let mut options = File::options();
        options.read(true).write(true).create(true).delete_on_close(true);
        let mut file = options.open::<u64>(&me, &path)?;
        let place = |result: Result<()>| assert!(matches!(result, Err(Error::File(FileError::Place { .. }))), "{result:?}");
        for offset in [usize::MAX, usize::MAX / 8, usize::MAX / 16, 1 << 59] {
            place(file.at(offset).write(&[1]));
            place(file.at(offset).read(&mut [1]).map(drop));
            place(file.pointer().seek(Seek::Start(offset)));
            place(file.byte_offset(offset).map(drop));
        }
        place(file.pointer().seek(Seek::End(isize::MAX)));
        place(file.pointer().seek(Seek::Current(isize::MIN)));
        place(file.set_size_in_bytes(u64::MAX));
        place(file.preallocate_in_bytes(1 << 63));
        assert_eq!(file.pointer().seek(Seek::Current(-1)).unwrap_err().class(), ErrorClass::Arg);
        file.pointer().seek(Seek::End(5))?;
        assert_eq!(file.pointer().position()?, 5);
        file.pointer().seek(Seek::Current(-2))?;
        assert_eq!(file.pointer().position()?, 3);
        assert_eq!(file.byte_offset(3)?, 24);
        Ok(())
    }

    #[npes(2, 3)]
    fn choices_that_differ_are_errors(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "differ")?);
        File::options().write(true).create(true).open::<u8>(&world, &scratch)?.close()?;
        let mut options = File::options();
        options.read(true).write(world.rank() == 0);
        let error = options.open::<u8>(&world, &scratch).unwrap_err();
        assert_eq!(error.class(), ErrorClass::NotSame, "{error}");
        Ok(())
    }

    fn a_mode_says_what_was_chosen(mpi: &Mpi) -> Result<()> {
        let (world, scratch) = (mpi.world(), Scratch::new(mpi, "mode")?);
        let mut options = File::options();
        options.write(true).create_new(true).unique_open(true).delete_on_close(true);
        let file = options.open::<u8>(&world, &scratch)?;
        let mode: Mode = file.mode()?;
        assert!(mode.create_new && mode.create && mode.unique_open && mode.delete_on_close);
        assert!(!mode.read && !mode.append);
        file.close()
    }
}
