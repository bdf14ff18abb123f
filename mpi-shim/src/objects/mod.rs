//! Values of any type that [serde] knows, as messages.
//!
//! [`Objects`] sends and receives them, [`CollectiveObjects`] has them go between all processes of a communicator,
//! [`ObjectsBetween`] between those of two groups, [`NeighbourObjects`] between neighbours.
//! A value is written in a compact [`Format`], or another one. Long arrays in it go by themselves, without a copy, if
//! they are a [`Bulk`]. With each goes the name of its type: what arrives as something else is an error that names both.

mod aside;
mod between;
pub mod bulk;
mod call;
mod collectives;
mod envelope;
mod error;
mod format;
mod neighbours;
mod non_blocking;
mod packed;
mod reductions;

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::messages::Matched;
use crate::peer::{Source, Tag, Target};
use crate::scope::Scope;
use crate::status::Status;
use crate::sys::Mode;

pub use between::ObjectsBetween;
pub use bulk::Bulk;
pub use collectives::CollectiveObjects;
pub use error::{Contents, ObjectError, Sender};
pub use format::{Format, Postcard, PostcardError};
pub use neighbours::NeighbourObjects;
pub use non_blocking::{Coming, Sent};
pub use packed::Packed;
pub(crate) use packed::exchange;

/// How objects reach what sends messages.
pub(crate) mod seal {
    use super::{Format, InFormat, Postcard};
    use crate::messages::seal::{Endpoint, Endpoints};

    pub trait Speaks {
        #[doc(hidden)]
        type Format: Format;

        #[doc(hidden)]
        type Through: Endpoints;

        #[doc(hidden)]
        fn through(&self) -> &Self::Through;

        #[doc(hidden)]
        fn at(&self) -> Endpoint<'_> {
            self.through().endpoint()
        }
    }

    impl<C: Endpoints> Speaks for C {
        type Format = Postcard;
        type Through = C;

        fn through(&self) -> &C {
            self
        }
    }

    impl<C: Endpoints, F: Format> Speaks for InFormat<'_, C, F> {
        type Format = F;
        type Through = C;

        fn through(&self) -> &C {
            self.endpoints
        }
    }
}

/// A communicator whose objects are written in another [`Format`]; see [`Objects::in_format`].
#[derive(Debug)]
pub struct InFormat<'a, C, F> {
    endpoints: &'a C,
    format: PhantomData<F>,
}

/// Values of any type that serde knows, as messages between two processes.
///
/// An object is told apart from other messages by its source and tag as they are; one, with its [`Bulk`]s, is
/// several messages of one tag. So threads that receive objects of the same source and tag at the same time, by
/// the same communicator, get each other's; each needs a tag or a communicator of its own.
///
/// Types are compared by their names, which are those of [`std::any::type_name`]: what is sent as a `String` is
/// received as one.
///
/// ```
/// use mpi_shim::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// enum Shape {
///     Circle { radius: f64 },
///     Polygon(Vec<[f64; 2]>),
/// }
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let (me, n) = (world.rank(), world.size());
///     let mine = if me == 0 { Shape::Circle { radius: 2.0 } } else { Shape::Polygon(vec![[0.0; 2]; me]) };
///     let (shape, _): (Shape, _) = world.sendrecv_obj(&mine, (me + 1) % n, 7, (me + n - 1) % n, 7)?;
///     assert_eq!(shape == Shape::Circle { radius: 2.0 }, me == 1 % n);
///     Ok(())
/// });
/// ```
///
/// Sealed.
pub trait Objects: seal::Speaks {
    /// The same, for objects in another format, which those who receive ask for as well.
    fn in_format<F: Format>(&self, _: F) -> InFormat<'_, Self, F>
    where
        Self: Sized,
    {
        InFormat { endpoints: self, format: PhantomData }
    }

