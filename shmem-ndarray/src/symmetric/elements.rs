//! What remote arrays are of: elements on a PE that are shared or frozen, by whatever context.

use ndarray::{ArrayView1, ArrayViewMut1};
use shmem::{Element, Frozen, InScope, Pe, PeOrInScope, RemoteFrozen, RemoteSlice, SymSlice};

use super::runs::Blocks;

/// What the elements of a [`RemoteArray`](super::RemoteArray) are that can be got: shared or frozen. Sealed.
///
/// `P` is how the array names the PE that they are on. It is `()` where they are [reached](shmem::Scope::on) by a
/// scope, and know themselves.
pub trait Readable<P>: Copy + sealed::Sealed {
    /// What they are.
    type Elem: Element;

    #[doc(hidden)]
    type Source: Source<Self::Elem>;

    #[doc(hidden)]
    fn source(self, pe: P) -> Self::Source;
}

/// What the elements of a [`RemoteArray`](super::RemoteArray) are that can be put to: shared. Sealed.
///
/// `P` is as for [`Readable`].
pub trait Writable<P>: Readable<P> {
    #[doc(hidden)]
    type By: PeOrInScope;

    #[doc(hidden)]
    fn target<'a>(self, pe: P) -> RemoteSlice<'a, Self::Elem, Self::By>
    where
        Self: 'a;
}

/// Consecutive elements on a PE, for gets: what shmem has two types for.
pub trait Source<T>: Copy {
    fn get(self, first: usize, data: &mut [T]);
    fn get_blocks(self, blocks: Blocks, data: &mut [T]);
    fn get_lane(self, blocks: Blocks, lane: ArrayViewMut1<'_, T>);
    fn get_into(self, first: usize, dest: SymSlice<'_, T>);
    fn g(self, place: usize) -> T;
}

/// For the types of shmem that elements are got from.
macro_rules! source {
    ($($remote:ident),*) => {$(
        impl<T: Element, P: PeOrInScope> Source<T> for $remote<'_, T, P> {
            #[inline]
            fn get(self, first: usize, data: &mut [T]) {
                self.slice(first..first + data.len()).get(data);
            }

            fn get_blocks(self, blocks: Blocks, data: &mut [T]) {
                let Blocks { first, len, count, step } = blocks;
                match blocks.as_range() {
                    Some(range) => self.slice(range).get(data),
                    None => self.slice(first..).ibget(data, len, step, len, count),
                }
            }

            fn get_lane(self, blocks: Blocks, lane: ArrayViewMut1<'_, T>) {
                self.slice(blocks.first..).get_lane(lane, blocks.step);
            }

            #[track_caller]
            fn get_into(self, first: usize, dest: SymSlice<'_, T>) {
                self.slice(first..first + dest.len()).get_into(dest);
            }

            #[inline]
            fn g(self, place: usize) -> T {
                self.g(place)
            }
        }
    )*};
}

source!(RemoteSlice, RemoteFrozen);

/// Puts what lies in `data` one behind the other to blocks of elements.
pub(super) fn put_blocks<T: Element, P: PeOrInScope>(
    target: RemoteSlice<'_, T, P>,
    blocks: Blocks,
    data: &[T],
) {
    let Blocks { first, len, count, step } = blocks;
    match blocks.as_range() {
        Some(range) => target.slice(range).put(data),
        None => target.slice(first..).ibput(step, data, len, len, count),
    }
}

/// Puts a lane to blocks of one element.
pub(super) fn put_lane<T: Element, P: PeOrInScope>(
    target: RemoteSlice<'_, T, P>,
    blocks: Blocks,
    lane: ArrayView1<'_, T>,
) {
    target.slice(blocks.first..).put_lane(blocks.step, lane);
}

impl<'a, T: Element> Readable<Pe> for SymSlice<'a, T> {
    type Elem = T;
    type Source = RemoteSlice<'a, T>;

    #[inline]
    fn source(self, pe: Pe) -> RemoteSlice<'a, T> {
        self.at(pe)
    }
}

impl<T: Element> Writable<Pe> for SymSlice<'_, T> {
    type By = Pe;

    #[inline]
    fn target<'a>(self, pe: Pe) -> RemoteSlice<'a, T>
    where
        Self: 'a,
    {
        self.at(pe)
    }
}

impl<'a, T: Element> Readable<Pe> for Frozen<'a, T> {
    type Elem = T;
    type Source = RemoteFrozen<'a, T>;

    #[inline]
    fn source(self, pe: Pe) -> RemoteFrozen<'a, T> {
        self.at(pe)
    }
}

impl<'s, T: Element> Readable<()> for RemoteSlice<'s, T, InScope<'s>> {
    type Elem = T;
    type Source = Self;

    #[inline]
    fn source(self, (): ()) -> Self {
        self
    }
}

impl<'s, T: Element> Writable<()> for RemoteSlice<'s, T, InScope<'s>> {
    type By = InScope<'s>;

    #[inline]
    fn target<'a>(self, (): ()) -> RemoteSlice<'a, T, InScope<'s>>
    where
        Self: 'a,
    {
        self
    }
}

impl<'s, T: Element> Readable<()> for RemoteFrozen<'s, T, InScope<'s>> {
    type Elem = T;
    type Source = Self;

    #[inline]
    fn source(self, (): ()) -> Self {
        self
    }
}

pub(super) mod sealed {
    use shmem::{Frozen, RemoteFrozen, RemoteSlice, SymSlice};

    pub trait Sealed {}

    impl<T> Sealed for SymSlice<'_, T> {}
    impl<T> Sealed for Frozen<'_, T> {}
    impl<T, P> Sealed for RemoteSlice<'_, T, P> {}
    impl<T, P> Sealed for RemoteFrozen<'_, T, P> {}
}
