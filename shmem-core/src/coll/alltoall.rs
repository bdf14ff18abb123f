//! All-to-all: block `i` of a member's source becomes block `rank` of member `i`'s destination.
#![allow(unsafe_code, reason = "entry points take pointers on the caller's word, as in C")]

use super::call::{Buffer, Call, Payload};
use super::meeting::{Exit, Meeting};
use super::space::Space;
use crate::record::at;

/// Exchanges blocks of `nelems` elements of `elem` bytes that lie one behind the other.
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub(super) unsafe fn alltoall<M: Meeting, S: Space>(
    mut call: Call<M, S>,
    dest: *mut u8,
    source: *const u8,
    elem: usize,
    nelems: usize,
) {
    call.note(at::COUNT, nelems);
    let shape = Shape { elem, nelems, dst: 1, sst: 1 };
    exchange(call, dest, source, shape);
}

/// Exchanges blocks whose elements lie `dst` elements apart in `dest` and `sst` in `source`:
/// element `j` of block `b` is at `(b * nelems + j) * stride`.
///
/// # Safety
///
/// No reference forbids reading `source` or writing `dest` until the call returns.
pub(super) unsafe fn alltoalls<M: Meeting, S: Space>(
    mut call: Call<M, S>,
    dest: *mut u8,
    source: *const u8,
    dst: isize,
    sst: isize,
    elem: usize,
    nelems: usize,
) {
    call.note(at::COUNT, nelems);
    let dst = call.stride("dst", at::DST, dst);
    let sst = call.stride("sst", at::SST, sst);
    exchange(call, dest, source, Shape { elem, nelems, dst, sst });
}

/// How blocks lie in memory; strides are in elements. What would begin at byte `at` without gaps
/// begins at `at * stride` with them, because only whole elements are moved.
#[derive(Clone, Copy)]
struct Shape {
    elem: usize,
    nelems: usize,
    dst: usize,
    sst: usize,
}

impl Shape {
    /// Bytes that lie together on both sides: a whole block, or one element.
    fn run(self) -> usize {
        if self.dst == 1 && self.sst == 1 { self.elem * self.nelems } else { self.elem }
    }
}

/// The bytes from the first element of the first block to the last of the last.
fn extent<M: Meeting, S: Space>(call: &Call<M, S>, shape: Shape, stride: usize) -> usize {
    match call.size_of(&[shape.nelems, call.size()]) {
        0 => 0,
        elements => {
            let last = call.size_of(&[elements - 1, stride]);
            call.size_of(&[last + 1, shape.elem])
        }
    }
}

fn exchange<M: Meeting, S: Space>(
    mut call: Call<M, S>,
    dest: *mut u8,
    source: *const u8,
    shape: Shape,
) {
    let dest_bytes = extent(&call, shape, shape.dst);
    let source_bytes = extent(&call, shape, shape.sst);
    let (dest, source) = call.buffers((dest, dest_bytes), (source, source_bytes));
    // The extents have no overflow, so what is without gaps has none.
    let block = shape.nelems * shape.elem;
    let all = block * call.size();

    if call.rides(all) {
        let mut payload = Payload::new();
        pack(&call, source, shape, payload.bytes(all));
        call.agree_with(&payload, all);
        for rank in call.rotated() {
            let mine = block * call.rank();
            let theirs = payload.receive(&call.meeting, rank, mine + block);
            unpack(&call, dest, shape, rank * block, &theirs[mine..]);
        }
        call.leave(Exit::Now);
    } else {
        call.agree();
        for rank in call.rotated() {
            pull_block(&call, dest, source, shape, rank);
        }
        call.leave(Exit::Together);
    }
}

/// Reads this PE's blocks into `into`, without gaps.
fn pack<M: Meeting, S: Space>(call: &Call<M, S>, source: Buffer, shape: Shape, into: &mut [u8]) {
    for (index, run) in runs(into.len(), shape.run()).zip(into.chunks_mut(shape.run().max(1))) {
        call.read(call.rank(), source, index * shape.sst, run);
    }
}

/// Writes a block without gaps to its place, which is `at` among all blocks without gaps.
fn unpack<M: Meeting, S: Space>(
    call: &Call<M, S>,
    dest: Buffer,
    shape: Shape,
    at: usize,
    block: &[u8],
) {
    for (index, run) in runs(block.len(), shape.run()).zip(block.chunks(shape.run().max(1))) {
        call.write(call.rank(), dest, (at + index) * shape.dst, run);
    }
}

/// Copies the block that a member has for this PE.
fn pull_block<M: Meeting, S: Space>(
    call: &Call<M, S>,
    dest: Buffer,
    source: Buffer,
    shape: Shape,
    rank: usize,
) {
    let block = shape.nelems * shape.elem;
    let (theirs, mine) = (block * call.rank(), block * rank);
    for index in runs(block, shape.run()) {
        let from = (theirs + index) * shape.sst;
        let to = (mine + index) * shape.dst;
        call.pull(rank, source, from, dest, to, shape.run());
    }
}

/// Where runs of `run` bytes begin in `bytes`.
fn runs(bytes: usize, run: usize) -> impl Iterator<Item = usize> {
    (0..bytes).step_by(run.max(1))
}
