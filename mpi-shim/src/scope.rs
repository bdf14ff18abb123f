//! Operations under way, in a scope that ends with their completion.
//!
//! The scope keeps the requests, so that what user code does with what it was given (waits, drops or forgets it)
//! decides when an operation is complete, and never whether it is before its memory is free again.

#![allow(unsafe_code, reason = "keeps what an operation under way uses")]

use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::thread;

use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::sys::{Kept, Session, Way};
use crate::table::Again;
pub(crate) use crate::table::{Kind, Table};

/// Where operations are under way; see [`Mpi::scope`].
pub struct Scope<'scope, 'env: 'scope> {
    pub(crate) table: Table<'env>,
    /// So that neither of them can be taken for a shorter or longer one.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

impl Mpi {
    /// Runs `body` with a scope for operations that go on while it does something else.
    ///
    /// When this returns, or is unwound from, they are complete, whatever has become of their requests; what
    /// they use is borrowed until then. An error of one that `body` did not wait for is returned.
    ///
    /// If `body` fails or panics, its receives are cancelled, and what is not complete within ten seconds ends
    /// the job. Collective calls cannot be cancelled: others have to come to them.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let right = (world.rank() + 1) % world.size();
    ///     let mut inbox = [0.0; 4];
    ///     mpi.scope(|s| {
    ///         let coming = world.irecv(s, &mut inbox, Source::Any, 0)?;
    ///         world.isend(s, &[1.5; 4], right, 0)?;
    ///         // Time for something else.
    ///         let (inbox, status) = coming.wait()?;
    ///         assert_eq!((inbox[3], status.count::<f64>()?), (1.5, 4));
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// Those of `body`, and of operations that it did not wait for.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.3 communication completion: `MPI_Wait`.
    #[doc(alias = "MPI_Wait")]
    pub fn scope<'env, R, E: From<Error>>(
        &'env self,
        body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> Result<R, E>,
    ) -> Result<R, E> {
        run(&self.session, body)
    }
}

/// Runs `body` with a scope.
pub(crate) fn run<'env, R, E: From<Error>>(
    session: &'env Session,
    body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> Result<R, E>,
) -> Result<R, E> {
    /// Gives a scope up that is unwound from.
    struct Unwinding<'a>(&'a Table<'a>);

    impl Drop for Unwinding<'_> {
        fn drop(&mut self) {
            if thread::panicking() {
                self.0.give_up();
            }
        }
    }

    let table = Table::new(session);
    let scope = Scope { table, scope: PhantomData, env: PhantomData };
    let unwinding = Unwinding(&scope.table);
    let result = body(&scope);
    let ended = match &result {
        Ok(_) => scope.table.finish(),
        Err(_) => {
            scope.table.give_up();
            Ok(())
        }
    };
    drop(unwinding);
    let value = result?;
    ended?;
    Ok(value)
}

impl<'scope> Scope<'scope, '_> {
    /// Keeps the request of a collective call until it is complete, with what that uses, and says where.
    pub(crate) fn keep(&'scope self, call: Way<'scope>, kind: Kind) -> usize {
        let (request, kept) = call.into_request();
        let kept = kept.into_iter().map(|kept| {
            // SAFETY: it is never looked at, and dropped when the request is complete, or before `run` returns;
            // what is borrowed for the scope is borrowed until then.
            unsafe { mem::transmute::<Kept<'scope>, Kept<'static>>(kept) }
        });
        self.table.keep_with(request, kind, kept.collect())
    }

    /// Keeps how a collective call is started, again and again, and says where.
    ///
    /// # Safety
    ///
    /// What `again` tells the library of stays borrowed until the scope ends, whenever it is started.
    pub(crate) unsafe fn keep_again(
        &'scope self,
        again: impl FnMut(&mut Way<'_>) -> Result<()> + 'scope,
    ) -> usize {
        let again: Again<'scope> = Box::new(again);
        // SAFETY: it is dropped before `run` returns; what is borrowed for the scope is borrowed until then.
        let again = unsafe { mem::transmute::<Again<'scope>, Again<'static>>(again) };
        self.table.keep_again(again)
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
