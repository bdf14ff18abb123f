//! Broadcast: everybody gets the root's source.
#![allow(unsafe_code, reason = "entry points take pointers on the caller's word, as in C")]

use core::ffi::c_int;

use super::call::{Buffer, Call, Payload};
use super::meeting::{Exit, Meeting};
use super::space::Space;
use crate::record::at;

/// Below this many members, reading everything from the root moves no more than spreading it.
const SPREAD_MEMBERS: usize = 4;

/// The least that is worth spreading: parts must take longer than the meeting in between.
const SPREAD_BYTES: usize = 64 << 10;

/// Copies `nelems` elements of `elem` bytes from `source` on `root` to `dest` on the members: on
/// all when `write_root` (the team form), on all but the root otherwise (the active-set form).
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub(super) unsafe fn broadcast<M: Meeting, S: Space>(
    mut call: Call<M, S>,
    dest: *mut u8,
    source: *const u8,
    elem: usize,
    nelems: usize,
    root: c_int,
    write_root: bool,
) {
    call.note(at::COUNT, nelems);
    let root = call.root(root);
    let bytes = call.size_of(&[nelems, elem]);
    let (dest, source) = call.buffers((dest, bytes), (source, bytes));
    let is_root = call.rank() == root;
    let writes = write_root || !is_root;

    if call.rides_from_root(bytes) {
        let mut payload = Payload::new();
        if is_root {
            call.read(root, source, 0, payload.bytes(bytes));
        }
        call.agree_from(root, &mut payload, bytes);
        if writes {
            call.write(call.rank(), dest, 0, payload.bytes(bytes));
        }
        call.leave(Exit::Now);
        return;
    }
    call.agree();
    if write_root && call.space.is_far() && call.size() >= SPREAD_MEMBERS && bytes >= SPREAD_BYTES {
        spread(call, dest, source, root);
    } else {
        if writes {
            call.pull(root, source, 0, dest, 0, bytes);
        }
        call.leave(Exit::Together);
    }
}

/// Has every member get one part from the root, then the other parts from those who got them.
///
/// What leaves the root is the data once, instead of once for every member, and then all ends are
/// as busy as any: no way of going about it moves less through the busiest end than twice the data.
fn spread<M: Meeting, S: Space>(mut call: Call<M, S>, dest: Buffer, source: Buffer, root: usize) {
    let bytes = source.bytes;
    if call.rank() == root {
        call.pull(root, source, 0, dest, 0, bytes);
    } else {
        let part = call.part(bytes, call.rank());
        call.pull(root, source, part.start, dest, part.start, part.len());
    }
    call.sync();
    if call.rank() != root {
        for rank in call.rotated().filter(|&rank| rank != call.rank()) {
            let part = call.part(bytes, rank);
            call.pull(rank, dest, part.start, dest, part.start, part.len());
        }
    }
    call.leave(Exit::Together);
}
