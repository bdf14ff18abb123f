//! Broadcast: everybody gets the root's source.
#![allow(unsafe_code, reason = "entry points take pointers on the caller's word, as in C")]

use core::ffi::c_int;

use super::call::{Call, Payload};
use super::meeting::{Exit, Meeting};
use super::record::at;
use super::space::Space;

/// Copies `nelems` elements of `elem` bytes from `source` on `root` to `dest` on the members: on
/// all when `write_root` (the team form), on all but the root otherwise (the active-set form).
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub(crate) unsafe fn broadcast<M: Meeting, S: Space>(
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

    if call.rides(bytes) {
        let mut payload = Payload::new();
        if is_root {
            call.read(root, source, 0, payload.bytes(bytes));
            call.agree_with(&payload, bytes);
        } else {
            call.agree();
        }
        if writes {
            call.write(call.rank(), dest, 0, payload.receive(&call.meeting, root, bytes));
        }
        call.leave(Exit::Now);
    } else {
        call.agree();
        if writes {
            call.pull(root, source, 0, dest, 0, bytes);
        }
        call.leave(Exit::Together);
    }
}
