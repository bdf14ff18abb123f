//! A job's shared memory: one memfd, mapped by every process of the job.

#![allow(unsafe_code, reason = "maps memory and hands out the control block within it")]

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::mem::size_of;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::ptr::{NonNull, null_mut};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, fstat, ftruncate, memfd_create};
use rustix::io::Errno;
use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap, munmap};

use crate::layout::{Geometry, Header, MAGIC, MAX_PES, PROTOCOL, PeControl, layout_id};
use crate::room::Room;

/// How much of a segment a process needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The header and the control parts: enough to watch a job.
    Control,
    /// The heaps as well: what a PE maps.
    Whole,
}

/// Why a descriptor is not a segment this process can join.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The operating system refused.
    Os(io::Error),
    /// The descriptor is of something else.
    NotASegment,
    /// Another build of the runtime made the segment.
    OtherBuild {
        /// Protocol version and layout of the segment.
        theirs: (u32, u32),
        /// Protocol version and layout of this process.
        ours: (u32, u32),
    },
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Os(error) => write!(f, "the job's shared memory cannot be mapped: {error}"),
            Self::NotASegment => f.write_str("the descriptor is not a job's shared memory"),
            Self::OtherBuild { theirs, ours } => write!(
                f,
                "the job was started by another build of the runtime (protocol {} layout {:#x}, \
                 this program has protocol {} layout {:#x}): rebuild the launcher and the program \
                 from one version",
                theirs.0, theirs.1, ours.0, ours.1
            ),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<rustix::io::Errno> for OpenError {
    fn from(errno: rustix::io::Errno) -> Self {
        Self::Os(errno.into())
    }
}

/// A mapped job segment.
#[derive(Debug)]
pub struct Segment {
    fd: OwnedFd,
    base: NonNull<u8>,
    mapped: AtomicUsize,
    geometry: Geometry,
}

// SAFETY: the mapping belongs to the process, not to a thread, and what `&Segment` gives access to
// consists of atomics and raw pointers.
unsafe impl Send for Segment {}
// SAFETY: as above.
unsafe impl Sync for Segment {}

