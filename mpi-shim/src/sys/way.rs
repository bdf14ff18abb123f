//! The ways in which a routine is called that all processes call.

use mpi_sys::MPI_Request;

use super::Request;

/// How a routine is called that all processes call: to its end, as a request, or not yet.
///
/// The functions that check arguments are the same for all ways, and so are the rows of `routines.rs`. What they make for
/// a call, such as counts in C's numbers, they give to [`keep`](Self::keep).
pub(crate) struct Way<'a>(pub(super) Form<'a>);

/// Which of the forms that the standard has of a routine. That of most calls has nothing to give back, and is known
/// where it is called, so that the compiler leaves out the others.
pub(super) enum Form<'a> {
    /// It returns when it is done: `MPI_Xyz`.
    Now,
    /// It is under way from now on: `MPI_Ixyz`.
    Start(Started<'a>),
    /// Not at all: only what it is told of is looked at.
    Check,
}

/// The request of a call, and what that uses.
pub(super) struct Started<'a> {
    request: Request,
    kept: Vec<Kept<'a>>,
}

/// What a call uses, and is dropped when that is complete.
pub(crate) type Kept<'a> = Box<dyn Held + 'a>;

/// Anything.
pub(crate) trait Held {}

impl<T> Held for T {}

impl<'a> Way<'a> {
    /// To its end.
    #[inline]
    pub(crate) fn now() -> Self {
        Self(Form::Now)
    }

    /// As a request that is under way.
    ///
    /// # Safety
    ///
    /// What functions are told of that are called this way, memory and whatever else they take by reference, stays
    /// borrowed, and what they keep is kept, until the request is complete.
    pub(crate) unsafe fn start() -> Self {
        Self(Form::Start(Started { request: Request::none(), kept: Vec::new() }))
    }

    /// Not yet: what there is to say against the arguments is said.
    pub(crate) fn check() -> Self {
        Self(Form::Check)
    }

    /// Whether it is as a request, so that a call has to be one of the library's.
    #[inline]
    pub(super) fn is_request(&self) -> bool {
        !matches!(self.0, Form::Now)
    }

    /// Keeps what a call uses, if there is anything, until that is complete.
    #[inline]
    pub(crate) fn keep<T: 'a>(&mut self, used: Option<T>) {
        if let Form::Start(started) = &mut self.0
            && let Some(used) = used
        {
            started.keep(used);
        }
    }

    /// The request of a call that was made this way, and what it uses.
    pub(crate) fn into_request(self) -> (Request, Vec<Kept<'a>>) {
        match self.0 {
            Form::Start(Started { request, kept }) => (request, kept),
            Form::Now | Form::Check => (Request::none(), Vec::new()),
        }
    }
}

impl<'a> Started<'a> {
    #[cold]
    fn keep<T: 'a>(&mut self, used: T) {
        self.kept.push(Box::new(used));
    }

    /// The place for the request.
    #[inline]
    pub(super) fn request(&mut self) -> *mut MPI_Request {
        self.request.place()
    }
}