    /// Sends a value. Returns when it may be dropped, be it received by then or not.
    ///
    /// # Errors
    ///
    /// [`ObjectError::Unwritable`]; if there is no such rank or tag, or the message cannot be sent.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.2.1 blocking send: `MPI_Send`; with [`Bulk`]s, 3.7.2: `MPI_Isend`.
    fn send_obj<T: Serialize>(&self, value: &T, to: impl Into<Target>, tag: i32) -> Result<()> {
        pack(self, value)?.send(self.at(), Mode::Standard, to.into(), tag)
    }

    /// As [`send_obj`](Self::send_obj), and returns when the object is being received.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.4 communication modes: `MPI_Ssend`.
    fn ssend_obj<T: Serialize>(&self, value: &T, to: impl Into<Target>, tag: i32) -> Result<()> {
        pack(self, value)?.send(self.at(), Mode::Synchronous, to.into(), tag)
    }

    /// As [`send_obj`](Self::send_obj), out of the memory of a [`SendBuffer`](crate::SendBuffer), and returns at once.
    ///
    /// # Errors
    ///
    /// As there; if there is no such memory, or no room in it for all of the value, [`Bulk`]s included.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.4 communication modes: `MPI_Bsend`.
    fn bsend_obj<T: Serialize>(&self, value: &T, to: impl Into<Target>, tag: i32) -> Result<()> {
        let packed = Packed::in_one::<T, Self::Format>(value)?;
        packed.send(self.at(), Mode::Buffered, to.into(), tag)
    }

    /// Receives a value, of whatever length. It is received whole, or thrown away whole: after an error the next message
    /// is the next object's.
    ///
    /// # Errors
    ///
    /// [`ObjectError::OtherType`] and [`ObjectError::OtherFormat`] for what is not as it was waited for;
    /// [`ObjectError::NoObject`], with its bytes, for what is none; if there is no such rank or tag. From nobody, no
    /// object comes.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.2 matching probe: `MPI_Mprobe`; 3.8.3: `MPI_Mrecv`.
    fn recv_obj<T: DeserializeOwned>(
        &self,
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Result<(T, Status)> {
        packed::open::<T, Self::Format>(Matched::probe(self.at(), from.into(), tag.into())?)
    }

    /// Sends one value and receives another, at the same time.
    ///
    /// # Errors
    ///
    /// As for [`send_obj`](Self::send_obj) and [`recv_obj`](Self::recv_obj).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.10 send-receive: as `MPI_Sendrecv`.
    fn sendrecv_obj<S: Serialize, R: DeserializeOwned>(
        &self,
        value: &S,
        to: impl Into<Target>,
        send_tag: i32,
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Result<(R, Status)> {
        let (packed, at) = (pack(self, value)?, self.at());
        packed::exchange(at, &packed, (to.into(), send_tag), || self.recv_obj(from, tag))
    }

    /// Starts to send a value that was [packed](Packed) before, which stays borrowed until the scope ends.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag, or the message cannot be sent.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.2 communication initiation: `MPI_Isend`.
    fn isend_obj<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        packed: &'scope Packed,
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Sent<'scope>> {
        Sent::start(self.through(), scope, packed, Mode::Standard, to.into(), tag)
    }

    /// As [`isend_obj`](Self::isend_obj); complete when the object is being received.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.2 communication initiation: `MPI_Issend`.
    fn issend_obj<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        packed: &'scope Packed,
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Sent<'scope>> {
        Sent::start(self.through(), scope, packed, Mode::Synchronous, to.into(), tag)
    }

    /// What receives an object when it has come. Nothing happens before it is asked, and nothing is left if it is not.
    fn irecv_obj<T: DeserializeOwned>(
        &self,
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Coming<'_, T, Self::Format> {
        Coming::new(self.at(), from.into(), tag.into())
    }
}

impl<C: seal::Speaks> Objects for C {}

impl Matched<'_> {
    /// Receives it as an object.
    ///
    /// # Errors
    ///
    /// As [`Objects::recv_obj`].
    pub fn recv_obj<T: DeserializeOwned>(self) -> Result<(T, Status)> {
        packed::open::<T, Postcard>(self)
    }
}

fn pack<C: seal::Speaks + ?Sized, T: Serialize>(_: &C, value: &T) -> Result<Packed> {
    Packed::in_format::<T, C::Format>(value)
}
