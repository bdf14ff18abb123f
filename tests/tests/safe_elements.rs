//! Elements of all sizes and alignments, through everything that moves one or several.
#![allow(missing_docs, reason = "a test binary")]
#![allow(unsafe_code, reason = "memory of others, as little aligned as can be")]

use std::fmt::Debug;
use std::ptr::NonNull;

use shmem::bytemuck::{self, Pod, Zeroable};
use shmem::prelude::*;
use shmem_test::trials;

/// More aligned than any number, and than blocks are of their own accord.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[bytemuck(crate = "shmem::bytemuck")]
#[repr(C, align(64))]
struct Line([u64; 8]);

/// Larger than what is read and written a word at a time.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[bytemuck(crate = "shmem::bytemuck")]
#[repr(C)]
struct Record {
    name: [u8; 40],
    numbers: [f32; 30],
}

/// A value of which no two bytes in a row are equal.
fn value<T: Element>(seed: u8) -> T {
    let mut value = T::zeroed();
    for (i, byte) in (0u8..).zip(bytemuck::bytes_of_mut(&mut value)) {
        // Not to be a NaN of anything, which is not equal to itself.
        *byte = seed.wrapping_mul(31).wrapping_add(i.wrapping_mul(7)) & 0x3f;
    }
    value
}

/// Moves five elements of this PE and of the one on the right about, in every way there is.
fn moves<T: Element + PartialEq + Debug>(shmem: &Shmem, elements: SymSlice<'_, T>) {
    let (world, me) = (shmem.world(), shmem.my_pe());
    let (left, right) = (me.wrapping_add(-1), me.wrapping_add(1));
    let of = |pe: Pe, i: u8| value::<T>(10 * pe.index() as u8 + i);
    let all = |pe: Pe| [0, 1, 2, 3, 4].map(|i| of(pe, i));
    let none = value::<T>(200);

    elements.write_from(&[none; 5]);
    elements.write(1, of(me, 1));
    assert_eq!((elements.read(1), elements.read(4)), (of(me, 1), none));
    assert_eq!(elements.to_vec(), [none, of(me, 1), none, none, none]);
    world.barrier();
    assert_eq!((elements.at(right).g(1), elements.at(right).g(2)), (of(right, 1), none));
    elements.at(right).p(3, of(me, 3));
    world.barrier();
    assert_eq!(elements.to_vec(), [none, of(me, 1), none, of(left, 3), none]);
    world.barrier();

    elements.at(right).put(&all(me));
    world.barrier();
    assert_eq!(elements.to_vec(), all(left));
    elements.write_from(&[none; 5]);
    world.barrier();
    let done = shmem.signal().unwrap();
    elements.slice(1..4).at(right).put_signal(&all(me)[1..4], &done, SignalOp::Set(1));
    done.wait(Until::Eq(1));
    assert_eq!(elements.slice(1..4).to_vec(), all(left)[1..4]);
    assert_eq!((elements.read(0), elements.read(4)), (none, none));

    world.barrier();
    let (mine, mut theirs) = (all(me), [none; 2]);
    shmem.scope(|s| s.put(elements.at(right), &mine));
    world.barrier();
    shmem.scope(|s| s.get(elements.slice(2..4).at(right), &mut theirs));
    assert_eq!(theirs, all(me)[2..4]);
    shmem.scope(|s| {
        s.put_signal(elements.slice(4..).at(right), &mine[..1], &done, SignalOp::Set(2));
    });
    done.wait(Until::Eq(2));
    assert_eq!(elements.read(4), of(left, 0));
    world.barrier();
}

fn shape<T: Element + PartialEq + Debug>(shmem: &Shmem) {
    let buf = shmem.alloc::<T>(6).unwrap();
    moves(shmem, buf.slice(1..));
    assert_eq!(buf.read(0), T::zeroed(), "in front of all that");
    let (first, rest) = buf.split_at(1);
    moves(shmem, rest.as_slice());
    assert_eq!(first.to_vec(), [T::zeroed()]);
    let local = rest.into_local();
    assert!(local.as_ptr().is_aligned() && local.len() == 5);
}

fn shapes() {
    let shmem = Shmem::init().unwrap();
    shape::<u8>(&shmem);
    shape::<i16>(&shmem);
    shape::<f32>(&shmem);
    shape::<u64>(&shmem);
    shape::<u128>(&shmem);
    shape::<[u8; 3]>(&shmem);
    shape::<[u8; 8]>(&shmem);
    shape::<[u16; 7]>(&shmem);
    shape::<[f32; 2]>(&shmem);
    shape::<[f64; 2]>(&shmem);
    shape::<[u32; 16]>(&shmem);
    shape::<[u32; 17]>(&shmem);
    shape::<Line>(&shmem);
    shape::<Record>(&shmem);
    shape::<()>(&shmem);
    shape::<[u64; 0]>(&shmem);
}

/// Elements of eight bytes that lie on an odd multiple of four.
fn as_little_aligned_as_can_be() {
    let shmem = Shmem::init().unwrap();
    let buf = shmem.alloc::<u32>(12).unwrap();
    let start = NonNull::new(buf.slice(1..).as_ptr()).unwrap();
    assert!(!start.cast::<u64>().is_aligned());
    // SAFETY: symmetric memory that `buf` keeps allocated, with no references to it.
    let elements = unsafe { shmem.external_slice(start.cast::<[u32; 2]>(), 5) };
    moves(&shmem, elements);
    assert_eq!((buf.read(0), buf.read(11)), (0, 0));
    shmem.world().barrier();
}

fn main() {
    shmem_test::run(trials![shapes: [1, 2, 3], as_little_aligned_as_can_be: [1, 2]]);
}
