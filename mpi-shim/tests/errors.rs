//! What becomes of errors.

#![allow(unsafe_code, reason = "has the C library find errors")]

use std::sync::{Arc, Mutex};

use mpi_shim::mpi_sys;
use mpi_shim::prelude::*;
use mpi_shim::raw::AsRaw;
use mpi_shim::{Error, ErrorClass, File, HandleErrors, OnError, Result};

/// Errors that were told.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Error>>>);

impl Log {
    fn on_error(&self) -> OnError {
        let log = self.clone();
        OnError::tell(move |error| log.0.lock().expect("no panic").push(error.clone()))
    }

    /// The classes of what was told since this was asked.
    fn take(&self) -> Vec<ErrorClass> {
        let all = std::mem::take(&mut *self.0.lock().expect("no panic"));
        all.iter().map(Error::class).collect()
    }
}

/// Receives two bytes from itself where there is room for one.
fn truncated(comm: &impl NonBlocking, mpi: &Mpi, me: usize) -> Error {
    let sent = mpi.scope(|s| {
        comm.isend(s, &[1u8, 2], me, 0)?;
        comm.recv(&mut [0u8], me, 0)
    });
    sent.expect_err("it is too long")
}

const TRUNCATED: ErrorClass = ErrorClass::Truncate;

