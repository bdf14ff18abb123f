//! The process's place in its job: which PE it is and where everybody's memory lies.
//!
//! A process joins one job and stays in it until it ends; init and finalize come and go on top
//! of that. What the hot paths need stands in plain statics, written once before any use.

#![allow(unsafe_code, reason = "address arithmetic on the mapped segment")]

use std::sync::OnceLock;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicPtr, AtomicUsize};

use shmem_core::coll::Spot;

use crate::end::end_job;
use crate::layout::{Header, PeControl};
use crate::segment::Segment;
use crate::{images, job, statics};

static JOB: OnceLock<Job> = OnceLock::new();

/// From one PE's heap to the next one's.
static STRIDE: AtomicUsize = AtomicUsize::new(0);
/// What to add to an address of this PE's heap to reach PE 0's.
static TO_PE0: AtomicUsize = AtomicUsize::new(0);
/// Where this PE's heap begins, and its size.
static HEAP: AtomicUsize = AtomicUsize::new(0);
static HEAP_SIZE: AtomicUsize = AtomicUsize::new(0);
/// PE 0's part of the control block; the others follow.
static CONTROL: AtomicPtr<PeControl> = AtomicPtr::new(std::ptr::null_mut());
static ME: AtomicUsize = AtomicUsize::new(0);
static NPES: AtomicUsize = AtomicUsize::new(0);

struct Job {
    segment: Segment,
    supervised: bool,
}

/// Joins the process's job, once; later calls find it joined.
pub(crate) fn attach() -> Result<(), String> {
    static JOINING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one_at_a_time = JOINING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if JOB.get().is_some() {
        return Ok(());
    }
    images::check_only_one()?;
    let job::Attached { segment, pe, supervised } = job::attach()?;
    let geometry = segment.geometry();
    ME.store(pe, Relaxed);
    NPES.store(geometry.npes, Relaxed);
    HEAP_SIZE.store(geometry.heap_size, Relaxed);
    CONTROL.store(segment.controls().cast_mut(), Relaxed);
    lay_out(segment.heap(0), geometry.stride);
    let _ = JOB.set(Job { segment, supervised });
    if !supervised && n_pes() > 1 {
        job::watch::begin();
    }
    Ok(())
}

/// Says where the first PE's heap begins in this process, and how far it is from one to the next.
pub(crate) fn lay_out(first: *mut u8, stride: usize) {
    let distance = my_pe() * stride;
    STRIDE.store(stride, Relaxed);
    TO_PE0.store(distance.wrapping_neg(), Relaxed);
    HEAP.store(first.wrapping_add(distance).expose_provenance(), Relaxed);
}

fn job() -> &'static Job {
    JOB.get().unwrap_or_else(|| end_job(1, "a routine was called before shmem_init"))
}

/// Whether this process belongs to a job yet.
pub(crate) fn attached() -> bool {
    JOB.get().is_some()
}

/// The job's memory.
pub(crate) fn segment() -> &'static Segment {
    &job().segment
}

/// Whether a launcher of ours watches the PEs.
pub(crate) fn supervised() -> bool {
    job().supervised
}

/// This PE's number in the world.
#[inline]
pub(crate) fn my_pe() -> usize {
    ME.load(Relaxed)
}

/// The number of PEs in the world.
#[inline]
pub(crate) fn n_pes() -> usize {
    NPES.load(Relaxed)
}

/// The job's header.
pub(crate) fn header() -> &'static Header {
    job().segment.header()
}

/// A PE's part of the control block. A number that is no PE ends the job.
#[inline]
pub(crate) fn control(pe: usize) -> &'static PeControl {
    if pe >= n_pes() {
        no_such_pe(pe);
    }
    let control = CONTROL.load(Relaxed).wrapping_add(pe);
    // SAFETY: the control parts of all PEs lie side by side from `CONTROL` on, `pe` is one of them,
    // they are atomics throughout, and the job's segment stays mapped until the process ends.
    unsafe { &*control }
}

#[cold]
#[inline(never)]
fn no_such_pe(pe: usize) -> ! {
    let npes = n_pes();
    end_job(1, &format!("PE number {} is outside 0..{npes}", pe as isize))
}

/// The same symmetric object on another PE.
///
/// The result may be used only if `p` lies in this PE's heap and `pe` is a PE of the world.
#[inline]
pub(crate) fn remote(p: *const u8, pe: usize) -> *mut u8 {
    let distance = TO_PE0.load(Relaxed).wrapping_add(pe.wrapping_mul(STRIDE.load(Relaxed)));
    p.wrapping_add(distance).cast_mut()
}

/// How far into this PE's heap an address lies, if it does.
#[inline]
pub(crate) fn heap_offset(p: *const u8) -> Option<usize> {
    let offset = (p as usize).wrapping_sub(HEAP.load(Relaxed));
    (offset < HEAP_SIZE.load(Relaxed)).then_some(offset)
}

/// Where an address lies in this PE's symmetric memory, if it does.
#[inline]
pub(crate) fn locate(p: *const u8) -> Option<Spot> {
    let offset = p.addr().wrapping_sub(HEAP.load(Relaxed));
    let size = HEAP_SIZE.load(Relaxed);
    if offset < size {
        return Some(Spot { offset, room: size - offset });
    }
    Some(Spot { offset, room: statics::room(p)? })
}

/// The symmetric object at an address, for messages.
pub(crate) fn name(p: *const u8) -> String {
    match locate(p) {
        Some(spot) => match static_offset(spot.offset) {
            None => format!("heap+{:#x}", spot.offset),
            Some(offset) => format!("static data+{offset:#x}"),
        },
        None => "a word outside the heap".to_owned(),
    }
}

/// How far behind the first static variable an object at an offset is, if it is one.
#[inline]
pub(crate) fn static_offset(offset: usize) -> Option<usize> {
    (offset >= HEAP_SIZE.load(Relaxed)).then(|| offset - job().segment.geometry().stride)
}

/// Where this PE's heap begins.
pub(crate) fn heap_base() -> *mut u8 {
    std::ptr::with_exposed_provenance_mut(HEAP.load(Relaxed))
}

/// Usable bytes of this PE's heap.
pub(crate) fn heap_size() -> usize {
    HEAP_SIZE.load(Relaxed)
}

/// Questions that programs ask, in C's types.
pub(crate) mod query {
    use core::ffi::{c_int, c_void};
    use std::ptr::null_mut;

    use super::{locate, remote};
    use crate::statics;

    /// This PE's number in the world.
    #[inline]
    #[must_use]
    pub fn my_pe() -> c_int {
        super::my_pe() as c_int
    }

    /// The number of PEs in the world.
    #[inline]
    #[must_use]
    pub fn n_pes() -> c_int {
        super::n_pes() as c_int
    }

    /// Whether a number is a PE's.
    #[must_use]
    pub fn is_accessible(pe: c_int) -> bool {
        usize::try_from(pe).is_ok_and(|pe| pe < super::n_pes())
    }

    /// Whether an address is symmetric and `pe` a PE.
    #[must_use]
    pub fn reaches(address: *const c_void, pe: c_int) -> bool {
        is_accessible(pe) && locate(address.cast()).is_some()
    }

    /// Where a PE's copy of a symmetric object is in this process, or NULL.
    #[must_use]
    pub fn pointer(object: *const c_void, pe: c_int) -> *mut c_void {
        if !reaches(object, pe) {
            return null_mut();
        }
        let there = remote(object.cast(), pe as usize);
        // The program knows its own variables by another address.
        if pe == my_pe() { statics::out_of_slot(there).cast() } else { there.cast() }
    }
}
