//! Calls with lengths that processes do not agree on.

use mpi_shim::prelude::*;
use mpi_shim::{Buffer, BufferMut, Cartesian, Graph, Parts, Result};

/// A call that all processes make, with a length that each believes in.
pub(crate) type Call = fn(&Communicator<'_>, usize, &mut [u64]) -> Result<()>;

/// How many elements a call writes, of a length and a number of processes.
pub(crate) type Memory = fn(usize, usize) -> usize;

/// All processes in a ring.
fn ring<'mpi>(world: &Communicator<'mpi>) -> Result<Cartesian<'mpi, 1>> {
    Ok(world.create_cartesian([world.size()], [true], false)?.expect("all are in it"))
}

/// All processes in a ring, as a graph.
fn round<'mpi>(world: &Communicator<'mpi>) -> Result<Graph<'mpi>> {
    let (me, n) = (world.rank(), world.size());
    let both = [(me + n - 1) % n, (me + 1) % n];
    world.create_dist_graph_adjacent(&both, &both, false)
}

pub(crate) const CALLS: [(&str, Memory, Call); 36] = [
    ("broadcast", |n, _| n, |world, _, data| world.broadcast(data, 0)),
    ("gather", |n, size| n * size, |world, n, all| world.gather(&vec![1; n], all, 0)),
    (
        "gather_parts",
        |n, size| n * size,
        |world, n, all| {
            let parts = Parts::packed(&vec![n; world.size()])?;
            world.gather_parts(&vec![1; n], all, &parts, 0)
        },
    ),
    ("scatter", |n, _| n, |world, n, mine| world.scatter(&vec![1; n * world.size()], mine, 0)),
    (
        "scatter_parts",
        |n, _| n,
        |world, n, mine| {
            let parts = Parts::packed(&vec![n; world.size()])?;
            world.scatter_parts(&vec![1; n * world.size()], &parts, mine, 0)
        },
    ),
    ("all_gather", |n, size| n * size, |world, n, all| world.all_gather(&vec![1; n], all)),
    (
        "all_gather_parts",
        |n, size| n * size,
        |world, n, all| {
            let parts = Parts::packed(&vec![n; world.size()])?;
            world.all_gather_parts(&vec![1; n], all, &parts)
        },
    ),
    (
        "all_to_all",
        |n, size| n * size,
        |world, n, all| world.all_to_all(&vec![1; n * world.size()], all),
    ),
    (
        "all_to_all_parts",
        |n, size| n * size,
        |world, n, all| {
            let parts = Parts::packed(&vec![n; world.size()])?;
            world.all_to_all_parts(&vec![1; n * world.size()], &parts, all, &parts)
        },
    ),
    ("reduce", |n, _| n, |world, n, result| world.reduce(&vec![1; n], result, Sum, 0)),
    ("all_reduce", |n, _| n, |world, n, result| world.all_reduce(&vec![1; n], result, Sum)),
    (
        "reduce_scatter_block",
        |n, _| n,
        |world, n, part| world.reduce_scatter_block(&vec![1; n * world.size()], part, Sum),
    ),
    ("scan", |n, _| n, |world, n, result| world.scan(&vec![1; n], result, Sum)),
    (
        "reduce_scatter",
        |n, _| n,
        |world, n, part| {
            let lengths = vec![n; world.size()];
            world.reduce_scatter(&vec![1; n * world.size()], part, &lengths, Sum)
        },
    ),
    ("exclusive_scan", |n, _| n, |world, n, result| world.exclusive_scan(&vec![1; n], result, Sum)),
    ("all_gather_in_place", |n, size| n * size, |world, _, all| world.all_gather_in_place(all)),
    ("all_to_all_in_place", |n, size| n * size, |world, _, all| world.all_to_all_in_place(all)),
    ("reduce_in_place", |n, _| n, |world, _, data| world.reduce_in_place(data, Sum, 0)),
    ("all_reduce_in_place", |n, _| n, |world, _, data| world.all_reduce_in_place(data, Sum)),
    (
        "reduce_scatter_block_in_place",
        |n, size| n * size,
        |world, _, data| world.reduce_scatter_block_in_place(data, Sum),
    ),
    (
        "all_reduce_by_a_closure",
        |n, _| n,
        |world, n, result| world.all_reduce(&vec![1; n], result, op::commuting(u64::wrapping_add)),
    ),
    (
        "scan_by_a_closure",
        |n, _| n,
        |world, n, result| world.scan(&vec![1; n], result, op::in_order(u64::wrapping_add)),
    ),
    (
        "ibroadcast",
        |n, _| n,
        |world, _, data| world.mpi().scope(|s| world.ibroadcast(s, data, 0)?.wait().map(drop)),
    ),
    (
        "igather",
        |n, size| n * size,
        |world, n, all| {
            let mine = vec![1; n];
            world.mpi().scope(|s| world.igather(s, &mine, all, 0)?.wait().map(drop))
        },
    ),
    (
        "iscatter",
        |n, _| n,
        |world, n, mine| {
            let all = vec![1; n * world.size()];
            world.mpi().scope(|s| world.iscatter(s, &all, mine, 0)?.wait().map(drop))
        },
    ),
    (
        "iall_gather",
        |n, size| n * size,
        |world, n, all| {
            let mine = vec![1; n];
            world.mpi().scope(|s| world.iall_gather(s, &mine, all)?.wait().map(drop))
        },
    ),
    (
        "iall_to_all",
        |n, size| n * size,
        |world, n, all| {
            let to = vec![1; n * world.size()];
            world.mpi().scope(|s| world.iall_to_all(s, &to, all)?.wait().map(drop))
        },
    ),
    (
        "iall_reduce_by_a_closure",
        |n, _| n,
        |world, n, result| {
            let (mine, sum) = (vec![1; n], op::commuting(u64::wrapping_add));
            world.mpi().scope(|s| world.iall_reduce(s, &mine, result, sum)?.wait().map(drop))
        },
    ),
    (
        "ireduce_scatter_block",
        |n, _| n,
        |world, n, part| {
            let mine = vec![1; n * world.size()];
            world
                .mpi()
                .scope(|s| world.ireduce_scatter_block(s, &mine, part, Sum)?.wait().map(drop))
        },
    ),
    (
        "iscan",
        |n, _| n,
        |world, n, result| {
            let mine = vec![1; n];
            world.mpi().scope(|s| world.iscan(s, &mine, result, Sum)?.wait().map(drop))
        },
    ),
    (
        "neighbour_all_gather",
        |n, _| 2 * n,
        |world, n, all| ring(world)?.neighbour_all_gather(&vec![1; n], all),
    ),
    (
        "neighbour_all_gather_parts",
        |n, _| 2 * n,
        |world, n, all| {
            let parts = Parts::packed(&[n; 2])?;
            ring(world)?.neighbour_all_gather_parts(&vec![1; n], all, &parts)
        },
    ),
    (
        "neighbour_all_to_all",
        |n, _| 2 * n,
        |world, n, all| ring(world)?.neighbour_all_to_all(&vec![1; 2 * n], all),
    ),
    (
        "neighbour_all_to_all_parts",
        |n, _| 2 * n,
        |world, n, all| {
            let parts = Parts::packed(&[n; 2])?;
            ring(world)?.neighbour_all_to_all_parts(&vec![1; 2 * n], &parts, all, &parts)
        },
    ),
    (
        "neighbour_all_to_all_each",
        |n, _| 2 * n,
        |world, n, all| {
            let (data, (mut left, mut right)) = (vec![1u64; n], all.split_at_mut(n));
            round(world)?.neighbour_all_to_all_each(&[&data, &data], &mut [&mut left, &mut right])
        },
    ),
    (
        "all_to_all_each",
        |n, size| n * size,
        |world, n, all| {
            let to = vec![1u64; n];
            let to: Vec<&dyn Buffer> = vec![&to; world.size()];
            let mut from: Vec<_> = all.chunks_mut(n).collect();
            let mut from: Vec<&mut dyn BufferMut> = from.iter_mut().map(|from| from as _).collect();
            world.all_to_all_each(&to, &mut from)
        },
    ),
];

/// Sends in partitions, and receives.
#[cfg(mpi_standard = "4")]
pub(crate) const PARTITIONED: (&str, Memory, Call) = (
    "partitioned",
    |n, _| n,
    |world, n, room| {
        let (me, size) = (world.rank(), world.size());
        let mut data = vec![1u64; n];
        world.mpi().scope(|s| {
            let mut receive = world.precv_init(s, room, 2, (me + size - 1) % size, 0)?;
            let mut send = world.psend_init(s, &mut data, 2, (me + 1) % size, 0)?;
            receive.start()?;
            send.start()?.ready()?;
            receive.wait()?;
            send.wait()
        })
    },
);
