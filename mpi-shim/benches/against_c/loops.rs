//! The loops by the C interface and by this crate, as functions that callgrind can tell apart.

#![allow(unsafe_code, reason = "the loops by C, and names that callgrind shows")]

use std::ffi::c_int;
use std::hint::black_box;
use std::mem::MaybeUninit;

use mpi_shim::prelude::*;
use mpi_sys::*;

use crate::rsmpi;

/// How many messages are under way at once where the bandwidth is measured, as in OSU's benchmarks.
pub(crate) const WINDOW: usize = 64;

/// What the loops work on.
pub(crate) struct Setup<'mpi> {
    pub(crate) mpi: &'mpi Mpi,
    pub(crate) world: Communicator<'mpi>,
    /// What is sent, and what is received.
    pub(crate) data: Vec<f64>,
    pub(crate) room: Vec<f64>,
}

impl Setup<'_> {
    /// Whom messages go to and come from: the other of two, or oneself.
    pub(crate) fn peer(&self) -> usize {
        if self.world.size() > 1 { self.world.rank() ^ 1 } else { 0 }
    }
}

type Half = fn(&mut Setup<'_>, len: usize, rounds: usize);

/// A loop by each of the interfaces.
pub(crate) struct Loop {
    pub(crate) name: &'static str,
    /// By C, by this crate, by rsmpi: what callgrind shows, and what it is.
    pub(crate) by: [(&'static str, Half); 3],
    /// How many calls a round has.
    pub(crate) calls: usize,
    /// How many instructions a call by this crate may take beyond C's. Not counted where one process cannot do it alone:
    /// it waits for ever for who receives what it sends.
    pub(crate) most: Option<i64>,
}

macro_rules! loops {
    ($($name:literal, $calls:expr, $most:expr; $c:ident, $rust:ident, $rsmpi:ident;)*) => {
        /// In the order of the table.
        pub(crate) const LOOPS: &[Loop] = &[$(Loop {
            name: $name,
            by: [
                (stringify!($c), $c),
                (stringify!($rust), $rust),
                (stringify!($rsmpi), rsmpi::$rsmpi),
            ],
            calls: $calls,
            most: $most,
        }),*];
    };
}

loops! {
    "send, recv", 2, None; c_ping, rust_ping, rsmpi_ping;
    "sendrecv", 1, Some(60); c_exchange, rust_exchange, rsmpi_exchange;
    "irecv…wait", 4, Some(165); c_start, rust_start, rsmpi_start;
    "bandwidth", 2 * WINDOW, Some(150); c_window, rust_window, rsmpi_window;
    "bcast", 1, Some(25); c_broadcast, rust_broadcast, rsmpi_broadcast;
    "allreduce", 1, Some(15); c_all_reduce, rust_all_reduce, rsmpi_all_reduce;
    "alltoall", 1, Some(30); c_all_to_all, rust_all_to_all, rsmpi_all_to_all;
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
fn c_ping(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (first, peer, len) = (setup.world.rank().is_multiple_of(2), int(setup.peer()), int(len));
    let (data, room) = (setup.data.as_ptr().cast(), setup.room.as_mut_ptr().cast());
    // SAFETY: constants of the library's.
    let (ty, world) = unsafe { (RSMPI_DOUBLE, RSMPI_COMM_WORLD) };
    // SAFETY: the vector has so many elements.
    let send = || must(unsafe { MPI_Send(data, len, ty, peer, 0, world) });
    for _ in 0..rounds {
        if first {
            send();
        }
        let mut status = MaybeUninit::<MPI_Status>::uninit();
        // SAFETY: the vector has so many elements.
        must(unsafe { MPI_Recv(room, len, ty, peer, 0, world, status.as_mut_ptr()) });
        black_box(status);
        if !first {
            send();
        }
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn rust_ping(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (first, peer) = (setup.world.rank().is_multiple_of(2), setup.peer());
    let (data, room) = (&setup.data[..len], &mut setup.room[..len]);
    let send = || setup.world.send(data, peer, 0).expect("a receiver");
    for _ in 0..rounds {
        if first {
            send();
        }
        black_box(setup.world.recv(room, peer, 0).expect("a message"));
        if !first {
            send();
        }
    }
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
fn c_start(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (peer, len) = (int(setup.peer()), int(len));
    let (data, room) = (setup.data.as_ptr().cast(), setup.room.as_mut_ptr().cast());
    // SAFETY: constants of the library's.
    let (ty, world, null) = unsafe { (RSMPI_DOUBLE, RSMPI_COMM_WORLD, RSMPI_REQUEST_NULL) };
    for _ in 0..rounds {
        let mut requests = [null; 2];
        // SAFETY: the vector has so many elements, which are left alone until this has been waited for.
        must(unsafe { MPI_Irecv(room, len, ty, peer, 0, world, &raw mut requests[0]) });
        // SAFETY: as above.
        must(unsafe { MPI_Isend(data, len, ty, peer, 0, world, &raw mut requests[1]) });
        for request in &mut requests {
            let mut status = MaybeUninit::<MPI_Status>::uninit();
            // SAFETY: a request that is under way.
            must(unsafe { MPI_Wait(request, status.as_mut_ptr()) });
            black_box(status);
        }
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
fn rust_start(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let (peer, data, room) = (setup.peer(), &setup.data[..len], &mut setup.room[..len]);
    for _ in 0..rounds {
        let result = setup.mpi.scope(|s| {
            let coming = setup.world.irecv(s, &mut *room, peer, 0)?;
            let going = setup.world.isend(s, data, peer, 0)?;
            black_box(coming.wait()?.1);
            black_box(going.wait()?.1);
            Ok::<_, mpi_shim::Error>(())
        });
        result.expect("messages");
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
