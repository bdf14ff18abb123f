//! How a process finds the job it belongs to and takes its place in it.

pub(crate) mod claim;
pub(crate) mod environment;
mod foreign;
mod handover;
mod inherited;
pub(crate) mod process;
mod rendezvous;
pub(crate) mod ticket;
pub(crate) mod watch;

use crate::job::environment::{Environment, Start};
use crate::job::process::Process;
use crate::launch;
use crate::layout::Geometry;
use crate::segment::{Extent, Segment};
use shmem_core::heap_size::{self, Bytes, HeapSize};

/// A process's place in its job.
pub(crate) struct Attached {
    /// The whole job's memory.
    pub(crate) segment: Segment,
    /// Which PE this process is.
    pub(crate) pe: usize,
    /// Whether a launcher of ours watches the PEs; otherwise they watch each other.
    pub(crate) supervised: bool,
}

/// Finds the process's job and claims its rank there.
///
/// What the environment says decides: a launcher of ours, a foreign one, `SHMEM_NPES`, or none,
/// which makes a job of one PE. With `SHMEM_NPES` this process becomes the launcher and ends with
/// the job.
pub(crate) fn attach() -> Result<Attached, String> {
    let environment = Environment::of_process();
    match environment.start()? {
        Start::Launched(ticket) => inherited::join(ticket),
        Start::Foreign(place) => {
            let patience = environment.number(rendezvous::TIMEOUT)?;
            rendezvous::meet(&place, environment.heap_size()?, patience)
        }
        Start::Alone => alone(&environment),
        Start::SelfLaunch(npes) => match launch::this_program(npes)? {},
    }
}

/// A job of one PE in this process.
fn alone(environment: &Environment) -> Result<Attached, String> {
    let segment = new_segment(1, environment.heap_size()?, false)?;
    let identity = &segment.control(0).identity.0;
    claim::claim(identity, Process::this()).expect("nobody else knows the segment");
    Ok(Attached { segment, pe: 0, supervised: false })
}

/// Makes a job's memory, and maps all of it: what the creator cannot map, no PE could.
///
/// # Errors
///
/// One line that says how large a heap could not be had, and which variable asks for it.
pub(crate) fn new_segment(
    npes: usize,
    heap: HeapSize,
    supervised: bool,
) -> Result<Segment, String> {
    let no_heap = |why: &str| {
        let (size, name) = (Bytes(heap.bytes), heap.variable.unwrap_or(heap_size::VARIABLES[0]));
        let of_each = if npes == 1 { String::new() } else { format!(" for each of {npes} PEs") };
        format!("cannot get a symmetric heap of {size}{of_each}: {why}; ask for less with {name}")
    };
    let geometry = Geometry::new(npes, heap.bytes)
        .ok_or_else(|| no_heap("more than an address space holds"))?;
    Segment::create(geometry, supervised, Extent::Whole)
        .map_err(|error| no_heap(&error.to_string()))
}
