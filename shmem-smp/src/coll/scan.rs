//! Scans: everybody gets the combination of the sources up to its own.
#![allow(unsafe_code, reason = "entry points take pointers on the caller's word, as in C")]

use super::call::{Buffer, Call};
use super::fold::{Scratch, chunks};
use super::meeting::{Exit, Meeting};
use super::ops::Kernel;
use super::space::Space;

/// Whether a member's own source is part of what it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// It is.
    Inclusive,
    /// It is not, and the first member gets zeros.
    Exclusive,
}

/// Combines, in rank order, the `nelems` elements of the members up to this one into its `dest`,
/// which may be `source` itself.
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub(crate) unsafe fn scan<M: Meeting, S: Space>(
    mut call: Call<M, S>,
    scan: Scan,
    kernel: Kernel,
    dest: *mut u8,
    source: *const u8,
    nelems: usize,
) {
    let (dest, source) = call.fold_buffers(kernel, dest, source, nelems);
    let ranks = match scan {
        Scan::Inclusive => 0..call.rank() + 1,
        Scan::Exclusive => 0..call.rank(),
    };
    let Some(mut call) = call.fold_small(kernel, ranks, dest, source) else { return };
    call.agree();
    scan_part(&call, scan, kernel, dest, source);
    call.leave(Exit::Together);
}

/// Runs through this member's part of all sources in rank order and writes every member's result.
///
/// It is the one algorithm that writes to others' destinations. If each member wrote only its own,
/// it would read half of all sources on average, and in place a rendezvous would have to stand
/// behind every chunk, because lower ranks' sources are needed by all higher ones. Here every source
/// is read once and every destination written once, in constant memory. All members have agreed, so
/// destinations are ready; each part of them has one writer; and in place a member's source is read
/// before the same bytes are written, by the same member, which alone touches them.
fn scan_part<M: Meeting, S: Space>(
    call: &Call<M, S>,
    scan: Scan,
    kernel: Kernel,
    dest: Buffer,
    source: Buffer,
) {
    let (mut acc, mut next) = (Scratch::new(), Scratch::new());
    for chunk in chunks(call.part(source.bytes, call.rank())) {
        let acc = acc.bytes(chunk.len());
        let next = next.bytes(chunk.len());
        for rank in 0..call.size() {
            call.read(rank, source, chunk.start, next);
            if scan == Scan::Exclusive {
                // Nothing comes before the first member.
                if rank == 0 {
                    acc.fill(0);
                }
                call.write(rank, dest, chunk.start, acc);
            }
            if rank == 0 {
                acc.copy_from_slice(next);
            } else {
                (kernel.combine)(acc, next);
            }
            if scan == Scan::Inclusive {
                call.write(rank, dest, chunk.start, acc);
            }
        }
    }
}
