//! One collective call of objects: who sends what to whom.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::ObjectError;
use super::format::Format;
use super::packed::{self, Packed};
use super::{InFormat, seal};
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::messages::Matched;
use crate::messages::seal::Endpoint;
use crate::peer::{Source, Tag, Target};
use crate::sys::Mode;

/// The calls, whose places in this list are their messages' tags.
const CALLS: [&str; 9] = [
    "broadcast_obj",
    "gather_obj",
    "scatter_obj",
    "all_gather_obj",
    "all_to_all_obj",
    "reduce_obj",
    "all_reduce_obj",
    "scan_obj",
    "exclusive_scan_obj",
];

/// Through what objects of collective calls go.
pub(super) mod whole {
    use super::{Communicator, Format, InFormat, seal};

    pub trait Whole: seal::Speaks {
        #[doc(hidden)]
        fn communicator(&self) -> &Communicator<'_>;
    }

    impl Whole for Communicator<'_> {
        fn communicator(&self) -> &Communicator<'_> {
            self
        }
    }

    impl<F: Format> Whole for InFormat<'_, Communicator<'_>, F> {
        fn communicator(&self) -> &Communicator<'_> {
            self.endpoints
        }
    }
}

/// One collective call, in which this process is.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    at: Endpoint<'a>,
    tag: i32,
}

impl<'a> Call<'a> {
    pub(super) fn new<C: whole::Whole + ?Sized>(whole: &'a C, name: &str) -> Result<Self> {
        let number = CALLS.iter().position(|&call| call == name).expect("every call is listed");
        Ok(Self { at: whole.communicator().for_objects()?, tag: number as i32 })
    }

    pub(super) fn name(self) -> &'static str {
        CALLS[self.tag as usize]
    }

    pub(super) fn rank(self) -> usize {
        self.at.comm.rank()
    }

    pub(super) fn size(self) -> usize {
        self.at.comm.size()
    }

    pub(super) fn root(self, root: usize) -> Result<bool> {
        let size = self.size();
        if root < size { Ok(root == self.rank()) } else { Err(Error::Rank { rank: root, size }) }
    }

    pub(super) fn send(self, packed: &Packed, to: usize) -> Result<()> {
        packed.send(self.at, Mode::Standard, Target::Rank(to), self.tag)
    }

    /// What another process sends in this call.
    pub(super) fn receive<T: DeserializeOwned, F: Format>(self, from: usize) -> Result<T> {
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
        packed::open::<T, F>(message).map(|(value, _)| value)
    }

    pub(super) fn exchange<T: DeserializeOwned, F: Format>(
        self,
        packed: &Packed,
        to: usize,
        from: usize,
    ) -> Result<T> {
        let to = (Target::Rank(to), self.tag);
        packed::exchange(self.at, packed, to, || self.receive::<T, F>(from))
    }
}

/// A value as it is sent, or the reason why there is none, which others learn then.
pub(super) fn pack<T: Serialize, F: Format>(value: Result<&T, &Error>) -> (Packed, Result<()>) {
    let packed = match value {
        Ok(value) => Packed::in_format::<T, F>(value),
        Err(error) => Err(error.clone()),
    };
    match packed {
        Ok(packed) => (packed, Ok(())),
        Err(error) => (Packed::reason::<T>(&error.to_string()), Err(error)),
    }
}

pub(super) fn lacks(call: Call<'_>, is: usize, should: usize) -> Error {
    Error::Object(ObjectError::Values { call: call.name(), is, should })
}

/// A value for each process, or the same error for each if there are more or fewer.
pub(super) fn one_each<T>(call: Call<'_>, all: Vec<T>) -> impl Iterator<Item = Result<T>> {
    let (is, should) = (all.len(), call.size());
    let mut all = all.into_iter();
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
    call: Call<'_>,
    own: T,
    mut exchange: impl FnMut(usize, usize) -> Result<T>,
) -> Result<Vec<T>> {
    let (me, n) = (call.rank(), call.size());
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
    call: Call<'_>,
    value: Option<Result<T>>,
    root: usize,
) -> Result<T> {
    let n = call.size();
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
    let (packed, written) = pack::<T, F>(value.as_ref());
    for bit in below {
        call.send(&packed, rank(place + bit))?;
    }
    written.and(value)
}
