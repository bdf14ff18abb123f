//! What stays on its thread, on every library, said so that the compiler's messages tell what to do.
//!
//! Handles are pointers in some libraries and numbers in others, and the compiler would name either. So the types
//! have implementations of `Send` and `Sync` that never hold, for want of a trait that explains itself.

#![allow(unsafe_code, reason = "implementations that never hold")]

use std::marker::PhantomData;

use crate::lent::{Lend, Relend};
use crate::{
    Cartesian, Communicator, Graph, Group, Info, Intercommunicator, Layout, Matched, Mpi,
    Persistent, Request, Scope, SendBuffer,
};

/// Another thread than that of a value.
pub struct OtherThread<'x>(PhantomData<&'x ()>);

/// Says that values of a type may be on another thread. For those listed below nothing implements it.
#[diagnostic::on_unimplemented(
    message = "`{Value}` stays on its thread: it cannot be sent to or shared with another one",
    label = "`{Value}` stays on its thread",
    note = "other threads send and receive by views of communicators, which `mpi.threads()?.share(&communicator)` makes",
    note = "operations of reductions may run on any thread, and call no MPI"
)]
pub trait Allows<Value> {}

/// So that messages can say what there is instead.
impl Allows<crate::SharedCommunicator<'_>> for OtherThread<'_> {}

macro_rules! own_thread_only {
    ($([$($params:tt)*] $ty:ty;)*) => {$(
        // SAFETY: nothing implements the trait for this type, so this is no implementation.
        #[doc(hidden)]
        unsafe impl<$($params)*> Send for $ty where for<'x> OtherThread<'x>: Allows<$ty> {}
        // SAFETY: as above.
        #[doc(hidden)]
        unsafe impl<$($params)*> Sync for $ty where for<'x> OtherThread<'x>: Allows<$ty> {}
    )*};
}

own_thread_only! {
    [] Mpi;
    ['mpi] Communicator<'mpi>;
    ['mpi, const N: usize] Cartesian<'mpi, N>;
    ['mpi] Graph<'mpi>;
    ['mpi] Group<'mpi>;
    ['mpi] Info<'mpi>;
    ['mpi] Intercommunicator<'mpi>;
    ['mpi] SendBuffer<'mpi>;
    ['mpi, T] Layout<'mpi, T>;
    ['c] Matched<'c>;
    ['scope, 'env] Scope<'scope, 'env>;
    ['scope, D: Lend] Request<'scope, D>;
    ['scope, D: Relend] Persistent<'scope, D>;
}
