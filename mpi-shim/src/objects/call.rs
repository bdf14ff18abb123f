//! One collective call of objects: who sends what to whom.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::ObjectError;
use super::format::Format;
use super::packed::{self, Packed};
use super::{InFormat, seal};
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::intercommunicator::Intercommunicator;
use crate::messages::Matched;
use crate::messages::seal::Endpoint;
use crate::peer::{Source, Tag, Target};
use crate::scope;
use crate::sys::Mode;

/// The calls, whose places in this list are their messages' tags.
const CALLS: [&str; 11] = [
    "broadcast_obj",
    "gather_obj",
    "scatter_obj",
    "all_gather_obj",
    "all_to_all_obj",
    "reduce_obj",
    "all_reduce_obj",
    "scan_obj",
    "exclusive_scan_obj",
    "neighbour_all_gather_obj",
    "neighbour_all_to_all_obj",
];

/// Through what objects of collective calls go.
pub(super) mod whole {
    use super::{Communicator, Endpoint, Format, InFormat, Intercommunicator, Result, seal};

    pub trait Whole: seal::Speaks {
        #[doc(hidden)]
        fn for_objects(&self) -> Result<Endpoint<'_>>;
    }

    /// As [`Whole`], between two groups.
    pub trait Between: seal::Speaks {
        #[doc(hidden)]
        fn for_objects(&self) -> Result<Endpoint<'_>>;
    }

    macro_rules! both {
        ($($through:ident is $kind:ident;)*) => {$(
            impl $kind for $through<'_> {
                fn for_objects(&self) -> Result<Endpoint<'_>> {
                    self.for_objects()
                }
            }

            impl<F: Format> $kind for InFormat<'_, $through<'_>, F> {
                fn for_objects(&self) -> Result<Endpoint<'_>> {
                    self.endpoints.for_objects()
                }
            }
        )*};
    }

    both! {
        Communicator is Whole;
        Intercommunicator is Between;
    }
}

/// One collective call, in which this process is.
pub(super) struct Call<'a> {
    at: Endpoint<'a>,
    tag: i32,
    /// What code of the program's has panicked with, which waits until nobody waits for this process.
    panicked: RefCell<Option<Box<dyn Any + Send>>>,
}

impl<'a> Call<'a> {
    /// Takes part in a call. Where code of the program's panics, other processes are told as of an error, and the panic
    /// goes on when `part` returns.
    pub(super) fn take_part<R>(
        at: Result<Endpoint<'a>>,
        name: &str,
        part: impl FnOnce(&Self) -> Result<R>,
    ) -> Result<R> {
        let number = CALLS.iter().position(|&call| call == name).expect("every call is listed");
        let call = Self { at: at?, tag: number as i32, panicked: RefCell::default() };
        let result = part(&call);
        match call.panicked.into_inner() {
            Some(panic) => resume_unwind(panic),
            None => result,
        }
    }

