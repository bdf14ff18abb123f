//! Lengths that do not go together: whatever comes of a call, nothing is written beyond what it was lent.
//!
//! Such calls need not return, so each trial has a job of its own, whose processes look after a while at what is
//! around the memory that they lent.

#![allow(unsafe_code, reason = "looks at memory that a call may be writing")]

use std::thread;
use std::time::Duration;

use mpi_shim::prelude::*;
use mpi_shim::{Buffer, BufferMut, Cartesian, Error, ErrorClass, Graph, Parts, Result};
use shmem_test::{Ended, Trial};

/// What is around the memory.
const GUARD: u64 = 0x5afe_5afe_5afe_5afe;

/// How many elements of that there are on each side.
const MARGIN: usize = 200_000;

/// How long a call has, to return or to do harm.
const PATIENCE: Duration = Duration::from_millis(1000);

/// What most processes have, which goes in several pieces, and what one has.
const LENGTHS: (usize, usize) = (20_000, 10);

/// A call that all processes make, with a length that each believes in.
type Call = fn(&Communicator<'_>, usize, &mut [u64]) -> Result<()>;

/// How many elements a call writes, of a length and a number of processes.
type Memory = fn(usize, usize) -> usize;

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

const CALLS: [(&str, Memory, Call); 36] = [
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
const PARTITIONED: (&str, Memory, Call) = (
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
/// Makes a call with a length of its own in the middle of guarded memory, and ends the process.
fn guarded(mpi: &Mpi, first: bool, memory: Memory, call: Call) {
    let world = mpi.world();
    let last = world.size() - 1;
    let n = if world.rank() == if first { 0 } else { last } { LENGTHS.1 } else { LENGTHS.0 };
    let len = memory(n, world.size());
    let all = vec![GUARD; len + 2 * MARGIN].leak();
    let (before, rest) = all.split_at_mut(MARGIN);
    let (lent, after) = rest.split_at_mut(len);
    let margins = [before.as_ptr() as usize, after.as_ptr() as usize];
    let watch = thread::spawn(move || {
        thread::sleep(PATIENCE);
        let around = margins.into_iter().flat_map(|start| {
            let start = start as *const u64;
            // SAFETY: the margins, which are leaked, read as what somebody else may be writing.
            (0..MARGIN).map(move |i| unsafe { start.wrapping_add(i).read_volatile() })
        });
        match around.filter(|&x| x != GUARD).count() {
            0 => println!("intact"),
            n => println!("{n} overwritten"),
        }
        // Who exits first takes the others along.
        thread::sleep(PATIENCE / 2);
        std::process::exit(0)
    });
    println!("returned: {:?}", call(&world, n, lent));
    let _ = watch.join();
}

/// Every process says that its margins are intact.
fn intact(ended: &Ended) {
    for rank in 0..ended.outcome().stdout.len() {
        let said = ended.stdout(rank);
        let fine = said.contains("intact") && !said.contains("overwritten");
        assert!(fine, "rank {rank} says {said:?} and {:?}", ended.stderr(rank));
    }
}

fn too_long_a_message_is_an_error(mpi: &Mpi) -> Result<()> {
    let world = mpi.world().duplicate()?;
    let (me, n) = (world.rank(), world.size());
    let (left, right) = ((me + n - 1) % n, (me + 1) % n);
    for length in [2, 100, 10_000, 1_000_000] {
        let data = vec![1u64; length];
        let mut room = vec![GUARD; length + MARGIN];
        mpi.scope(|s| {
            let sent = world.isend(s, &data, right, 0)?;
            let error = world.recv(&mut room[..length - 1], left, 0).unwrap_err();
            assert_eq!(error.class(), ErrorClass::Truncate, "{error}");
            sent.wait().map(drop)
        })?;
        assert!(room[length - 1..].iter().all(|&x| x == GUARD));

        let mut room = vec![GUARD; length + MARGIN];
        let (inside, outside) = room.split_at_mut(length - 1);
        mpi.scope(|s| {
            let coming = world.irecv(s, inside, left, 0)?;
            let sent = world.isend(s, &data, right, 0)?;
            match coming.wait() {
                Err(error) => assert_eq!(error.class(), ErrorClass::Truncate),
                // Open MPI 4 says nothing where a process waits for what it sends itself.
                Ok(_) => assert_eq!((mpi_shim::library(), n), ("openmpi", 1)),
            }
            sent.wait().map(drop)
        })?;
        assert!(outside.iter().all(|&x| x == GUARD));

        mpi.scope(|s| {
            let sent = world.isend(s, &data, right, 0)?;
            let message = world.mprobe(left, 0)?;
            let error = message.recv(&mut room[..length - 1]).unwrap_err();
            assert_eq!(error.class(), ErrorClass::Truncate);
            sent.wait().map(drop)
        })?;
        assert!(room[length - 1..].iter().all(|&x| x == GUARD));
    }
    Ok(())
}

/// An empty slice of bytes is where some libraries have a constant.
fn nothing_is_not_in_place(mpi: &Mpi) -> Result<()> {
    let world = mpi.world().duplicate()?;
    let parts = Parts::packed(&(0..world.size()).map(|rank| rank.min(1)).collect::<Vec<_>>())?;
    let mut all = vec![9u8; parts.reach()];
    let mine: &[u8] = if world.rank() == 0 { &[] } else { &[5] };
    world.all_gather_parts(mine, &mut all, &parts)?;
    assert_eq!(all, vec![5; world.size() - 1]);
    let empty: &[u8] = &[];
    world.all_gather(empty, &mut [])?;
    world.all_reduce(empty, &mut [], Max)?;
    world.reduce(empty, &mut [], Max, 0)?;
    world.all_to_all(empty, &mut [])?;
    let none = Parts::packed(&vec![0; world.size()])?;
    world.all_gather_parts(empty, &mut [], &none)?;
    world.all_to_all_parts(empty, &none, &mut [], &none)?;
    mpi.scope(|s| world.iall_to_all_parts(s, empty, &none, &mut [], &none)?.wait().map(drop))?;
    mpi.scope(|s| world.iall_reduce(s, empty, &mut [], Max)?.wait().map(drop))
}

fn lengths_of_one_process_are_checked(mpi: &Mpi) {
    let world = mpi.world();
    let n = world.size();
    let class = |result: Result<()>| result.unwrap_err().class();
    let wrong = vec![0u8; n + 1];
    let mut room = vec![0u8; n];
    assert_eq!(class(world.all_gather(&[0; 2], &mut room)), ErrorClass::Count);
    assert_eq!(class(world.all_to_all(&wrong, &mut room)), ErrorClass::Count);
    assert_eq!(class(world.all_reduce(&wrong, &mut room, Max)), ErrorClass::Count);
    assert_eq!(class(world.scan(&wrong, &mut room, Max)), ErrorClass::Count);
    assert_eq!(
        class(world.reduce_scatter_block(&vec![0u8; 3 * n], &mut [0; 2], Max)),
        ErrorClass::Count
    );
    assert_eq!(class(world.reduce_scatter(&wrong, &mut [0], &vec![1; n], Max)), ErrorClass::Count);
    assert_eq!(class(world.broadcast(&mut room, n)), ErrorClass::Rank);
    let parts = Parts::placed(&vec![(1, n); n]).expect("not too large");
    assert_eq!(class(world.all_gather_parts(&[0], &mut room, &parts)), ErrorClass::Count);
    let few = Parts::packed(&[]).expect("not too large");
    assert_eq!(class(world.all_gather_parts(&[], &mut room, &few)), ErrorClass::Count);
    assert!(matches!(Parts::<u64>::packed(&[1 << 31]), Err(Error::TooLarge { .. })));
    assert!(matches!(Parts::<[u64; 2]>::packed(&[1 << 28]), Err(Error::TooLarge { .. })));
    assert!(matches!(Parts::<u64>::packed(&[usize::MAX, usize::MAX]), Err(Error::TooLarge { .. })));
}

fn main() {
    let mut all = shmem_test::trials![
        too_long_a_message_is_an_error,
        nothing_is_not_in_place,
        lengths_of_one_process_are_checked
    ];
    let calls = CALLS.into_iter();
    #[cfg(mpi_standard = "4")]
    let calls = calls.chain([PARTITIONED]);
    for (name, memory, call) in calls {
        for first in [false, true] {
            let who = if first { "first" } else { "last" };
            let body = move |mpi: &Mpi| guarded(mpi, first, memory, call);
            let trial = Trial::new(format!("{name}_where_the_{who}_has_less"), body);
            all.push(trial.npes(&[3]).ends(intact));
        }
    }
    shmem_test::run_mpi(all)
}