impl Segment {
    /// Makes the shared memory of a new job.
    ///
    /// `supervised` says that the creator will watch the PEs; otherwise they watch each other.
    ///
    /// # Errors
    ///
    /// When the system has no memfd, or neither the file nor the address space for that geometry.
    pub fn create(geometry: Geometry, supervised: bool, extent: Extent) -> io::Result<Self> {
        let fd = memfd_create("shmem", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
        ftruncate(&fd, geometry.total() as u64)?;
        fcntl_add_seals(&fd, SealFlags::SHRINK)?;
        let segment = Self::map(fd, geometry, extent)?;
        let header = segment.header();
        header.protocol.store(PROTOCOL, Relaxed);
        header.layout.store(layout_id(), Relaxed);
        header.npes.store(geometry.npes as u32, Relaxed);
        header.supervised.store(u32::from(supervised), Relaxed);
        header.cookie.store(RandomState::new().hash_one(std::process::id()), Relaxed);
        header.heap_size.store(geometry.heap_size as u64, Relaxed);
        header.heap_offset.store(geometry.heap_offset as u64, Relaxed);
        header.stride.store(geometry.stride as u64, Relaxed);
        header.magic.store(MAGIC, Release);
        Ok(segment)
    }

    /// Maps the segment that somebody else made.
    ///
    /// # Errors
    ///
    /// When the descriptor is no segment, when another build made it, or when it cannot be mapped.
    pub fn open(fd: OwnedFd, extent: Extent) -> Result<Self, OpenError> {
        let size = fstat(&fd)?.st_size as u64;
        if size < size_of::<Header>() as u64 {
            return Err(OpenError::NotASegment);
        }
        let geometry = {
            let unknown = Geometry { npes: 0, heap_size: 0, heap_offset: 0, stride: 0 };
            let probe = Self::map_bytes(&fd, size_of::<Header>())?;
            let probe = Probe(probe);
            // SAFETY: the mapping covers a header, is aligned to a page and lives as long as `probe`;
            // a header consists of atomics, for which any bytes are a value.
            let header = unsafe { probe.0.cast::<Header>().as_ref() };
            if header.magic.load(Acquire) != MAGIC {
                return Err(OpenError::NotASegment);
            }
            let theirs = (header.protocol.load(Relaxed), header.layout.load(Relaxed));
            let ours = (PROTOCOL, layout_id());
            if theirs != ours {
                return Err(OpenError::OtherBuild { theirs, ours });
            }
            let npes = header.npes.load(Relaxed) as usize;
            let heap_size = header.heap_size.load(Relaxed) as usize;
            let geometry = Geometry::new(npes, heap_size).unwrap_or(unknown);
            if !(1..=MAX_PES).contains(&npes) || geometry.total() as u64 > size {
                return Err(OpenError::NotASegment);
            }
            geometry
        };
        Ok(Self::map(fd, geometry, extent)?)
    }

    fn map(fd: OwnedFd, geometry: Geometry, extent: Extent) -> rustix::io::Result<Self> {
        let mapped = match extent {
            Extent::Control => geometry.heap_offset,
            Extent::Whole => geometry.total(),
        };
        let base = match extent {
            Extent::Control => Self::map_bytes(&fd, mapped)?,
            Extent::Whole => {
                let room = Room::new(mapped)?;
                room.map(0, mapped, &fd, 0)?;
                room.keep()
            }
        };
        let segment = Self { fd, base, mapped: AtomicUsize::new(mapped), geometry };
        if extent == Extent::Whole {
            let heaps = mapped - geometry.heap_offset;
            // Heaps are large and mostly empty; a core dump of one PE should not hold all of them.
            // Only advice: a kernel that refuses it changes nothing else.
            // SAFETY: the range was mapped above, and the advice does not change its content.
            let _ = unsafe { madvise(segment.heap(0).cast(), heaps, Advice::LinuxDontDump) };
        }
        Ok(segment)
    }

    fn map_bytes(fd: &OwnedFd, len: usize) -> rustix::io::Result<NonNull<u8>> {
        let prot = ProtFlags::READ | ProtFlags::WRITE;
        let flags = MapFlags::SHARED | MapFlags::NORESERVE;
        // SAFETY: a new mapping at an address of the kernel's choice touches no memory in use.
        let base = unsafe { mmap(null_mut(), len, prot, flags, fd, 0) }?;
        Ok(NonNull::new(base.cast()).expect("the kernel does not map at address zero unasked"))
    }

    /// The descriptor, for handing the segment to another process.
    #[must_use]
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Makes the file longer, for what all PEs agree to put behind the heaps.
    ///
    /// # Errors
    ///
    /// When it is sealed at another size.
    pub(crate) fn grow_to(&self, size: usize) -> io::Result<()> {
        Ok(ftruncate(&self.fd, size as u64)?)
    }

    /// Has the file stay as long as it is.
    ///
    /// # Errors
    ///
    /// When the system has no seals.
    pub(crate) fn seal(&self) -> io::Result<()> {
        match fcntl_add_seals(&self.fd, SealFlags::GROW | SealFlags::SEAL) {
            // Another PE was quicker.
            Err(Errno::PERM) => Ok(()),
            sealed => Ok(sealed?),
        }
    }

    /// The job's sizes.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        self.geometry
    }

    /// The job's header.
    #[must_use]
    pub fn header(&self) -> &Header {
        // SAFETY: every mapping covers the header at its page-aligned start and lives as long as
        // `self`; a header consists of atomics, so other processes may write it meanwhile.
        unsafe { self.base.cast().as_ref() }
    }

