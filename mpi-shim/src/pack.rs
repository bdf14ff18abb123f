//! Data of several types in one message.

use std::fmt;

use crate::buffer::seal::{Received, Sent};
use crate::buffer::{Buffer, BufferMut};
use crate::element::Element;
use crate::error::Result;
use crate::messages::seal::Endpoint;
use crate::messages::{Matched, Messages};
use crate::op::Reduce;
use crate::peer::{Source, Tag};
use crate::runtime::Mpi;
use crate::status::Status;
use crate::sys::{self, Receiving, Sending, Session};

/// Data of several types, one behind the other, to be sent as one message of a communicator.
///
/// Any [`Buffer`] is packed, parts of slices by their [`Layout`](crate::Layout) too. Nothing of what is packed says of
/// which type it is, or how much: whoever unpacks it has to know, or be told by what is packed before.
///
/// ```
/// use mpi_shim::prelude::*;
/// use mpi_shim::{Packer, Unpacker};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let mut packer = Packer::new(&me);
///     packer.pack(&[3u64])?.pack(&[0.5, 1.5, 2.5])?.pack(b"done")?;
///     mpi.scope(|s| {
///         me.isend(s, &packer, 0, 7)?;
///         let (mut unpacker, _) = Unpacker::recv(&me, 0, 7)?;
///         let mut n = [0u64];
///         unpacker.unpack(&mut n)?;
///         assert_eq!(unpacker.unpack_vec::<f64>(n[0] as usize)?, [0.5, 1.5, 2.5]);
///         assert_eq!(unpacker.unpack_vec::<u8>(unpacker.rest().len())?, b"done");
///         Ok(())
///     })
/// });
/// ```
///
/// # Specification
///
/// MPI 3.1, 4.2 pack and unpack.
#[derive(Clone)]
pub struct Packer<'c> {
    endpoint: Endpoint<'c>,
    data: Vec<u8>,
}

impl<'c> Packer<'c> {
    /// Nothing yet, for messages of this communicator.
    #[must_use]
    pub fn new<C: Messages>(on: &'c C) -> Self {
        Self { endpoint: on.endpoint(), data: Vec::new() }
    }

    /// Packs data behind what there is.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`](crate::Error::TooLarge) if it becomes more than 2 GiB.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.2 pack and unpack: `MPI_Pack`.
    #[doc(alias = "MPI_Pack")]
    pub fn pack<B: Buffer + ?Sized>(&mut self, data: &B) -> Result<&mut Self> {
        let Endpoint { comm, session } = self.endpoint;
        sys::pack(comm, &data.sending(session)?, &mut self.data)?;
        Ok(self)
    }

    /// How many bytes data takes at most when it is packed.
    ///
    /// # Errors
    ///
    /// If the library cannot be told of so much.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.2 pack and unpack: `MPI_Pack_size`.
    #[doc(alias = "MPI_Pack_size")]
    pub fn size_of<B: Buffer + ?Sized>(&self, data: &B) -> Result<usize> {
        sys::packed_size(self.endpoint.comm, &data.sending(self.endpoint.session)?)
    }

    /// What is packed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.data
    }

    /// What is packed, to be unpacked, or to be received into by others of the same length.
    #[must_use]
    pub fn into_unpacker(self) -> Unpacker<'c> {
        Unpacker { endpoint: self.endpoint, data: self.data, at: 0 }
    }
}

impl Sent for Packer<'_> {
    fn sending<'a>(&'a self, session: &Session) -> Result<Sending<'a>> {
        Sending::packed(&self.data, session)
    }
}

/// Packed data of a communicator's message, to be taken out from its start on; see [`Packer`].
///
/// It is room for a message as well, of its own length, as collective calls need it:
///
/// ```
/// use mpi_shim::prelude::*;
/// use mpi_shim::{Packer, Unpacker};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let mut given = Unpacker::with_room(&world, 12);
///     if world.rank() == 0 {
///         let mut packer = Packer::new(&world);
///         packer.pack(&[0.25])?.pack(&[7])?;
///         given = packer.into_unpacker();
///     }
///     world.broadcast(&mut given, 0)?;
///     assert_eq!(given.unpack_vec::<f64>(1)?, [0.25]);
///     assert_eq!(given.unpack_vec::<i32>(1)?, [7]);
///     Ok(())
/// });
/// ```
#[derive(Clone)]
pub struct Unpacker<'c> {
    endpoint: Endpoint<'c>,
    data: Vec<u8>,
    /// How much of it has been taken out. It is not longer.
    at: usize,
}

