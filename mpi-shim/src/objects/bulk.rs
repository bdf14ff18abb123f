//! Long arrays within objects.
//!
//! [`Bulk`] is a type for them; `#[serde(with = "mpi_shim::objects::bulk")]` is for fields that are a `Vec`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::aside;
use crate::element::Element;

/// Elements within an object that go as a message of their own: out of their memory, into new memory, without a
/// copy in between.
///
/// It is a vector that can be had more than once: cloning it does not copy, and what is under way has it as well, so
/// nothing needs to be borrowed. In what is written by other means than for a message, it is bytes. So it is if it
/// is short.
///
/// ```
/// use mpi_shim::objects::Bulk;
/// use mpi_shim::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Field {
///     name: String,
///     shape: [usize; 2],
///     values: Bulk<f64>,
/// }
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let field = Field { name: "u".into(), shape: [300, 500], values: vec![1.5; 150_000].into() };
///     let (got, _): (Field, _) = me.sendrecv_obj(&field, 0, 7, 0, 7)?;
///     let values: Vec<f64> = got.values.into_vec();
///     assert_eq!((got.shape[1], values[149_999]), (500, 1.5));
///     Ok(())
/// });
/// ```
#[derive(Clone, PartialEq)]
pub struct Bulk<T>(Arc<Vec<T>>);

impl<T: Clone> Bulk<T> {
    /// The elements, as a vector; copied only if somebody else has them too.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        Arc::unwrap_or_clone(self.0)
    }

    /// The elements, to be changed; copied before if somebody else has them too.
    pub fn to_mut(&mut self) -> &mut Vec<T> {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> Default for Bulk<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> From<Vec<T>> for Bulk<T> {
    fn from(elements: Vec<T>) -> Self {
        Self(Arc::new(elements))
    }
}

impl<T> FromIterator<T> for Bulk<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Vec::from_iter(elements).into()
    }
}

impl<T> Deref for Bulk<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Bulk<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bulk").field(&self.0).finish()
    }
}

/// What is written of one: where its contents are.
#[derive(Serialize)]
#[serde(rename = "Bulk")]
enum Written<'a> {
    Here(Bytes<'a>),
    Aside(usize),
}

/// As [`Written`], with its elements if they are here.
#[derive(Deserialize)]
#[serde(rename = "Bulk", bound = "T: Element")]
enum Read<T> {
    Here(Elements<T>),
    Aside(usize),
}

impl<T: Element + Send + Sync> Serialize for Bulk<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, || Arc::clone(&self.0), serializer)
    }
}

fn write<T: Element + Send + Sync, S: Serializer>(
    elements: &[T],
    memory: impl FnOnce() -> Arc<Vec<T>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let written = match aside::put(elements, memory) {
        Some(index) => Written::Aside(index),
        None => Written::Here(Bytes(bytemuck::cast_slice(elements))),
    };
    written.serialize(serializer)
}

/// For fields: writes a vector as a [`Bulk`] is written, by one copy. See [`deserialize`].
///
/// # Errors
///
/// Those of the serialiser.
pub fn serialize<T: Element + Send + Sync, S: Serializer>(
    elements: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    write(elements, || Arc::new(elements.to_vec()), serializer)
}

/// For fields: reads a vector as a [`Bulk`] is read, into its memory.
///
/// ```
/// use mpi_shim::objects::bulk;
/// use mpi_shim::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Field {
///     shape: [usize; 2],
///     #[serde(with = "bulk")]
///     values: Vec<f64>,
/// }
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let field = Field { shape: [300, 500], values: vec![1.5; 150_000] };
///     let (got, _): (Field, _) = me.sendrecv_obj(&field, 0, 7, 0, 7)?;
///     assert_eq!((got.shape, got.values[149_999]), ([300, 500], 1.5));
///     Ok(())
/// });
/// ```
///
/// # Errors
///
/// Those of the deserialiser; if the elements do not come.
pub fn deserialize<'de, T: Element, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Bulk::deserialize(deserializer).map(Bulk::into_vec)
}

impl<'de, T: Element> Deserialize<'de> for Bulk<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Read::deserialize(deserializer)? {
            Read::Here(Elements(elements)) => Ok(elements.into()),
            Read::Aside(index) => match aside::take(index) {
                Ok(elements) => Ok(Vec::into(elements)),
                Err(why) => Err(D::Error::custom(why)),
            },
        }
    }
}

struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// Elements that are read from bytes.
struct Elements<T>(Vec<T>);

impl<'de, T: Element> Deserialize<'de> for Elements<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(OfBytes(PhantomData)).map(Self)
    }
}

struct OfBytes<T>(PhantomData<T>);

impl<'de, T: Element> Visitor<'de> for OfBytes<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the bytes of elements of {}", size_of::<T>())
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        const { assert!(size_of::<T>() > 0, "MPI has no elements without size") };
        if !bytes.len().is_multiple_of(size_of::<T>()) {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        let mut elements = vec![T::zeroed(); bytes.len() / size_of::<T>()];
        bytemuck::cast_slice_mut(&mut elements).copy_from_slice(bytes);
        Ok(elements)
    }

    /// Formats without bytes have lists of numbers.
    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Vec<T>, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = numbers.next_element()? {
            bytes.push(byte);
        }
        self.visit_bytes(&bytes)
    }
}
