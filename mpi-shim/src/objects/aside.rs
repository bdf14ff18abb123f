//! What a [`Bulk`](super::Bulk) and the message around it know of each other.
//!
//! A serialiser knows nothing of messages. So while a value is written for one, its thread has a list, on which
//! its bulks put their memory, and an index into that is all that is written; while one is read, the thread has
//! the messages that these came in, of which each bulk receives its own. Without either, they are written as
//! bytes. A list holds the memory itself, not a reference to it, so that it may outlive the value.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::element::Element;
use crate::error::{Error, Result};
use crate::status::Status;
use crate::sys::Message;

/// What is shorter is written with the rest: a message of its own costs more than copying that.
const LEAST: usize = 16 << 10;

/// Memory that is sent as a message of its own.
pub(super) trait Memory: Send + Sync {
    fn bytes(&self) -> &[u8];
}

impl<T: Element + Send + Sync> Memory for Vec<T> {
    fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self)
    }
}

/// Messages that belong to an object, in the order of their indices.
#[derive(Default)]
pub(super) struct Coming {
    messages: VecDeque<(Message, Status)>,
    /// How many have been taken out.
    taken: usize,
    /// Why one could not be received.
    error: Option<Error>,
}

thread_local! {
    static GOING: RefCell<Option<Vec<Arc<dyn Memory>>>> = const { RefCell::new(None) };
    static COMING: RefCell<Option<Coming>> = const { RefCell::new(None) };
}

/// Puts a value in a place of this thread until it is dropped.
struct Meanwhile<T: 'static> {
    place: &'static std::thread::LocalKey<RefCell<Option<T>>>,
    before: Option<T>,
}

impl<T> Meanwhile<T> {
    fn new(place: &'static std::thread::LocalKey<RefCell<Option<T>>>, value: T) -> Self {
        Self { place, before: place.replace(Some(value)) }
    }

    /// What has become of it.
    fn take(&self) -> Option<T> {
        self.place.take()
    }
}

impl<T> Drop for Meanwhile<T> {
    fn drop(&mut self) {
        self.place.replace(self.before.take());
    }
}

/// Calls `write`, and returns what was put aside meanwhile as well.
pub(super) fn collecting<R>(write: impl FnOnce() -> R) -> (R, Vec<Arc<dyn Memory>>) {
    let list = Meanwhile::new(&GOING, Vec::new());
    let result = write();
    (result, list.take().unwrap_or_default())
}

/// Calls `read`, for which `messages` are there; and returns an error of receiving one as well.
pub(super) fn offering<R>(
    messages: VecDeque<(Message, Status)>,
    read: impl FnOnce() -> R,
) -> (R, Option<Error>) {
    let coming = Meanwhile::new(&COMING, Coming { messages, ..Coming::default() });
    let result = read();
    (result, coming.take().and_then(|coming| coming.error))
}

/// Puts memory aside and returns its index, if there is a list, and these elements are long enough for one.
pub(super) fn put<T: Element + Send + Sync>(
    elements: &[T],
    memory: impl FnOnce() -> Arc<Vec<T>>,
) -> Option<usize> {
    if size_of_val(elements) < LEAST {
        return None;
    }
    GOING.with_borrow_mut(|list| {
        let list = list.as_mut()?;
        list.push(memory());
        Some(list.len() - 1)
    })
}

/// Receives what has this index; those before it are thrown away if nobody has asked for them.
pub(super) fn take<T: Element>(index: usize) -> Result<Vec<T>, &'static str> {
    let next = COMING.with_borrow_mut(|coming| {
        let coming = coming.as_mut().ok_or("its contents are not among these bytes")?;
        let skipped = index.checked_sub(coming.taken).ok_or("its contents were taken before")?;
        let skipped = skipped.min(coming.messages.len());
        drop(coming.messages.drain(..skipped));
        coming.taken = index.saturating_add(1);
        coming.messages.pop_front().ok_or("its contents have not come with the object")
    });
    let (message, status) = next?;
    receive(message, status).map_err(|error| {
        COMING.with_borrow_mut(|coming| {
            if let Some(coming) = coming {
                coming.error.get_or_insert(error);
            }
        });
        "its contents could not be received"
    })
}

fn receive<T: Element>(message: Message, status: Status) -> Result<Vec<T>> {
    let mut elements = vec![T::zeroed(); status.count::<T>()?];
    message.receive_elements(&mut elements)?;
    Ok(elements)
}
