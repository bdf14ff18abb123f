//! What scopes take: targets and sources, by the numbers of the scope's context.

use crate::atomics::RemoteAtomic;
use crate::buf::SymSlice;
use crate::element::{AmoExtended, Element};
use crate::epoch::RemoteFrozen;
use crate::pe::{Pe, Peer};
use crate::remote::RemoteSlice;
use crate::signal::RemoteSignal;
use crate::sys::{InScope, Scope};

/// What a scope whose operations name `N` can reach by its context: see [`Scope::on`].
#[diagnostic::on_unimplemented(
    message = "a scope that names `{N}`s does not reach a `{Self}`",
    label = "not for this scope",
    note = "scopes of a team's context take what `at(rank)` gives, all others what `at(pe)` gives"
)]
pub trait Reach<'scope, N: Peer = Pe> {
    /// The same, by the scope's context.
    type Reached;

    #[doc(hidden)]
    fn reach(self, scope: &Scope<'scope, '_, N>) -> Self::Reached;
}

impl<'scope, T: Element, N: Peer> Reach<'scope, N> for RemoteSlice<'scope, T, N> {
    type Reached = RemoteSlice<'scope, T, InScope<'scope>>;

    #[inline]
    #[track_caller]
    fn reach(self, scope: &Scope<'scope, '_, N>) -> Self::Reached {
        RemoteSlice::new(self.slice, scope.at(self.pe))
    }
}

impl<'scope, T: Element, N: Peer> Reach<'scope, N> for RemoteFrozen<'scope, T, N> {
    type Reached = RemoteFrozen<'scope, T, InScope<'scope>>;

    #[inline]
    #[track_caller]
    fn reach(self, scope: &Scope<'scope, '_, N>) -> Self::Reached {
        RemoteFrozen { slice: self.slice.reach(scope) }
    }
}

impl<'scope, T: AmoExtended, N: Peer> Reach<'scope, N> for RemoteAtomic<'scope, T, N> {
    type Reached = RemoteAtomic<'scope, T, InScope<'scope>>;

    #[inline]
    #[track_caller]
    fn reach(self, scope: &Scope<'scope, '_, N>) -> Self::Reached {
        RemoteAtomic { word: self.word, pe: scope.at(self.pe) }
    }
}

impl<'scope, N: Peer> Reach<'scope, N> for RemoteSignal<'scope, N> {
    type Reached = RemoteSignal<'scope, InScope<'scope>>;

    #[inline]
    #[track_caller]
    fn reach(self, scope: &Scope<'scope, '_, N>) -> Self::Reached {
        RemoteSignal { word: self.word, pe: scope.at(self.pe) }
    }
}

/// What a scope whose operations name `N` gets from: elements on a PE that are shared or frozen.
#[diagnostic::on_unimplemented(
    message = "a scope that names `{N}`s does not get `{T}`s from a `{Self}`",
    label = "not for this scope",
    note = "scopes of a team's context take what `at(rank)` gives, all others what `at(pe)` gives"
)]
pub trait Source<'a, T, N = Pe> {
    #[doc(hidden)]
    fn readable(self) -> Readable<'a, T, N>;
}

/// Elements on a PE, for gets. Closed, because they may be frozen.
pub struct Readable<'a, T, N = Pe> {
    pub(crate) slice: SymSlice<'a, T>,
    pub(crate) pe: N,
}

impl<'a, T, N> Source<'a, T, N> for RemoteSlice<'a, T, N> {
    #[inline]
    fn readable(self) -> Readable<'a, T, N> {
        Readable { slice: self.slice, pe: self.pe }
    }
}

impl<'a, T, N> Source<'a, T, N> for RemoteFrozen<'a, T, N> {
    #[inline]
    fn readable(self) -> Readable<'a, T, N> {
        self.slice.readable()
    }
}