    pub(super) fn name(&self) -> &'static str {
        CALLS[self.tag as usize]
    }

    pub(super) fn rank(&self) -> usize {
        self.at.comm.rank()
    }

    /// How many processes there are that this one exchanges objects with.
    pub(super) fn peers(&self) -> usize {
        self.at.comm.peers()
    }

    pub(super) fn root(&self, root: usize) -> Result<bool> {
        self.peer(root).map(|root| root == self.rank())
    }

    pub(super) fn peer(&self, rank: usize) -> Result<usize> {
        let size = self.peers();
        if rank < size { Ok(rank) } else { Err(Error::Rank { rank, size }) }
    }

    /// Runs code of the program's. What it leaves behind when it panics is not used again.
    fn run<R>(&self, what: &str, code: impl FnOnce() -> Result<R>) -> Result<R> {
        catch_unwind(AssertUnwindSafe(code)).unwrap_or_else(|panic| {
            self.panicked.borrow_mut().get_or_insert(panic);
            Err(Error::Object(ObjectError::Peer { why: format!("{what} has panicked") }))
        })
    }

    /// A value as it is sent, or the reason why there is none, which others learn then.
    pub(super) fn pack<T: Serialize, F: Format>(
        &self,
        value: Result<&T, &Error>,
    ) -> (Packed, Result<()>) {
        let packed = value
            .map_err(Error::clone)
            .and_then(|value| self.run("what writes a value", || Packed::in_format::<T, F>(value)));
        match packed {
            Ok(packed) => (packed, Ok(())),
            Err(error) => (Packed::reason::<T>(&error.to_string()), Err(error)),
        }
    }

    /// Several of them, and whether there is a value in each.
    pub(super) fn pack_each<'v, T: Serialize + 'v, F: Format>(
        &self,
        values: impl Iterator<Item = Result<&'v T>>,
    ) -> (Vec<Packed>, Result<()>) {
        let (mut packed, mut written) = (Vec::new(), Ok(()));
        for value in values {
            let (one, done) = self.pack::<T, F>(value.as_ref().copied());
            packed.push(one);
            written = written.and(done);
        }
        (packed, written)
    }

    /// Two values as one.
    pub(super) fn combine<T>(
        &self,
        by: &mut impl FnMut(T, T) -> T,
        left: Result<T>,
        right: Result<T>,
    ) -> Result<T> {
        let (left, right) = (left?, right?);
        self.run("the closure that combines values", || Ok(by(left, right)))
    }

    pub(super) fn send(&self, packed: &Packed, to: usize) -> Result<()> {
        packed.send(self.at, Mode::Standard, Target::Rank(to), self.tag)
    }

    /// What another process sends in this call.
    pub(super) fn receive<T: DeserializeOwned, F: Format>(&self, from: usize) -> Result<T> {
        let message = Matched::probe(self.at, Source::Rank(from), Tag::Any)?;
        let tag = message.status().tag();
        if tag != self.tag {
            let there =
                usize::try_from(tag).ok().and_then(|tag| CALLS.get(tag)).unwrap_or(&"another");
            return Err(Error::Object(ObjectError::OtherCall {
                here: self.name(),
                rank: from,
                there,
            }));
        }
        let (value, _) = self.run("what reads a value", || packed::open::<T, F>(message))?;
        Ok(value)
    }

    /// What every other process sends, by ranks.
    pub(super) fn receive_all<T: DeserializeOwned, F: Format>(
        &self,
    ) -> impl Iterator<Item = Result<T>> {
        (0..self.peers()).map(|peer| self.receive::<T, F>(peer))
    }

    pub(super) fn exchange<T: DeserializeOwned, F: Format>(
        &self,
        packed: &Packed,
        to: usize,
        from: usize,
    ) -> Result<T> {
        let to = (Target::Rank(to), self.tag);
        packed::exchange(self.at, packed, to, || self.receive::<T, F>(from))
    }

    /// Sends to some, and receives from others, all at the same time.
    pub(super) fn trade<'p, T: DeserializeOwned, F: Format>(
        &self,
        to: impl IntoIterator<Item = (usize, &'p Packed)>,
        from: impl IntoIterator<Item = usize>,
    ) -> Result<Vec<Result<T>>> {
        let to: Vec<_> = to.into_iter().collect();
        scope::run(self.at.session, |s| {
            for &(to, packed) in &to {
                packed.start(&self.at, s, Mode::Standard, Target::Rank(to), self.tag)?;
            }
            // What is received wrongly is no reason to give up what is sent.
            Ok(from.into_iter().map(|from| self.receive::<T, F>(from)).collect())
        })
    }
}

pub(super) fn lacks(call: &Call<'_>, is: usize, should: usize) -> Error {
    Error::Object(ObjectError::Values { call: call.name(), is, should })
}

/// So many values, or the same error for each if there are more or fewer.
pub(super) fn one_each<T>(
    call: &Call<'_>,
    all: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    should: usize,
) -> impl ExactSizeIterator<Item = Result<T>> {
    let mut all = all.into_iter();
    let is = all.len();
    (0..should).map(move |_| match all.next().filter(|_| is == should) {
        Some(value) => Ok(value),
        None => Err(lacks(call, is, should)),
    })
}

/// All of them, and only then the first error.
pub(super) fn every<T>(results: impl Iterator<Item = Result<T>>) -> Result<Vec<T>> {
    results.collect::<Vec<_>>().into_iter().collect()
}

/// What comes from each process, by ranks, when pairs of processes exchange something in turn.
pub(super) fn around<T>(
    call: &Call<'_>,
    own: T,
    mut exchange: impl FnMut(usize, usize) -> Result<T>,
) -> Result<Vec<T>> {
    let (me, n) = (call.rank(), call.peers());
    let mut got: Vec<Option<Result<T>>> = (0..n).map(|_| None).collect();
    got[me] = Some(Ok(own));
    for step in 1..n {
        let (to, from) = ((me + step) % n, (me + n - step) % n);
        got[from] = Some(exchange(to, from));
    }
    got.into_iter().flatten().collect()
}

/// Hands what the root has to all, by a tree: who has it hands it on.
pub(super) fn spread<T: Serialize + DeserializeOwned, F: Format>(
    call: &Call<'_>,
    value: Option<Result<T>>,
    root: usize,
) -> Result<T> {
    let n = call.peers();
    let place = (call.rank() + n - root) % n;
    let rank = |place: usize| (place + root) % n;
    // A process of this place has it from that without the last of its bits, and hands it to those with one more.
    let last = if place == 0 { n.next_power_of_two() } else { 1 << place.trailing_zeros() };
    let value = value.unwrap_or_else(|| call.receive::<T, F>(rank(place - last)));
    let below: Vec<_> = std::iter::successors(Some(last / 2), |bit| Some(bit / 2))
        .take_while(|&bit| bit > 0)
        .filter(|bit| place + bit < n)
        .collect();
    if below.is_empty() {
        return value;
    }
    let (packed, written) = call.pack::<T, F>(value.as_ref());
    for bit in below {
        call.send(&packed, rank(place + bit))?;
    }
    written.and(value)
}
