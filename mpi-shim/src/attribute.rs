//! Attributes: what programs keep with a communicator.
//!
//! They are kept here and not by the library, whose attributes are pointers: nothing of what it calls back can be
//! gone, of another type, or unwound from.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::communicator::Communicator;

/// What an attribute of the type `T` is found by, in each communicator that has it.
///
/// A library keeps its own in a `static`, so that nobody else finds what it has put with a communicator.
///
/// ```
/// use mpi_shim::AttributeKey;
///
/// static CALLS: AttributeKey<std::cell::Cell<u32>> = AttributeKey::new();
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let ours = mpi.world().duplicate()?;
///     ours.set_attribute(&CALLS, 1.into());
///     let calls = ours.attribute(&CALLS).expect("it was set");
///     calls.set(calls.get() + 1);
///     assert_eq!(ours.attribute(&CALLS).map(|calls| calls.get()), Some(2));
///     assert_eq!(ours.duplicate()?.attribute(&CALLS), None);
///     Ok(())
/// });
/// ```
///
/// # Specification
///
/// MPI 3.1, 6.7.2 communicators: `MPI_Comm_create_keyval`.
#[doc(alias = "MPI_Comm_create_keyval")]
pub struct AttributeKey<T> {
    number: OnceLock<u64>,
    copy: Option<Copy>,
    value: PhantomData<fn(T) -> T>,
}

/// Makes what a duplicate has of what the original has.
type Copy = fn(&dyn Any) -> Option<Rc<dyn Any>>;

impl<T: Any> AttributeKey<T> {
    /// A key of attributes that duplicates of a communicator do not have.
    #[must_use]
    pub const fn new() -> Self {
        Self { number: OnceLock::new(), copy: None, value: PhantomData }
    }

    /// A key of attributes of which duplicates of a communicator have a clone.
    ///
    /// ```
    /// use mpi_shim::AttributeKey;
    ///
    /// static OWNER: AttributeKey<String> = AttributeKey::cloned();
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let ours = mpi.world().duplicate()?;
    ///     ours.set_attribute(&OWNER, "solver".to_owned());
    ///     assert_eq!(ours.duplicate()?.attribute(&OWNER).as_deref(), Some(&"solver".to_owned()));
    ///     Ok(())
    /// });
    /// ```
    #[must_use]
    pub const fn cloned() -> Self
    where
        T: Clone,
    {
        let copy: Copy = |value| Some(Rc::new(value.downcast_ref::<T>()?.clone()));
        Self { number: OnceLock::new(), copy: Some(copy), value: PhantomData }
    }

    /// A number that no other key of this process has.
    fn number(&self) -> u64 {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        *self.number.get_or_init(|| NEXT.fetch_add(1, Relaxed))
    }
}

impl<T: Any> Default for AttributeKey<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for AttributeKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttributeKey").field("number", &self.number.get()).finish_non_exhaustive()
    }
}

/// A communicator's attributes, which several handles of one communicator share.
#[derive(Clone, Default)]
pub(crate) struct Attributes(Rc<RefCell<HashMap<u64, Attribute>>>);

#[derive(Clone)]
struct Attribute {
    value: Rc<dyn Any>,
    copy: Option<Copy>,
}

/// No code of a program's, such as a clone or a drop, runs while the table is borrowed.
impl Attributes {
    /// Those of a duplicate.
    pub(crate) fn copied(&self) -> Self {
        let all: Vec<_> =
            self.0.borrow().iter().map(|(&key, attribute)| (key, attribute.clone())).collect();
        let copied = all.into_iter().filter_map(|(key, Attribute { value, copy })| {
            let value = copy?(&*value)?;
            Some((key, Attribute { value, copy }))
        });
        Self(Rc::new(RefCell::new(copied.collect())))
    }

    /// Drops all.
    pub(crate) fn clear(&self) {
        let all = self.0.take();
        drop(all);
    }

    fn get(&self, key: u64) -> Option<Rc<dyn Any>> {
        self.0.borrow().get(&key).map(|attribute| Rc::clone(&attribute.value))
    }

    fn replace(&self, key: u64, new: Option<Attribute>) -> Option<Rc<dyn Any>> {
        let mut all = self.0.borrow_mut();
        let old = match new {
            Some(new) => all.insert(key, new),
            None => all.remove(&key),
        };
        old.map(|old| old.value)
    }
}

/// Attributes: values of this process's that go with a communicator, and are dropped with it. Those of the world and
/// of this process alone are dropped when MPI is about to end. All this is local.
impl Communicator<'_> {
    /// Sets an attribute, and returns what it was before.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.7.2 communicators: `MPI_Comm_set_attr`.
    #[doc(alias = "MPI_Comm_set_attr")]
    pub fn set_attribute<T: Any>(&self, key: &AttributeKey<T>, value: T) -> Option<Rc<T>> {
        let new = Attribute { value: Rc::new(value), copy: key.copy };
        typed(self.attributes.replace(key.number(), Some(new)))
    }

    /// An attribute, if it is set. To be changed, it is something like a [`Cell`](std::cell::Cell).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.7.2 communicators: `MPI_Comm_get_attr`.
    #[doc(alias = "MPI_Comm_get_attr")]
    #[must_use]
    pub fn attribute<T: Any>(&self, key: &AttributeKey<T>) -> Option<Rc<T>> {
        typed(self.attributes.get(key.number()))
    }

    /// Takes an attribute out, if it is set.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.7.2 communicators: `MPI_Comm_delete_attr`.
    #[doc(alias = "MPI_Comm_delete_attr")]
    pub fn remove_attribute<T: Any>(&self, key: &AttributeKey<T>) -> Option<Rc<T>> {
        typed(self.attributes.replace(key.number(), None))
    }
}

/// The value that was kept by a key of this type.
fn typed<T: Any>(value: Option<Rc<dyn Any>>) -> Option<Rc<T>> {
    value?.downcast().ok()
}
