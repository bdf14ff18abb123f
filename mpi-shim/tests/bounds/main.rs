//! Lengths that do not go together: whatever comes of a call, nothing is written beyond what it was lent.
//!
//! Such calls need not return, so each trial has a job of its own, whose processes look after a while at what is
//! around the memory that they lent.

#![allow(unsafe_code, reason = "looks at memory that a call may be writing")]

mod calls;

use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::process::parent_id;
use std::thread;
use std::time::{Duration, Instant};

use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Parts, Result};
use shmem_test::{Ended, Trial};

#[cfg(mpi_standard = "4")]
use calls::PARTITIONED;
use calls::{CALLS, Call, Memory};

/// What is around the memory.
const GUARD: u64 = 0x5afe_5afe_5afe_5afe;

/// How many elements of that there are on each side.
const MARGIN: usize = 200_000;

/// How long a call has, to return or to do harm.
const PATIENCE: Duration = Duration::from_millis(1000);

/// What most processes have, which goes in several pieces, and what one has.
const LENGTHS: (usize, usize) = (20_000, 10);

/// Waits for the other processes, because who exits first takes them along. MPI may be of no use any more, so each adds a
/// byte to a file, which is named after the launcher.
fn until_all_have_looked(size: usize) {
    let path = env::temp_dir().join(format!("mpi-shim-bounds-{}", parent_id()));
    let mut file = File::options().create(true).append(true).open(&path).expect("a file");
    file.write_all(b".").expect("a byte is written");
    let latest = Instant::now() + 10 * PATIENCE;
    while file.metadata().expect("an open file").len() < size as u64 && Instant::now() < latest {
        thread::sleep(PATIENCE / 100);
    }
    // Others have it open, or have removed it.
    let _ = fs::remove_file(path);
}

/// Makes a call with a length of its own in the middle of guarded memory, and ends the process.
fn guarded(mpi: &Mpi, first: bool, memory: Memory, call: Call) {
    let world = mpi.world();
    let size = world.size();
    let n = if world.rank() == if first { 0 } else { size - 1 } { LENGTHS.1 } else { LENGTHS.0 };
    let len = memory(n, size);
    let all = vec![GUARD; len + 2 * MARGIN].leak();
    let (before, rest) = all.split_at_mut(MARGIN);
    let (lent, after) = rest.split_at_mut(len);
    let margins = [before.as_ptr() as usize, after.as_ptr() as usize];
    let watch = thread::spawn(move || {
        let around = || {
            margins.into_iter().flat_map(|start| {
                let start = start as *const u64;
                // SAFETY: the margins, which are leaked, read as what somebody else may be writing.
                (0..MARGIN).map(move |i| unsafe { start.wrapping_add(i).read_volatile() })
            })
        };
        let latest = Instant::now() + PATIENCE;
        // A call that fails ends the job, so what can be seen is told at once.
        while Instant::now() < latest && around().all(|x| x == GUARD) {
            thread::sleep(PATIENCE / 20);
        }
        match around().filter(|&x| x != GUARD).count() {
            0 => println!("intact"),
            n => println!("{n} overwritten"),
        }
        until_all_have_looked(size);
        std::process::exit(0)
    });
    println!("returned: {:?}", call(&world, n, lent));
    let _ = watch.join();
}

/// Every process says that its margins are intact, if the call did not fail, which ends the job.
fn intact(ended: &Ended) {
    let ranks = 0..ended.outcome().stdout.len();
    let failed = ranks.clone().any(|rank| ended.stderr(rank).contains("in a collective call"));
    for rank in ranks {
        let said = ended.stdout(rank);
        let fine = (failed || said.contains("intact")) && !said.contains("overwritten");
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
            all.push(trial.npes(&[3]).ends(intact).idle());
        }
    }
    shmem_test::run_mpi(all)
}
