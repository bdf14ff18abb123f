//! Reductions: everybody gets the combination of everybody's source.
#![allow(unsafe_code, reason = "entry points take pointers on the caller's word, as in C")]

use super::call::{Buffer, Call};
use super::fold::{Scratch, chunks};
use super::meeting::{Exit, Meeting};
use super::space::Space;
use crate::ops::Kernel;

/// Combines the members' `nelems` elements in rank order into every member's `dest`, which may be
/// `source` itself.
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub(super) unsafe fn reduce<M: Meeting, S: Space>(
    mut call: Call<M, S>,
    kernel: Kernel,
    dest: *mut u8,
    source: *const u8,
    nelems: usize,
) {
    let (dest, source) = call.fold_buffers(kernel, dest, source, nelems);
    let everybody = 0..call.size();
    let Some(mut call) = call.fold_small(kernel, everybody, dest, source) else { return };
    call.agree();
    reduce_part(&call, kernel, dest, source);
    call.sync();
    gather_parts(&call, dest);
    call.leave(Exit::Together);
}

/// Combines this member's part of all sources into its own destination.
///
/// In place too: only this member touches this part of anybody's source, and of its own it
/// overwrites what it has read.
fn reduce_part<M: Meeting, S: Space>(
    call: &Call<M, S>,
    kernel: Kernel,
    dest: Buffer,
    source: Buffer,
) {
    let (mut acc, mut next) = (Scratch::new(), Scratch::new());
    for chunk in chunks(call.part(source.bytes, call.rank())) {
        let acc = acc.bytes(chunk.len());
        let next = next.bytes(chunk.len());
        call.fold_sources(kernel, 0..call.size(), source, chunk.start, acc, next);
        call.write(call.rank(), dest, chunk.start, acc);
    }
}

/// Gets the other parts of the result from the members that have them.
///
/// Others read only this member's own part meanwhile, and it writes only the others'.
fn gather_parts<M: Meeting, S: Space>(call: &Call<M, S>, dest: Buffer) {
    for rank in call.rotated() {
        let part = call.part(dest.bytes, rank);
        call.pull(rank, dest, part.start, dest, part.start, part.len());
    }
}