    /// A PE's part of the control block.
    ///
    /// # Panics
    ///
    /// When the job has no such PE.
    #[must_use]
    pub fn control(&self, pe: usize) -> &PeControl {
        assert!(pe < self.geometry.npes, "PE {pe} of {}", self.geometry.npes);
        let control = self.base.as_ptr().wrapping_add(self.geometry.control_offset(pe));
        // SAFETY: `pe` is in range, so this lies within every mapping, at a multiple of a page,
        // and lives as long as `self`; it consists of atomics, for which zero bytes are a value.
        unsafe { &*control.cast() }
    }

    /// The control parts of all PEs, one after the other.
    pub(crate) fn controls(&self) -> *const PeControl {
        self.base.as_ptr().wrapping_add(self.geometry.control_offset(0)).cast()
    }

    /// Where a PE's heap begins in this process. Not mapped when the extent is `Control`.
    #[must_use]
    pub fn heap(&self, pe: usize) -> *mut u8 {
        self.base.as_ptr().wrapping_add(self.geometry.heap_offset_of(pe))
    }

    /// Unmaps the heaps, which this process has mapped elsewhere.
    ///
    /// # Safety
    ///
    /// Nobody uses an address that [`heap`](Self::heap) gave.
    pub(crate) unsafe fn unmap_heaps(&self) {
        let control = self.geometry.heap_offset;
        let mapped = self.mapped.swap(control, Relaxed);
        if mapped > control {
            // SAFETY: the range was mapped for the heaps, once, and the caller vouches for its users.
            let _ = unsafe { munmap(self.heap(0).cast(), mapped - control) };
        }
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        // SAFETY: the range is this value's own mapping, and what borrowed from it is gone.
        let _ = unsafe { munmap(self.base.as_ptr().cast(), *self.mapped.get_mut()) };
    }
}

/// A short mapping of the header alone.
struct Probe(NonNull<u8>);

impl Drop for Probe {
    fn drop(&mut self) {
        // SAFETY: the range is this value's own mapping of a header.
        let _ = unsafe { munmap(self.0.as_ptr().cast(), size_of::<Header>()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_mappings_see_one_memory() {
        let geometry = Geometry::new(3, 1 << 20).unwrap();
        let a = Segment::create(geometry, true, Extent::Whole).unwrap();
        let b = Segment::open(a.fd().try_clone_to_owned().unwrap(), Extent::Control).unwrap();
        assert_eq!(b.geometry(), geometry);
        a.control(2).bell.0.rings.store(7, Relaxed);
        assert_eq!(b.control(2).bell.0.rings.load(Relaxed), 7);
        assert_eq!(b.control(1).bell.0.rings.load(Relaxed), 0);
    }

    #[test]
    fn other_files_and_other_builds_are_refused() {
        let fd = memfd_create("other", MemfdFlags::CLOEXEC).unwrap();
        ftruncate(&fd, 1 << 20).unwrap();
        assert!(matches!(Segment::open(fd, Extent::Control), Err(OpenError::NotASegment)));

        let geometry = Geometry::new(1, 1 << 20).unwrap();
        let a = Segment::create(geometry, true, Extent::Control).unwrap();
        a.header().protocol.store(PROTOCOL + 1, Relaxed);
        let fd = a.fd().try_clone_to_owned().unwrap();
        assert!(matches!(Segment::open(fd, Extent::Control), Err(OpenError::OtherBuild { .. })));
    }

    #[test]
    fn the_file_can_neither_grow_nor_shrink() {
        let geometry = Geometry::new(1, 1 << 20).unwrap();
        let a = Segment::create(geometry, true, Extent::Control).unwrap();
        assert!(ftruncate(a.fd(), 4096).is_err());
        let size = geometry.total() + 4096;
        a.grow_to(size).unwrap();
        a.seal().unwrap();
        a.seal().unwrap();
        a.grow_to(size).unwrap();
        assert!(a.grow_to(size + 4096).is_err());
        assert!(ftruncate(a.fd(), geometry.total() as u64).is_err());
        assert!(ftruncate(a.fd(), 1 << 40).is_err());
        assert!(Segment::open(a.fd().try_clone_to_owned().unwrap(), Extent::Whole).is_ok());
    }
}
