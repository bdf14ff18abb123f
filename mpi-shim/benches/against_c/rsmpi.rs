//! The same loops by rsmpi.

#![allow(unsafe_code, reason = "names that callgrind shows")]

use std::hint::black_box;

use mpi::collective::SystemOperation;
use mpi::point_to_point::send_receive_into;
use mpi::request::{multiple_scope, scope};
use mpi::topology::SimpleCommunicator;
use mpi::traits::*;

use crate::loops::{Setup, WINDOW};

/// Whom messages go to and come from.
fn peer(setup: &Setup<'_>) -> i32 {
    i32::try_from(setup.peer()).expect("small enough for C")
}

#[unsafe(no_mangle)]
#[inline(never)]
pub(crate) fn rsmpi_ping(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let world = SimpleCommunicator::world();
    let (first, peer) = (world.rank() % 2 == 0, world.process_at_rank(peer(setup)));
    let (data, room) = (&setup.data[..len], &mut setup.room[..len]);
    for _ in 0..rounds {
        if first {
            peer.send(data);
        }
        black_box(peer.receive_into(room));
        if !first {
            peer.send(data);
        }
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
pub(crate) fn rsmpi_exchange(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let world = SimpleCommunicator::world();
    let peer = world.process_at_rank(peer(setup));
    let (data, room) = (&setup.data[..len], &mut setup.room[..len]);
    for _ in 0..rounds {
        black_box(send_receive_into(data, &peer, room, &peer));
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
pub(crate) fn rsmpi_start(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let world = SimpleCommunicator::world();
    let peer = world.process_at_rank(peer(setup));
    let (data, room) = (&setup.data[..len], &mut setup.room[..len]);
    for _ in 0..rounds {
        scope(|s| {
            let coming = peer.immediate_receive_into(s, room);
            let going = peer.immediate_send(s, data);
            black_box(coming.wait());
            black_box(going.wait());
        });
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
pub(crate) fn rsmpi_window(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let world = SimpleCommunicator::world();
    let peer = world.process_at_rank(peer(setup));
    let (data, room) = (&setup.data[..len], &mut setup.room[..WINDOW * len]);
    for _ in 0..rounds {
        multiple_scope(2 * WINDOW, |s, requests| {
            for part in room.chunks_exact_mut(len) {
                requests.add(peer.immediate_receive_into(s, part));
                requests.add(peer.immediate_send(s, data));
            }
            requests.wait_all(&mut Vec::new());
        });
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
pub(crate) fn rsmpi_broadcast(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let world = SimpleCommunicator::world();
    for _ in 0..rounds {
        world.process_at_rank(0).broadcast_into(&mut setup.room[..len]);
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
pub(crate) fn rsmpi_all_reduce(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let world = SimpleCommunicator::world();
    let (data, room) = (&setup.data[..len], &mut setup.room[..len]);
    for _ in 0..rounds {
        world.all_reduce_into(data, room, SystemOperation::sum());
    }
}

#[unsafe(no_mangle)]
#[inline(never)]
pub(crate) fn rsmpi_all_to_all(setup: &mut Setup<'_>, len: usize, rounds: usize) {
    let world = SimpleCommunicator::world();
    let all = len * setup.world.size();
    let (data, room) = (&setup.data[..all], &mut setup.room[..all]);
    for _ in 0..rounds {
        world.all_to_all_into(data, room);
    }
}
