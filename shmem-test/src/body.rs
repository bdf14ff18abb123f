//! What a trial may be made of.

use std::fmt::Display;

#[cfg(feature = "mpi")]
use mpi_shim::Mpi;
#[cfg(feature = "shmem")]
use {
    shmem::{Shmem, ThreadLevel},
    std::mem::ManuallyDrop,
};

/// Where a body runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a job that other trials use before and after, and whose OpenSHMEM the harness has initialised.
    Shared,
    /// In a job of its own, which begins and ends with it.
    Own,
}

/// A function that every PE of a job can run as a trial: of nothing, which uses the raw API, or of the safe
/// API's `&Shmem`, or, with the feature `mpi`, of `&Mpi` of `mpi-shim`. Each returns a [`Verdict`].
///
/// `Signature` tells them apart and is always inferred.
///
/// ```
/// use shmem::Shmem;
/// use shmem_test::Trial;
///
/// let raw = Trial::new("raw", || assert_eq!(1 + 1, 2));
/// let safe = Trial::new("safe", |shmem: &Shmem| shmem.alloc::<u8>(1).map(drop));
/// ```
#[diagnostic::on_unimplemented(
    message = "this function cannot be a trial",
    note = "a trial takes nothing, or `&Shmem` of the crate `shmem` if `shmem-test` has its feature `shmem`",
    note = "it returns `()` or `Result<(), E>` with `E: Display`, and keeps and borrows nothing from outside"
)]
pub trait Body<Signature>: Send + Sync + 'static {
    /// Runs it on this PE; the error is why it fails.
    ///
    /// # Errors
    ///
    /// What the function returns, if it is one.
    ///
    /// # Panics
    ///
    /// If the function does.
    fn run(&self, place: Place) -> Result<(), String>;
}

impl<F, O> Body<fn() -> O> for F
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Verdict,
{
    fn run(&self, _: Place) -> Result<(), String> {
        self().into_result()
    }
}

#[cfg(feature = "shmem")]
impl<F, O> Body<fn(&Shmem) -> O> for F
where
    F: Fn(&Shmem) -> O + Send + Sync + 'static,
    O: Verdict,
{
    fn run(&self, place: Place) -> Result<(), String> {
        match place {
            Place::Shared => {
                let shmem = Shmem::init_thread(ThreadLevel::Multiple);
                // Ended by a trial that passes only: what another leaves, its job is stopped with,
                // after every PE has said what it knows.
                let shmem = ManuallyDrop::new(shmem.map_err(|error| error.to_string())?);
                self(&shmem).into_result()?;
                drop(ManuallyDrop::into_inner(shmem));
            }
            Place::Own => shmem::run_threaded(|shmem| self(shmem).into_result()),
        }
        Ok(())
    }
}

#[cfg(feature = "mpi")]
impl<F, O> Body<fn(&Mpi) -> O> for F
where
    F: Fn(&Mpi) -> O + Send + Sync + 'static,
    O: Verdict,
{
    fn run(&self, place: Place) -> Result<(), String> {
        match place {
            Place::Shared => self(&*crate::mpi::shared()?).into_result(),
            Place::Own => {
                mpi_shim::run_threaded(|mpi| self(mpi).into_result());
                Ok(())
            }
        }
    }
}

/// What a trial's function may return: nothing, a `Result` whose error can be shown, or never.
#[diagnostic::on_unimplemented(
    message = "a trial cannot return `{Self}`",
    note = "it returns `()` or `Result<(), E>` with `E: Display`"
)]
pub trait Verdict {
    /// The error as it is shown.
    ///
    /// # Errors
    ///
    /// Its own, if it is one.
    fn into_result(self) -> Result<(), String>;
}

impl Verdict for () {
    fn into_result(self) -> Result<(), String> {
        Ok(())
    }
}

impl<E: Display> Verdict for Result<(), E> {
    fn into_result(self) -> Result<(), String> {
        self.map_err(|error| error.to_string())
    }
}

/// Names what a function returns, and so the type `!`, for which there is no other name yet.
trait Function {
    type Returns;
}

impl<R> Function for fn() -> R {
    type Returns = R;
}

#[allow(
    private_interfaces,
    reason = "the trait is but a way to write the type, which is everybody's"
)]
impl Verdict for <fn() -> ! as Function>::Returns {
    fn into_result(self) -> Result<(), String> {
        self
    }
}
