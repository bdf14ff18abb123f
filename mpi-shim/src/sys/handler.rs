//! What becomes of errors that the library finds, of each object that has them.

use std::collections::HashMap;
use std::ffi::c_int;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use mpi_sys::MPI_Errhandler;

use super::comm::limited;
use super::constants::{MPI_ERRHANDLER_NULL, MPI_ERRORS_ARE_FATAL, MPI_ERRORS_RETURN};
use super::session::abort;
use super::{Comm, File, Session, Win, check, failure, op};
use crate::PANICKED;
use crate::error::{Error, ErrorClass, Result};

/// What kind of object an error is of, by the shim's numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Object {
    Communicator,
    Window,
    File,
}

const OBJECTS: [Object; 3] = [Object::Communicator, Object::Window, Object::File];

/// What is told of errors.
pub(crate) type Told = Arc<dyn Fn(&Error) + Send + Sync>;

/// What becomes of errors.
#[derive(Clone)]
pub(crate) enum Handler {
    Return,
    End,
    Tell(Told),
}

/// An object that has errors.
#[derive(Clone, Copy)]
pub struct Handled<'a>(Which<'a>);

#[derive(Clone, Copy)]
enum Which<'a> {
    Comm(&'a Comm),
    Win(&'a Win),
    File(&'a File),
}

/// Which object, by its number in Fortran.
type Key = (Object, c_int);

/// Whom errors are told, by the objects that they are of.
static TOLD: LazyLock<Mutex<HashMap<Key, Told>>> = LazyLock::new(Mutex::default);

/// Whether anybody was ever told.
static USED: AtomicBool = AtomicBool::new(false);

/// The table, which nothing that could panic runs under.
fn told() -> MutexGuard<'static, HashMap<Key, Told>> {
    TOLD.lock().unwrap_or_else(PoisonError::into_inner)
}

unsafe extern "C" {
    fn mpi_shim_create_errhandler(object: c_int, made: *mut MPI_Errhandler) -> c_int;
}

/// Calls the routine for the kind of object that this is, with the object and one argument more.
macro_rules! routine {
    ($handled:expr, $comm:ident, $win:ident, $file:ident, $argument:expr) => {
        match $handled.0 {
            // SAFETY: the handle is valid, and the argument a valid handler, a place for one, or a known error.
            Which::Comm(comm) => unsafe { mpi_sys::$comm(comm.raw(), $argument) },
            // SAFETY: as above.
            Which::Win(win) => unsafe { mpi_sys::$win(win.raw(), $argument) },
            // SAFETY: as above.
            Which::File(file) => unsafe { mpi_sys::$file(file.raw(), $argument) },
        }
    };
}

impl<'a> Handled<'a> {
    pub(crate) fn comm(comm: &'a Comm) -> Self {
        Self(Which::Comm(comm))
    }

    pub(crate) fn win(win: &'a Win) -> Self {
        Self(Which::Win(win))
    }

    pub(crate) fn file(file: &'a File) -> Self {
        Self(Which::File(file))
    }

    fn object(self) -> Object {
        match self.0 {
            Which::Comm(_) => Object::Communicator,
            Which::Win(_) => Object::Window,
            Which::File(_) => Object::File,
        }
    }

    fn key(self) -> Key {
        let number = match self.0 {
            Which::Comm(comm) => comm.number(),
            Which::Win(win) => win.number(),
            Which::File(file) => file.number(),
        };
        (self.object(), number)
    }

    fn set_raw(self, handler: MPI_Errhandler) -> Result<()> {
        // A handler for such an object.
        check(routine!(
            self,
            MPI_Comm_set_errhandler,
            MPI_Win_set_errhandler,
            MPI_File_set_errhandler,
            handler
        ))
    }

    pub(crate) fn set(self, handler: Handler) -> Result<()> {
        match handler {
            Handler::Return => self.set_raw(MPI_ERRORS_RETURN())?,
            Handler::End => self.set_raw(MPI_ERRORS_ARE_FATAL())?,
            Handler::Tell(new) => {
                let mut made = MPI_ERRHANDLER_NULL();
                // SAFETY: a number that the shim knows, and a place for the handle.
                check(unsafe {
                    mpi_shim_create_errhandler(self.object() as c_int, &raw mut made)
                })?;
                let set = self.set_raw(made);
                // SAFETY: the handle is valid; the object that has it keeps it.
                check(unsafe { mpi_sys::MPI_Errhandler_free(&raw mut made) }).and(set)?;
                USED.store(true, Relaxed);
                let old = told().insert(self.key(), new);
                drop(old);
                return Ok(());
            }
        }
        self.forget();
        Ok(())
    }

    /// What was set; `None` if somebody else has set something else.
    pub(crate) fn get(self) -> Result<Option<Handler>> {
        let mut raw = MPI_ERRHANDLER_NULL();
        let place = &raw mut raw;
        check(routine!(
            self,
            MPI_Comm_get_errhandler,
            MPI_Win_get_errhandler,
            MPI_File_get_errhandler,
            place
        ))?;
        let (returned, fatal) = (raw == MPI_ERRORS_RETURN(), raw == MPI_ERRORS_ARE_FATAL());
        // SAFETY: the handle is valid, and was returned to be given back.
        check(unsafe { mpi_sys::MPI_Errhandler_free(place) })?;
        Ok(match (returned, fatal) {
            (true, _) => Some(Handler::Return),
            (_, true) => Some(Handler::End),
            _ => told().get(&self.key()).cloned().map(Handler::Tell),
        })
    }

    /// Has an error be handled as one of the library's would be.
    pub(crate) fn raise(self, error: &Error) -> Result<()> {
        match self.get()? {
            Some(Handler::Return) => Ok(()),
            Some(Handler::Tell(told)) => {
                told(error);
                Ok(())
            }
            Some(Handler::End) => {
                eprintln!("error: {error}");
                self.call(error)
            }
            None => self.call(error),
        }
    }

    fn call(self, error: &Error) -> Result<()> {
        let code = error.number();
        check(routine!(
            self,
            MPI_Comm_call_errhandler,
            MPI_Win_call_errhandler,
            MPI_File_call_errhandler,
            code
        ))
    }

    /// Nobody is told any more of an object that is about to be given back.
    pub(super) fn forget(self) {
        if USED.load(Relaxed) {
            let old = told().remove(&self.key());
            drop(old);
        }
    }
}

/// Nobody is told any more.
pub(crate) fn forget_handlers(_: &mut Session) {
    let all = std::mem::take(&mut *told());
    drop(all);
}

/// What the shim calls for an error of an object that is told of. A panic cannot pass through it, so it ends the job.
#[unsafe(no_mangle)]
extern "C" fn mpi_shim_raised(object: c_int, number: c_int, code: c_int) {
    let object = OBJECTS[object as usize % OBJECTS.len()];
    let found = told().get(&(object, number)).cloned();
    // Duplicates that others make have the same handler, and nobody who is told.
    let Some(found) = found else { return };
    let said = panic::catch_unwind(AssertUnwindSafe(|| {
        let error = failure(code);
        op::calling_back(|| found(&error));
    }));
    if said.is_err() {
        abort(PANICKED);
    }
}

/// Adds a class of errors.
pub(crate) fn add_class(text: &str, _: &Session) -> Result<ErrorClass> {
    let mut class = 0;
    // SAFETY: MPI runs, and `class` is a place for the answer.
    check(unsafe { mpi_sys::MPI_Add_error_class(&raw mut class) })?;
    say(class, text)?;
    Ok(ErrorClass::of(class))
}

/// Adds an error of a class that was added. To one of the standard's own, MPICH gives the text of another one.
pub(crate) fn add_error(class: ErrorClass, text: &str, _: &Session) -> Result<Error> {
    let (number, mut known, mut code) = (class.number(), 0, 0);
    // SAFETY: MPI runs, and `known` is a place for the answer.
    check(unsafe { mpi_sys::MPI_Error_class(number, &raw mut known) })?;
    // Open MPI has no class of a class that was added.
    let there = [number, mpi_sys::MPI_ERR_UNKNOWN as c_int].contains(&known);
    if !there || !matches!(class, ErrorClass::Added(_)) {
        return Err(failure(mpi_sys::MPI_ERR_ARG as c_int));
    }
    // SAFETY: as above; there is such a class.
    check(unsafe { mpi_sys::MPI_Add_error_code(number, &raw mut code) })?;
    say(code, text)?;
    Ok(failure(code))
}

/// Sets the text of a class or an error that was added: as much as there is room for.
fn say(number: c_int, text: &str) -> Result<()> {
    let text = limited(text, mpi_sys::MPI_MAX_ERROR_STRING as usize);
    // SAFETY: MPI runs, and the text ends with 0.
    check(unsafe { mpi_sys::MPI_Add_error_string(number, text.as_ptr()) })
}