shmem_test::tests! {
    #![mpi]
    #![npes(1, 2)]

    fn errors_are_told_and_returned(mpi: &Mpi) -> Result<()> {
        let (ours, other, log) = (mpi.world().duplicate()?, mpi.world().duplicate()?, Log::default());
        let me = ours.rank();
        assert!(matches!(ours.on_error()?, Some(on_error) if format!("{on_error:?}") == "RETURN"));
        ours.set_on_error(log.on_error())?;
        assert_eq!(truncated(&ours, mpi, me), log.0.lock().expect("no panic")[0]);
        assert_eq!(log.take(), [TRUNCATED]);
        truncated(&other, mpi, me);
        truncated(&ours.duplicate()?, mpi, me);
        assert_eq!(log.take(), []);
        // What the library is not asked for.
        let refused = ours.send(&[1], 99, 0).expect_err("there is no such rank");
        assert_eq!(log.take(), []);
        ours.raise(&refused)?;
        assert_eq!(log.take(), [ErrorClass::Rank]);
        ours.set_on_error(OnError::RETURN)?;
        truncated(&ours, mpi, me);
        assert_eq!(log.take(), []);
        Ok(())
    }

    #[npes(2)]
    fn errors_of_what_was_under_way_are_told(mpi: &Mpi) -> Result<()> {
        let (ours, log) = (mpi.world().duplicate()?, Log::default());
        let other = 1 - ours.rank();
        // MPICH has the world's treatment for it.
        for comm in [&ours, &mpi.world()] {
            comm.set_on_error(log.on_error())?;
        }
        let mut room = [0u8];
        let ended = mpi.scope(|s| {
            let coming = ours.irecv(s, &mut room, other, 0)?;
            ours.send(&[1u8, 2], other, 0)?;
            coming.wait().map(drop)
        });
        assert_eq!(ended.expect_err("it is too long").class(), ErrorClass::Truncate);
        assert_eq!(log.take(), [TRUNCATED]);
        mpi.world().set_on_error(OnError::RETURN)
    }

    fn who_is_told_is_kept_no_longer_than_needed(mpi: &Mpi) -> Result<()> {
        let (ours, log) = (mpi.world().duplicate()?, Log::default());
        ours.set_on_error(log.on_error())?;
        assert_eq!(Arc::strong_count(&log.0), 2);
        let kept = ours.on_error()?;
        ours.set_on_error(log.on_error())?;
        assert_eq!(Arc::strong_count(&log.0), 3);
        drop(kept);
        assert_eq!(Arc::strong_count(&log.0), 2);
        drop(ours);
        assert_eq!(Arc::strong_count(&log.0), 1);
        mpi.world().set_on_error(log.on_error())?;
        truncated(&mpi.world(), mpi, mpi.world().rank());
        mpi.world().set_on_error(OnError::RETURN)?;
        assert_eq!((log.take(), Arc::strong_count(&log.0)), (vec![TRUNCATED], 1));
        Ok(())
    }

    fn errors_of_windows_and_files_are_told(mpi: &Mpi) -> Result<()> {
        let (me, log) = (mpi.this_process(), Log::default());
        let window = me.allocate_window::<u8>(1)?;
        window.set_on_error(log.on_error())?;
        let code = mpi_sys::MPI_ERR_RMA_SYNC as i32;
        // SAFETY: the handle is valid, and there is such an error.
        unsafe { mpi_sys::MPI_Win_call_errhandler(window.as_raw(), code) };
        assert_eq!(log.take(), [ErrorClass::RmaSync]);
        window.free()?;
        let path = std::env::temp_dir().join(format!("mpi_shim_errors_{}", std::process::id()));
        let file = File::options().write(true).create(true).open::<u8>(&me, &path)?;
        file.set_on_error(log.on_error())?;
        assert!(matches!(file.on_error()?, Some(on_error) if format!("{on_error:?}") == "tell(…)"));
        file.raise(&Error::BufferAttached)?;
        let code = mpi_sys::MPI_ERR_QUOTA as i32;
        // SAFETY: as above.
        unsafe { mpi_sys::MPI_File_call_errhandler(file.as_raw(), code) };
        assert_eq!(log.take(), [ErrorClass::Buffer, ErrorClass::Quota]);
        file.close()?;
        assert_eq!(Arc::strong_count(&log.0), 1);
        File::delete(mpi, &path)
    }

    fn duplicates_of_c_tell_nobody(mpi: &Mpi) -> Result<()> {
        let (ours, log) = (mpi.world().duplicate()?, Log::default());
        ours.set_on_error(log.on_error())?;
        let mut theirs = ours.as_raw();
        // SAFETY: the handle is valid, and there is a place for one.
        unsafe { mpi_sys::MPI_Comm_dup(ours.as_raw(), &raw mut theirs) };
        let code = mpi_sys::MPI_ERR_OTHER as i32;
        // SAFETY: the handle is valid, and there is such an error.
        unsafe { mpi_sys::MPI_Comm_call_errhandler(theirs, code) };
        assert_eq!(log.take(), []);
        // SAFETY: as above.
        unsafe { mpi_sys::MPI_Comm_call_errhandler(ours.as_raw(), code) };
        assert_eq!(log.take(), [ErrorClass::Other]);
        // SAFETY: nobody has it any more.
        unsafe { mpi_sys::MPI_Comm_free(&raw mut theirs) };
        Ok(())
    }

    #[npes(2)]
    fn errors_of_other_threads_are_told(mpi: &Mpi) -> Result<()> {
        let Ok(threads) = mpi.threads() else { return Ok(()) };
        let (ours, log) = (mpi.world().duplicate()?, Log::default());
        ours.set_on_error(log.on_error())?;
        let shared = threads.share(&ours);
        std::thread::scope(|all| {
            let other = 1 - shared.rank();
            let receiver = all.spawn(move || shared.recv(&mut [0u8], other, 0));
            shared.send(&[1u8, 2], other, 0)?;
            assert!(receiver.join().expect("no panic").is_err());
            Ok::<_, Error>(())
        })?;
        assert_eq!(log.take(), [TRUNCATED]);
        Ok(())
    }

    fn programs_add_errors_of_their_own(mpi: &Mpi) -> Result<()> {
        let class = mpi.add_error_class("the solver")?;
        assert!(matches!(class, ErrorClass::Added(_)), "{class:?}");
        let error = mpi.add_error(class, "does not converge")?;
        assert_eq!(error.class(), class);
        assert!(error.to_string().contains("does not converge"), "{error}");
        let long = mpi.add_error(class, &"é".repeat(5000))?;
        assert!(long.class() == class && long.to_string().contains("ééé"), "{long}");
        for other in [ErrorClass::Io, ErrorClass::Added(1 << 20)] {
            let unknown = mpi.add_error(other, "nothing").expect_err("it was not added");
            assert_eq!(unknown.class(), ErrorClass::Arg);
        }
        let (ours, log) = (mpi.this_process().duplicate()?, Log::default());
        ours.set_on_error(log.on_error())?;
        let Error::Library { code, .. } = error else { panic!("it is the library's") };
        // SAFETY: the handle is valid, and the error was added.
        unsafe { mpi_sys::MPI_Comm_call_errhandler(ours.as_raw(), code) };
        assert_eq!(log.take(), [class]);
        Ok(())
    }
}
