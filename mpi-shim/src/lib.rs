#![doc = include_str!("../README.md")]

mod attribute;
mod buffer;
mod buffered;
mod collectives;
mod communicator;
mod duplicate;
mod duplicating;
mod dynamic;
mod element;
mod environment;
mod error;
pub mod file;
mod generalized;
mod group;
mod info;
mod intercommunicator;
mod layout;
mod lent;
mod messages;
#[cfg(feature = "ndarray")]
mod ndarray;
mod non_blocking;
#[cfg(feature = "objects")]
pub mod objects;
pub mod op;
mod own_thread;
mod pack;
#[cfg(mpi_standard = "4")]
mod partitioned;
mod patience;
mod peer;
mod persistent;
#[cfg(feature = "objects")]
pub mod pool;
#[cfg(mpi_standard = "4")]
mod process_sets;
pub mod raw;
mod request;
mod runtime;
mod scope;
mod share;
#[cfg(feature = "shmem")]
mod shmem;
mod status;
pub mod sync;
mod sys;
mod table;
mod threads;
mod topology;
mod window;

pub use bytemuck;
pub use mpi_sys;
pub use num_complex;

pub use attribute::AttributeKey;
pub use buffer::{Buffer, BufferMut};
pub use buffered::SendBuffer;
pub use collectives::Parts;
pub use communicator::{Colour, Communicator};
pub use duplicating::Duplicating;
pub use dynamic::{ConnectionError, Port, Published, Spawn};
pub use element::Element;
pub use environment::{VERSION, launcher, library, library_version, version};
pub use error::{Error, ErrorClass, HandleErrors, OnError, Result};
pub use file::{File, FileError};
pub use generalized::Completion;
pub use group::Group;
pub use info::Info;
pub use intercommunicator::{Intercommunicator, Root};
pub use layout::{Block, Description, Laid, LaidMut, Layout};
pub use messages::{Matched, Messages};
pub use non_blocking::NonBlocking;
pub use pack::{Packer, Portable, Unpacker};
#[cfg(mpi_standard = "4")]
pub use partitioned::{Partitioned, PartitionedReceive, PartitionedSend, Unready};
pub use peer::{Source, Tag, Target};
pub use persistent::Persistent;
pub use request::{Request, Tested};
pub use runtime::{Mpi, run, run_threaded};
pub use scope::Scope;
pub use share::{Order, Share};
#[cfg(feature = "shmem")]
pub use shmem::Pes;
pub use status::Status;
pub use sys::{Comparison, Lock, ThreadLevel};
pub use threads::{SharedCommunicator, Threads};
pub use topology::{Cartesian, Edge, Graph, Neighbour, Neighbourhood, Shift, TopologyError};
pub use window::{
    AtomicOp, Epoch, Exposed, Exposure, Fenced, Locked, LockedAll, LockedEpoch, NoOp, Paired,
    Passive, Place, Replace, View, Window, WindowError,
};

/// What stands on the right in the page for those who come from C.
#[cfg(all(doctest, feature = "objects"))]
#[doc = include_str!("../../docs/porting-mpi.md")]
pub struct Porting;

/// What most programs want by name.
pub mod prelude {
    #[cfg(mpi_standard = "4")]
    pub use crate::Partitioned;
    #[cfg(feature = "objects")]
    pub use crate::objects::{CollectiveObjects, NeighbourObjects, Objects, ObjectsBetween};
    pub use crate::op::{self, Max, Min, Prod, Sum};
    pub use crate::{Communicator, Messages, Mpi, Neighbourhood, NonBlocking, Source, Status, Tag};
}

/// What a panic that ends the job ends it with: the status of a Rust program that panics.
const PANICKED: i32 = 101;
