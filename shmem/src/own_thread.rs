//! What stays on its thread, said so that the compiler's messages tell what to do.
//!
//! Private fields keep most of these types on their threads anyway, and the compiler would name those, each
//! in a message of its own. So the types have implementations of `Send` and `Sync` that never hold, for
//! want of a trait that explains itself.

#![allow(unsafe_code, reason = "implementations that never hold")]

use std::marker::PhantomData;

use crate::context::{InTurns, Private, Serialized};
use crate::element::Element;
use crate::pe::Peer;
use crate::threads::View;
use crate::{
    AtomicSlice, AtomicWord, Exchange, ExchangeMail, Frozen, InScope, Mail, Mailbox, PeerView,
    Readable, RemoteAtomic, RemoteFrozen, RemoteMailbox, RemoteSignal, RemoteSlice, RemoteStrided,
    Scope, Shmem, Signal, SignalSlice, SignalWord, Signals, SymAtomic, SymAtomics, SymBuf,
    SymFrozen, SymLocal, SymMutex, SymMutexGuard, SymSlice, SymStrided, Team, Turn, Turns, WaitSet,
    Workspace,
};

/// Another thread than that of a value.
pub struct OtherThread<'x>(PhantomData<&'x ()>);

/// Says that values of a type may be on another thread. For those listed below nothing implements it.
#[diagnostic::on_unimplemented(
    message = "`{Value}` stays on its thread: it cannot be sent to or shared with another one",
    label = "`{Value}` stays on its thread",
    note = "other threads get views, by `threads.share(…)` or, to take turns, by `turns.share(…)`",
    note = "`threads` is `shmem.threads()?`, `turns` is `shmem.turns()?`; slices that epochs and guards lend may go"
)]
pub trait Allows<Value> {}

/// So that messages can say what there is instead.
impl<V> Allows<View<'_, V>> for OtherThread<'_> {}

/// Says that contexts of a kind may be used like that by another thread. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "a context that is `{Kind}` does not go to another thread like this",
    label = "this context is `{Kind}`",
    note = "`Private` contexts stay on their thread, `Serialized` ones can be sent and not shared, `Shared` ones \
            both, and those used `InTurns` can be shared and not sent",
    note = "`threads.serialized_context(…)`, `threads.shared_context(…)` and `turns.context(…)` make them"
)]
pub trait AllowsContext<Kind> {}

/// Implements a marker so that it never holds.
macro_rules! never {
    ($marker:ident: $allows:ident: $([$($params:tt)*] $ty:ty;)*) => {$(
        // SAFETY: nothing implements the trait for this type, so this is no implementation.
        #[doc(hidden)]
        unsafe impl<$($params)*> $marker for $ty where for<'x> OtherThread<'x>: $allows<$ty> {}
    )*};
}

macro_rules! own_thread_only {
    ($($row:tt)*) => {
        never!(Send: Allows: $($row)*);
        never!(Sync: Allows: $($row)*);
    };
}

own_thread_only! {
    [] Shmem;
    ['rt] Team<'rt>;
    ['rt] Workspace<'rt>;
    ['rt, T] SymBuf<'rt, T>;
    ['a, T] SymSlice<'a, T>;
    ['a, T, P] RemoteSlice<'a, T, P>;
    ['a, T, N] Readable<'a, T, N>;
    ['a, T] SymStrided<'a, T>;
    ['a, T, P] RemoteStrided<'a, T, P>;
    ['a, T] PeerView<'a, T>;
    ['rt, T] SymLocal<'rt, T>;
    ['rt, T] SymFrozen<'rt, T>;
    ['a, T] Frozen<'a, T>;
    ['a, T, P] RemoteFrozen<'a, T, P>;
    ['rt, T] SymAtomics<'rt, T>;
    ['rt, T] SymAtomic<'rt, T>;
    ['a, T] AtomicSlice<'a, T>;
    ['a, T] AtomicWord<'a, T>;
    ['a, T, P] RemoteAtomic<'a, T, P>;
    ['rt] Signals<'rt>;
    ['rt] Signal<'rt>;
    ['a] SignalSlice<'a>;
    ['a] SignalWord<'a>;
    ['a, P] RemoteSignal<'a, P>;
    ['a, T] WaitSet<'a, T>;
    ['rt, T] Mailbox<'rt, T>;
    ['a, T] RemoteMailbox<'a, T>;
    ['a, T] Mail<'a, T>;
    ['rt, T] Exchange<'rt, T>;
    ['a, T] ExchangeMail<'a, T>;
    ['rt, T] SymMutex<'rt, T>;
    ['a, T: Element] SymMutexGuard<'a, T>;
    ['scope, 'env, N: Peer] Scope<'scope, 'env, N>;
    ['scope] InScope<'scope>;
    ['rt] Turns<'rt>;
    ['a] Turn<'a>;
}

never! { Send: AllowsContext: [] Private; [] InTurns; }
never! { Sync: AllowsContext: [] Private; [] Serialized; }
