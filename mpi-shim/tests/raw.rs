//! Handles that C and Fortran have as well.

#![allow(unsafe_code, reason = "calls the C library as other languages do")]

use mpi_shim::mpi_sys::{self, MPI_Aint, MPI_Comm, MPI_Datatype};
use mpi_shim::prelude::*;
use mpi_shim::raw::{AsRaw, FromRaw};
use mpi_shim::{
    Comparison, Description, Error, ErrorClass, File, Group, Info, Intercommunicator, Layout,
    Result,
};

/// What a routine returned that has to succeed.
fn done(code: i32) {
    assert_eq!(code, mpi_sys::MPI_SUCCESS as i32);
}

/// A null communicator, as C code comes to have it.
fn null(mpi: &Mpi) -> MPI_Comm {
    let mut comm = mpi.world().as_raw();
    // SAFETY: the handle is valid, and there is a place for one.
    done(unsafe { mpi_sys::MPI_Comm_dup(comm, &raw mut comm) });
    // SAFETY: nobody else has it.
    done(unsafe { mpi_sys::MPI_Comm_free(&raw mut comm) });
    comm
}

shmem_test::tests! {
    #![mpi]
    #![npes(1, 2)]

    fn a_communicator_of_c_is_one_of_rust(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let mut theirs = world.as_raw();
        // SAFETY: the handle is valid, and there is a place for one.
        done(unsafe { mpi_sys::MPI_Comm_dup(world.as_raw(), &raw mut theirs) });
        // SAFETY: it stays until it is taken below.
        let lent = unsafe { Communicator::borrow_raw(mpi, theirs)? };
        assert_eq!(lent.all_reduce_value(1, Sum)?, world.size());
        drop(lent);
        // SAFETY: it is there still, and nobody else gives it back.
        let ours = unsafe { Communicator::from_raw(mpi, theirs)? };
        assert_eq!(ours.compare(&world)?, Comparison::Congruent);
        // What would end the job on a communicator of C is an error.
        assert_eq!(ours.recv(&mut [0], world.size(), 0).unwrap_err().class(), ErrorClass::Rank);
        let late = mpi.scope(|s| {
            ours.isend(s, &[1u8, 2], ours.rank(), 0)?;
            ours.recv(&mut [0u8], ours.rank(), 0)
        });
        assert_eq!(late.unwrap_err().class(), ErrorClass::Truncate);
        Ok(())
    }

    fn numbers_of_fortran_name_the_same_objects(mpi: &Mpi) -> Result<()> {
        let world = mpi.world().duplicate()?;
        // SAFETY: it stays.
        let again = unsafe { Communicator::borrow_fortran(mpi, world.as_fortran())? };
        assert_eq!(again.compare(&world)?, Comparison::Identical);
        let group = world.group()?;
        // SAFETY: as above.
        let members = unsafe { Group::borrow_fortran(mpi, group.as_fortran())? };
        assert_eq!(members.compare(&group)?, Comparison::Identical);
        let mut info = Info::new(mpi)?;
        info.set("key", "value")?;
        // SAFETY: as above.
        let hints = unsafe { Info::borrow_fortran(mpi, info.as_fortran())? };
        drop(info);
        assert_eq!(hints.get("key")?.as_deref(), Some("value"));
        let pairs = Layout::<u16>::strided(mpi, 2, 2, 3)?;
        // SAFETY: as above.
        let same = unsafe { Layout::<u16>::borrow_fortran(mpi, pairs.as_fortran())? };
        assert_eq!(same.reach(), 5);
        Ok(())
    }

    fn the_predefined_are_not_given_back(mpi: &Mpi) -> Result<()> {
        for raw in [mpi.world().as_raw(), mpi.this_process().as_raw()] {
            // SAFETY: predefined communicators stay.
            drop(unsafe { Communicator::from_raw(mpi, raw)? });
        }
        mpi.world().barrier()?;
        mpi.this_process().barrier()
    }

    fn handles_of_another_kind_are_errors(mpi: &Mpi) -> Result<()> {
        let raw = mpi.world().as_raw();
        // SAFETY: the world stays.
        let between = unsafe { Intercommunicator::borrow_raw(mpi, raw) };
        assert!(matches!(between, Err(Error::Raw { .. })), "{between:?}");
        // SAFETY: a null handle is one that may be there.
        let nothing = unsafe { Communicator::from_raw(mpi, null(mpi)) };
        assert!(matches!(nothing, Err(Error::Raw { .. })), "{nothing:?}");
        assert_eq!(nothing.unwrap_err().class(), ErrorClass::Arg);
        Ok(())
    }

    #[npes(2)]
    fn an_intercommunicator_of_c_is_one_of_rust(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let (alone, other) = (mpi.this_process(), 1 - world.rank());
        let between = alone.between(0, Some((&world, other)), 3)?;
        // SAFETY: it stays for longer.
        let again = unsafe { Intercommunicator::borrow_raw(mpi, between.as_raw())? };
        assert_eq!((again.size(), again.remote_size()), (1, 1));
        // SAFETY: as above.
        let of_one = unsafe { Communicator::borrow_raw(mpi, between.as_raw()) };
        assert!(matches!(of_one, Err(Error::Raw { .. })), "{of_one:?}");
        drop(again);
        between.send(&[1], 0, 0)?;
        between.recv(&mut [0], 0, 0).map(drop)
    }

    fn groups_and_hints_of_c_are_those_of_rust(mpi: &Mpi) -> Result<()> {
        let (all, info) = (mpi.world().group()?, Info::new(mpi)?);
        let (mut group, mut hints) = (all.as_raw(), info.as_raw());
        // SAFETY: the handle is valid, and there is a place for one.
        done(unsafe { mpi_sys::MPI_Comm_group(mpi.world().as_raw(), &raw mut group) });
        // SAFETY: there is a place for one.
        done(unsafe { mpi_sys::MPI_Info_create(&raw mut hints) });
        // SAFETY: nobody else gives it back.
        let group = unsafe { Group::from_raw(mpi, group)? };
        assert_eq!(group.compare(&all)?, Comparison::Identical);
        // SAFETY: as above.
        let mut hints = unsafe { Info::from_raw(mpi, hints)? };
        hints.set("key", "value")?;
        assert_eq!(hints.keys()?, ["key"]);
        Ok(())
    }

    fn layouts_of_c_are_those_of_rust(mpi: &Mpi) -> Result<()> {
        let me = mpi.this_process();
        let one = Layout::<i32>::contiguous(mpi, 1)?;
        let vector = |blocks, length, stride| {
            let mut made = one.as_raw();
            // SAFETY: the handle is valid, and there is a place for one.
            done(unsafe { mpi_sys::MPI_Type_vector(blocks, length, stride, one.as_raw(), &raw mut made) });
            made
        };
        let raw = vector(3, 1, 2);
        // SAFETY: it stays until the copy is made.
        let column = unsafe { Layout::<i32>::borrow_raw(mpi, raw)? };
        // SAFETY: nobody else gives it back.
        let again = unsafe { Layout::<i32>::from_raw(mpi, raw)? };
        assert_eq!((column.reach(), again.reach()), (5, 5));
        let mut room = [0; 5];
        me.sendrecv(&column.of(&[1, 2, 3, 4, 5])?, 0, 0, &mut again.of_mut(&mut room)?, 0, 0)?;
        assert_eq!(room, [1, 0, 3, 0, 5]);
        assert_eq!(column.of(&[0; 4]).unwrap_err().class(), ErrorClass::Count);
        // What is of other elements stays with who has it.
        let raw = vector(3, 1, 2);
        // SAFETY: nobody else gives it back, or this does not.
        let of_other = unsafe { Layout::<i64>::from_raw(mpi, raw) };
        assert!(matches!(of_other, Err(Error::Elements { bytes: 12, size: 8 })), "{of_other:?}");
        // SAFETY: as above.
        drop(unsafe { Layout::<i32>::from_raw(mpi, raw)? });
        let mut raw = vector(2, 1, -2);
        // SAFETY: it stays.
        let backwards = unsafe { Layout::<i32>::borrow_raw(mpi, raw) };
        assert!(matches!(backwards, Err(Error::Raw { .. })), "{backwards:?}");
        // SAFETY: nobody else gives it back.
        done(unsafe { mpi_sys::MPI_Type_free(&raw mut raw) });
        Ok(())
    }

    fn layouts_of_c_say_what_they_are_made_of(mpi: &Mpi) -> Result<()> {
        let int = Layout::<i32>::contiguous(mpi, 1)?;
        let raw = int.as_raw();
        let (lengths, places, bytes) = ([2, 1], [3, 0], [12 as MPI_Aint, 0]);
        let (lens, at, start) = (lengths.as_ptr(), places.as_ptr(), bytes.as_ptr());
        let order = mpi_sys::MPI_ORDER_C as i32;
        let sizes = [4, 1, 2];
        let (shape, size, first) = (&raw const sizes[0], &raw const sizes[1], &raw const sizes[2]);
        let made: [&dyn Fn(*mut MPI_Datatype) -> i32; 8] = [
            // SAFETY: the handle is valid, the arrays are as long as is told, and there is a place for what is made.
            &|made| unsafe { mpi_sys::MPI_Type_indexed(2, lens, at, raw, made) },
            // SAFETY: as above.
            &|made| unsafe { mpi_sys::MPI_Type_create_hindexed(2, lens, start, raw, made) },
            // SAFETY: as above.
            &|made| unsafe { mpi_sys::MPI_Type_create_indexed_block(2, 5, at, raw, made) },
            // SAFETY: as above.
            &|made| unsafe { mpi_sys::MPI_Type_create_hindexed_block(2, 5, start, raw, made) },
            // SAFETY: as above.
            &|made| unsafe { mpi_sys::MPI_Type_vector(2, 1, 3, raw, made) },
            // SAFETY: as above.
            &|made| unsafe { mpi_sys::MPI_Type_create_resized(raw, 0, 16, made) },
            // SAFETY: as above.
            &|made| unsafe { mpi_sys::MPI_Type_dup(raw, made) },
            // SAFETY: as above.
            &|made| unsafe { mpi_sys::MPI_Type_create_subarray(1, shape, size, first, order, raw, made) },
        ];
        let of = Box::new(int.describe()?);
        let described = |make: &dyn Fn(*mut MPI_Datatype) -> i32| {
            let mut datatype = raw;
            done(make(&raw mut datatype));
            // SAFETY: nobody else gives it back.
            let layout = unsafe { Layout::<i32>::from_raw(mpi, datatype)? };
            let Description::Duplicate(described) = layout.describe()? else { panic!("it is a copy") };
            Ok::<_, Error>(*described)
        };
        let places = |description| {
            let Description::Blocks(blocks) = description else { panic!("{description:?}") };
            assert!(blocks.iter().all(|block| block.of == *of));
            blocks.into_iter().map(|block| (block.start, block.count)).collect::<Vec<_>>()
        };
        assert_eq!(places(described(made[0])?), [(12, 2), (0, 1)]);
        assert_eq!(places(described(made[1])?), [(12, 2), (0, 1)]);
        assert_eq!(places(described(made[2])?), [(12, 5), (0, 5)]);
        assert_eq!(places(described(made[3])?), [(12, 5), (0, 5)]);
        let of = || of.clone();
        let strided = Description::Strided { blocks: 2, length: 1, stride: 12, of: of() };
        assert_eq!(described(made[4])?, strided);
        assert_eq!(described(made[5])?, Description::Resized { start: 0, extent: 16, of: of() });
        assert_eq!(described(made[6])?, Description::Duplicate(of()));
        assert!(matches!(described(made[7])?, Description::Other { of: parts, .. } if parts == [*of()]));
        Ok(())
    }

    fn windows_and_files_have_handles(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let window = world.allocate_window::<u64>(3)?;
        let (mut base, mut there) = (std::ptr::null_mut::<u64>(), 0);
        let key = mpi_sys::MPI_WIN_BASE as i32;
        // SAFETY: the handle is valid, and there are places for the answers.
        done(unsafe {
            mpi_sys::MPI_Win_get_attr(window.as_raw(), key, (&raw mut base).cast(), &raw mut there)
        });
        assert_eq!((base.cast_const(), there), (window.local().as_ptr(), 1));
        assert_ne!(window.as_fortran(), 0);
        window.free()?;
        let path = std::env::temp_dir().join(format!("mpi_shim_raw_{}", std::process::id()));
        let alone = mpi.this_process();
        let file = File::options().write(true).create(true).open::<u8>(&alone, &path)?;
        let mut bytes = -1;
        file.pointer().write(&[1, 2, 3])?;
        // SAFETY: the handle is valid, and there is a place for the answer.
        done(unsafe { mpi_sys::MPI_File_get_size(file.as_raw(), &raw mut bytes) });
        assert_eq!(bytes, 3);
        assert!(file.as_fortran() >= 0);
        file.close()?;
        File::delete(mpi, &path)
    }
}
