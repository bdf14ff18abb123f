//! Each loop twice: by the C interface and by this crate, as functions that callgrind can tell apart.

#![allow(unsafe_code, reason = "the C halves of the pairs, and names that callgrind shows")]

use std::ffi::c_int;
use std::hint::black_box;
use std::mem::MaybeUninit;

use mpi_shim::prelude::*;
use mpi_sys::*;

/// How many messages are under way at once where the bandwidth is measured, as in OSU's benchmarks.
pub(crate) const WINDOW: usize = 64;

/// What both halves of a pair work on.
pub(crate) struct Setup<'mpi> {
    pub(crate) mpi: &'mpi Mpi,
    pub(crate) world: Communicator<'mpi>,
    /// What is sent, and what is received.
    pub(crate) data: Vec<f64>,
    pub(crate) room: Vec<f64>,
}

impl Setup<'_> {
    /// Whom messages go to and come from: the other of two, or oneself.
    fn peer(&self) -> usize {
        if self.world.size() > 1 { self.world.rank() ^ 1 } else { 0 }
    }
}

type Half = fn(&mut Setup<'_>, len: usize, rounds: usize);

/// A loop by both.
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    pub(crate) c: (&'static str, Half),
    pub(crate) rust: (&'static str, Half),
    /// How many calls a round has.
    pub(crate) calls: usize,
    /// How many instructions a call may take beyond C's. What is under way is kept by its scope.
    pub(crate) most: i64,
}

macro_rules! pairs {
    ($($name:literal, $calls:expr, $most:literal; $c:ident, $rust:ident;)*) => {
        /// The pairs, in the order of the table.
        pub(crate) const PAIRS: &[Pair] = &[$(Pair {
            name: $name,
            c: (stringify!($c), $c),
            rust: (stringify!($rust), $rust),
            calls: $calls,
            most: $most,
        }),*];
    };
}

pairs! {
    "sendrecv", 1, 120; c_exchange, rust_exchange;
    "bandwidth", 2 * WINDOW, 250; c_window, rust_window;
    "bcast", 1, 120; c_broadcast, rust_broadcast;
    "allreduce", 1, 120; c_all_reduce, rust_all_reduce;
    "alltoall", 1, 120; c_all_to_all, rust_all_to_all;
}

/// A number as C has it.
fn int(number: usize) -> c_int {
    c_int::try_from(number).expect("small enough for C")
}

/// As a careful C program has it: return codes are looked at.
fn must(code: c_int) {
    assert_eq!(code, MPI_SUCCESS as c_int);
}

#[unsafe(no_mangle)]
#[inline(never)]
fn c_exchange(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (peer, len) = (int(setup.peer()), int(len));
    let (data, room) = (setup.data.as_ptr().cast(), setup.room.as_mut_ptr().cast());
    // SAFETY: a constant of the library's.
    let (ty, world) = unsafe { (RSMPI_DOUBLE, RSMPI_COMM_WORLD) };
    for _ in 0..rounds {
        let mut status = MaybeUninit::<MPI_Status>::uninit();
        // SAFETY: both vectors have so many elements.
        must(unsafe {
            MPI_Sendrecv(data, len, ty, peer, 0, room, len, ty, peer, 0, world, status.as_mut_ptr())
        });
        black_box(status);
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn rust_exchange(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (peer, data, room) = (setup.peer(), &setup.data[..len], &mut setup.room[..len]);
    for _ in 0..rounds {
        black_box(setup.world.sendrecv(data, peer, 0, room, peer, 0).expect("a message"));
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn c_window(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (peer, len) = (int(setup.peer()), int(len));
    let (data, room) = (setup.data.as_ptr(), setup.room.as_mut_ptr());
    // SAFETY: constants of the library's.
    let (ty, world, null) = unsafe { (RSMPI_DOUBLE, RSMPI_COMM_WORLD, RSMPI_REQUEST_NULL) };
    let mut requests = [null; 2 * WINDOW];
    for _ in 0..rounds {
        for (i, pair) in requests.chunks_exact_mut(2).enumerate() {
            let part = room.wrapping_add(i * len as usize).cast();
            // SAFETY: the vector has a part for each, and all is waited for below.
            must(unsafe { MPI_Irecv(part, len, ty, peer, 0, world, &raw mut pair[0]) });
            // SAFETY: the vector has so many elements, which stay until all has been waited for.
            must(unsafe { MPI_Isend(data.cast(), len, ty, peer, 0, world, &raw mut pair[1]) });
        }
        // SAFETY: so many requests, and no statuses.
        must(unsafe { MPI_Waitall(int(2 * WINDOW), requests.as_mut_ptr(), RSMPI_STATUSES_IGNORE) });
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn rust_window(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (peer, data, room) = (setup.peer(), &setup.data[..len], &mut setup.room[..WINDOW * len]);
    for _ in 0..rounds {
        let result = setup.mpi.scope(|s| {
            for part in room.chunks_exact_mut(len) {
                setup.world.irecv(s, part, peer, 0)?;
                setup.world.isend(s, data, peer, 0)?;
            }
            Ok::<_, mpi_shim::Error>(())
        });
        result.expect("messages");
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn c_broadcast(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (len, room) = (int(len), setup.room.as_mut_ptr().cast());
    for _ in 0..rounds {
        // SAFETY: the vector has so many elements.
        must(unsafe { MPI_Bcast(room, len, RSMPI_DOUBLE, 0, RSMPI_COMM_WORLD) });
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn rust_broadcast(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    for _ in 0..rounds {
        setup.world.broadcast(&mut setup.room[..len], 0).expect("a broadcast");
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn c_all_reduce(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (data, room, len) = (setup.data.as_ptr(), setup.room.as_mut_ptr(), int(len));
    for _ in 0..rounds {
        // SAFETY: both vectors have so many elements.
        must(unsafe {
            MPI_Allreduce(data.cast(), room.cast(), len, RSMPI_DOUBLE, RSMPI_SUM, RSMPI_COMM_WORLD)
        });
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn rust_all_reduce(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (data, room) = (&setup.data[..len], &mut setup.room[..len]);
    for _ in 0..rounds {
        setup.world.all_reduce(data, room, Sum).expect("sums");
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn c_all_to_all(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (data, room, len) = (setup.data.as_ptr(), setup.room.as_mut_ptr(), int(len));
    // SAFETY: constants of the library's.
    let (ty, world) = unsafe { (RSMPI_DOUBLE, RSMPI_COMM_WORLD) };
    for _ in 0..rounds {
        // SAFETY: both vectors have so many elements for each process.
        must(unsafe { MPI_Alltoall(data.cast(), len, ty, room.cast(), len, ty, world) });
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn rust_all_to_all(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let all = len * setup.world.size();
    let (data, room) = (&setup.data[..all], &mut setup.room[..all]);
    for _ in 0..rounds {
        setup.world.all_to_all(data, room).expect("an exchange");
    }
}
