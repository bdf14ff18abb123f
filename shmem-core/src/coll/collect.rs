//! Collect and fcollect: everybody gets everybody's source, one behind the other.
#![allow(unsafe_code, reason = "entry points take pointers on the caller's word, as in C")]

use super::call::{Buffer, Call, Payload};
use super::meeting::{Exit, Meeting};
use super::space::Space;
use crate::record::at;

/// Concatenates the members' `nelems` elements of `elem` bytes in `dest`, in rank order.
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub(super) unsafe fn fcollect<M: Meeting, S: Space>(
    mut call: Call<M, S>,
    dest: *mut u8,
    source: *const u8,
    elem: usize,
    nelems: usize,
) {
    call.note(at::COUNT, nelems);
    let total = call.size_of(&[nelems, elem, call.size()]);
    let bytes = nelems * elem;
    let (dest, source) = call.buffers((dest, total), (source, bytes));

    if call.rides(bytes) {
        let mut payload = Payload::new();
        call.read(call.rank(), source, 0, payload.bytes(bytes));
        call.agree_with(&payload, bytes);
        for rank in call.rotated() {
            let theirs = payload.receive(&call.meeting, rank, bytes);
            call.write(call.rank(), dest, rank * bytes, theirs);
        }
        call.leave(Exit::Now);
    } else {
        call.agree();
        for rank in call.rotated() {
            call.pull(rank, source, 0, dest, rank * bytes, bytes);
        }
        call.leave(Exit::Together);
    }
}

/// What a member of [`collect`] tells the others, in front of its data: words of its payload.
mod own {
    /// Bytes it contributes.
    pub(super) const BYTES: usize = 0;
    /// Where they are; means nothing when there are none.
    pub(super) const SOURCE: usize = 1;
    /// How many words it tells.
    pub(super) const WORDS: usize = 2;
    /// The bytes of those.
    pub(super) const LEN: usize = WORDS * size_of::<u64>();
}

/// Like [`fcollect`], but each member has its own `nelems`, which may be 0.
///
/// Counts travel with the agreement, so that every member knows all places, and whether the total fits
/// its destination, before a byte moves. Small contributions travel along; each reader sees by the
/// count which way a member's went.
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub(super) unsafe fn collect<M: Meeting, S: Space>(
    mut call: Call<M, S>,
    dest: *mut u8,
    source: *const u8,
    elem: usize,
    nelems: usize,
) {
    let bytes = call.size_of(&[nelems, elem]);
    let source = call.buffer("source", source, bytes);
    let spot = call.space.locate(dest);
    call.note(at::DEST, spot.map_or(at::NOWHERE, |spot| call.space.noted(spot.offset)));
    let mut payload = Payload::new();
    let told = payload.words_mut(own::LEN);
    told[own::BYTES] = bytes as u64;
    told[own::SOURCE] = source.offset as u64;
    let room = call.meeting.payload_words() * size_of::<u64>();
    let rides = |bytes: usize| bytes <= room - own::LEN;
    let brought = own::LEN + if rides(bytes) { bytes } else { 0 };
    call.read(call.rank(), source, 0, &mut payload.bytes(brought)[own::LEN..]);
    call.agree_with_some(&payload, brought, room);

    let contribution = |call: &Call<M, S>, rank| {
        let mut told = [0; own::WORDS];
        call.meeting.payload(rank, &mut told);
        // The member has checked this range before it came.
        Buffer { offset: told[own::SOURCE] as usize, bytes: told[own::BYTES] as usize }
    };
    let (mut total, mut behind_mine, mut all_ride) = (0_usize, 0, true);
    for rank in 0..call.size() {
        let theirs = contribution(&call, rank).bytes;
        all_ride &= rides(theirs);
        total = total.checked_add(theirs).unwrap_or_else(|| {
            call.fail(format_args!("the members' nelems add up to more than has addresses"))
        });
        if rank == call.rank() {
            behind_mine = total;
        }
    }
    let dest = match spot {
        _ if total == 0 => Buffer { offset: 0, bytes: 0 },
        None => call.not_symmetric("dest", dest),
        Some(spot) if total > spot.room => call.too_long("dest", total, spot.room),
        Some(spot) => Buffer { offset: spot.offset, bytes: total },
    };

    let mut place = behind_mine;
    for rank in call.rotated() {
        if rank == 0 {
            place = 0;
        }
        let theirs = contribution(&call, rank);
        if rides(theirs.bytes) {
            let bytes = payload.receive(&call.meeting, rank, own::LEN + theirs.bytes);
            call.write(call.rank(), dest, place, &bytes[own::LEN..]);
        } else {
            call.pull(rank, theirs, 0, dest, place, theirs.bytes);
        }
        place += theirs.bytes;
    }
    call.leave(if all_ride { Exit::Now } else { Exit::Together });
}
