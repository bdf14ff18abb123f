//! What becomes of errors beside being returned.

use std::fmt;
use std::sync::Arc;

use super::{Error, ErrorClass, Result};
use crate::communicator::Communicator;
use crate::element::Element;
use crate::file::File;
use crate::intercommunicator::Intercommunicator;
use crate::runtime::Mpi;
use crate::sys::{self, Handled, Handler};
use crate::window::Window;

/// What becomes of an error that the library finds; see [`HandleErrors`].
#[derive(Clone)]
pub struct OnError(Handler);

impl OnError {
    /// It is returned, as always unless something else is chosen.
    #[doc(alias = "MPI_ERRORS_RETURN")]
    pub const RETURN: Self = Self(Handler::Return);

    /// It ends the job, with the library's words.
    #[doc(alias = "MPI_ERRORS_ARE_FATAL")]
    pub const END: Self = Self(Handler::End);

    /// It is told to a closure before it is returned; for a log, for example.
    ///
    /// The library calls the closure, on any thread that it works on, from within what has failed: the closure cannot use
    /// MPI, and a panic in it ends the job.
    pub fn tell(told: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        Self(Handler::Tell(Arc::new(told)))
    }
}

impl fmt::Debug for OnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Handler::Return => "RETURN",
            Handler::End => "END",
            Handler::Tell(_) => "tell(…)",
        })
    }
}

mod seal {
    use super::Handled;

    pub trait Handles {
        #[doc(hidden)]
        fn handled(&self) -> Handled<'_>;
    }
}

/// What becomes of errors of a communicator, a window or a file, beside being returned.
///
/// That is of errors that the library finds. What this crate finds before it asks the library, such as a rank that is not
/// there or a slice that is too short, is returned and no more, unless it is [raised](Self::raise). And which
/// communicator's an error is of an operation that was under way, the library says: MPICH says the world's, and of several
/// that are waited for together, as at the end of a scope, nobody's.
///
/// What is made of an object begins with [`OnError::RETURN`].
///
/// ```
/// use std::sync::{Arc, Mutex};
///
/// use mpi_shim::prelude::*;
/// use mpi_shim::{HandleErrors, OnError};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let (me, log) = (mpi.this_process().duplicate()?, Arc::new(Mutex::new(Vec::new())));
///     let lines = Arc::clone(&log);
///     me.set_on_error(OnError::tell(move |error| {
///         lines.lock().expect("no panic").push(format!("halo: {:?}", error.class()));
///     }))?;
///     mpi.scope(|s| {
///         me.isend(s, &[1, 2], 0, 0)?;
///         assert!(me.recv(&mut [0], 0, 0).is_err());
///         Ok::<_, mpi_shim::Error>(())
///     })?;
///     assert_eq!(log.lock().expect("no panic")[0], "halo: Truncate");
///     Ok(())
/// });
/// ```
///
/// Sealed.
pub trait HandleErrors: seal::Handles {
    /// Says what becomes of errors from now on. Local.
    ///
    /// # Errors
    ///
    /// If the library refuses it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.3 error handling: `MPI_Comm_create_errhandler`, `MPI_Comm_set_errhandler`, and the same of windows and
    /// files.
    #[doc(alias = "MPI_Comm_set_errhandler")]
    #[doc(alias = "MPI_Comm_create_errhandler")]
    #[doc(alias = "MPI_Win_set_errhandler")]
    #[doc(alias = "MPI_File_set_errhandler")]
    fn set_on_error(&self, on_error: OnError) -> Result<()> {
        self.handled().set(on_error.0)
    }

    /// What becomes of errors; `None` if that is another language's.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.3 error handling: `MPI_Comm_get_errhandler`.
    #[doc(alias = "MPI_Comm_get_errhandler")]
    fn on_error(&self) -> Result<Option<OnError>> {
        Ok(self.handled().get()?.map(OnError))
    }

    /// Has an error treated as if the library had found it with this object: with [`OnError::END`], the job ends.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    /// use mpi_shim::{HandleErrors, OnError};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     world.set_on_error(OnError::tell(|error| println!("{error}")))?;
    ///     let error = world.send(&[1], world.size(), 0).unwrap_err();
    ///     world.raise(&error)
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.3 error handling: `MPI_Comm_call_errhandler`.
    #[doc(alias = "MPI_Comm_call_errhandler")]
    fn raise(&self, error: &Error) -> Result<()> {
        self.handled().raise(error)
    }
}

impl<H: seal::Handles> HandleErrors for H {}

impl seal::Handles for Communicator<'_> {
    fn handled(&self) -> Handled<'_> {
        Handled::comm(&self.comm)
    }
}

impl seal::Handles for Intercommunicator<'_> {
    fn handled(&self) -> Handled<'_> {
        Handled::comm(&self.comm)
    }
}

impl<T> seal::Handles for Window<'_, T> {
    fn handled(&self) -> Handled<'_> {
        Handled::win(self.win())
    }
}

impl<T: Element> seal::Handles for File<'_, T> {
    fn handled(&self) -> Handled<'_> {
        Handled::file(self.raw())
    }
}

/// Kinds of errors that a program adds to the library's, for those who know errors by numbers.
impl Mpi {
    /// Adds a class of errors, with a text. It stays until MPI ends.
    ///
    /// ```
    /// # let mpi = mpi_shim::Mpi::init()?;
    /// let class = mpi.add_error_class("the solver has failed")?;
    /// let error = mpi.add_error(class, "the residual grows")?;
    /// assert_eq!((error.class(), error.to_string().contains("residual")), (class, true));
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the library has no more.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.5 error classes, error codes, and error handlers: `MPI_Add_error_class`, `MPI_Add_error_string`.
    #[doc(alias = "MPI_Add_error_class")]
    #[doc(alias = "MPI_Add_error_string")]
    pub fn add_error_class(&self, text: &str) -> Result<ErrorClass> {
        sys::add_class(text, &self.session)
    }

    /// Adds an error of a class that was added, with a text; it is returned as [`Error::Library`].
    ///
    /// # Errors
    ///
    /// Of the class [`Arg`](ErrorClass::Arg) if no such class was added; if the library has no more.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.5 error classes, error codes, and error handlers: `MPI_Add_error_code`, `MPI_Add_error_string`.
    #[doc(alias = "MPI_Add_error_code")]
    pub fn add_error(&self, class: ErrorClass, text: &str) -> Result<Error> {
        sys::add_error(class, text, &self.session)
    }
}