impl<'c> Unpacker<'c> {
    /// Receives a message of whatever length, to be unpacked.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.2 matching probe: `MPI_Mprobe`, `MPI_Mrecv`, of `MPI_PACKED`.
    #[doc(alias = "MPI_PACKED")]
    pub fn recv<C: Messages>(
        on: &'c C,
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Result<(Self, Status)> {
        let message = Matched::probe(on.endpoint(), from.into(), tag.into())?;
        let mut room = Self::with_room(on, message.status().bytes());
        let status = message.recv(&mut room)?;
        Ok((room, status))
    }

    /// Room for a message of so many bytes. Behind a shorter one, the rest is zeros.
    #[must_use]
    pub fn with_room<C: Messages>(on: &'c C, bytes: usize) -> Self {
        Self { endpoint: on.endpoint(), data: vec![0; bytes], at: 0 }
    }

    /// Takes out as much as there is room for.
    ///
    /// # Errors
    ///
    /// [`Error::Length`](crate::Error::Length) if there is not so much; nothing is taken out then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.2 pack and unpack: `MPI_Unpack`.
    #[doc(alias = "MPI_Unpack")]
    pub fn unpack<B: BufferMut + ?Sized>(&mut self, room: &mut B) -> Result<()> {
        let Endpoint { comm, session } = self.endpoint;
        self.at = sys::unpack(comm, &self.data, self.at, &mut room.receiving(session)?)?;
        Ok(())
    }

    /// Takes so many elements out.
    ///
    /// # Errors
    ///
    /// As for [`unpack`](Self::unpack).
    pub fn unpack_vec<T: Element>(&mut self, n: usize) -> Result<Vec<T>> {
        let (is, should) = (self.rest().len(), n.saturating_mul(size_of::<T>()));
        if should > is {
            return Err(crate::Error::Length { what: "what is packed", is, should });
        }
        let mut room = vec![T::zeroed(); n];
        self.unpack(&mut room)?;
        Ok(room)
    }

    /// What has not been taken out.
    #[must_use]
    pub fn rest(&self) -> &[u8] {
        &self.data[self.at..]
    }
}

impl Sent for Unpacker<'_> {
    fn sending<'a>(&'a self, session: &Session) -> Result<Sending<'a>> {
        Sending::packed(&self.data, session)
    }
}

impl Received for Unpacker<'_> {
    fn receiving<'a>(&'a mut self, session: &Session) -> Result<Receiving<'a>> {
        self.at = 0;
        Receiving::packed(&mut self.data, session)
    }
}

/// A number that has a form which is the same everywhere: an integer, a floating-point or a complex number. Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no form that is the same everywhere",
    note = "integers, floating-point and complex numbers have"
)]
pub trait Portable: Reduce {}

#[diagnostic::do_not_recommend]
impl<T: Reduce> Portable for T {}

/// Numbers in a form that is the same with all libraries and on all machines, for files and for other programs:
/// `external32`, with the highest byte first.
impl Mpi {
    /// Packs numbers behind what there is. Local.
    ///
    /// ```
    /// # let mpi = mpi_shim::Mpi::init()?;
    /// let mut packed = Vec::new();
    /// mpi.pack_external(&[1u16, 2], &mut packed)?;
    /// mpi.pack_external(&[-1.0f32], &mut packed)?;
    /// assert_eq!(packed, [0, 1, 0, 2, 0xbf, 0x80, 0, 0]);
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the library cannot be told of so many.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.3 canonical pack and unpack: `MPI_Pack_external`, `MPI_Pack_external_size`.
    #[doc(alias = "MPI_Pack_external")]
    #[doc(alias = "MPI_Pack_external_size")]
    pub fn pack_external<T: Portable>(&self, numbers: &[T], into: &mut Vec<u8>) -> Result<()> {
        sys::pack_external(&numbers.sending(&self.session)?, into)
    }

    /// Unpacks as many numbers as there is room for, and leaves in `from` what is behind them. Local.
    ///
    /// ```
    /// # let mpi = mpi_shim::Mpi::init()?;
    /// let (mut from, mut room) = (&[0, 1, 0, 2, 9u8][..], [0u16; 2]);
    /// mpi.unpack_external(&mut from, &mut room)?;
    /// assert_eq!((room, from), ([1, 2], &[9u8][..]));
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Length`](crate::Error::Length) if there are not so many; `from` stays as it is then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 4.3 canonical pack and unpack: `MPI_Unpack_external`.
    #[doc(alias = "MPI_Unpack_external")]
    pub fn unpack_external<T: Portable>(&self, from: &mut &[u8], room: &mut [T]) -> Result<()> {
        // By its own type, which a message is not received by with every library.
        let mut room = Receiving::elements(room, &self.session)?;
        let taken = sys::unpack_external(from, &mut room)?;
        *from = &from[taken..];
        Ok(())
    }
}

impl fmt::Debug for Packer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packer").field("bytes", &self.data.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Unpacker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unpacker")
            .field("bytes", &self.data.len())
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
