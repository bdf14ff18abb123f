//! A manager starts workers, hands out numbers to be factored, a new one to whoever has finished one, and collects the results.
//!
//! The workers run this program too: they have a parent.

use mpi_shim::prelude::*;
use mpi_shim::{Error, Intercommunicator, Result, Spawn};

const WORKERS: usize = 2;

/// What goes to workers.
const TASK: i32 = 0;
const NO_MORE: i32 = 1;

fn main() {
    mpi_shim::run(|mpi: &Mpi| match mpi.parent()? {
        Some(manager) => work(manager),
        None => manage(mpi),
    });
}

fn manage(mpi: &Mpi) -> Result<()> {
    let world = mpi.world();
    let program = std::env::current_exe().expect("this program has a path");
    let workers = match world.spawn(&Spawn::new(program).processes(WORKERS), 0) {
        Ok(workers) => workers,
        // Some libraries are built without.
        Err(error @ Error::Library { .. }) => {
            println!("no processes can be started: {error}");
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    // All processes of the world are connected with the workers; the first one is the manager.
    if world.rank() == 0 {
        let numbers: Vec<u64> = (0..20).map(|i| 1_000_003 * (999_983 - 2 * i)).collect();
        let mut waiting = numbers.iter().copied();
        let mut busy = 0;
        for worker in 0..WORKERS {
            busy += hand_out(&workers, worker, waiting.next())?;
        }
        let mut done = 0;
        while busy > 0 {
            let (result, status) = workers.recv_vec::<u64>(Source::Any, TASK)?;
            let [number, factor] = result[..] else { panic!("a number and its factor") };
            assert!(numbers.contains(&number) && factor > 1 && number % factor == 0);
            done += 1;
            let worker = status.source().expect("somebody sent it");
            busy += hand_out(&workers, worker, waiting.next())?;
            busy -= 1;
        }
        assert_eq!(done, numbers.len());
        println!("{done} numbers have been factored by {WORKERS} workers");
    }
    workers.disconnect()
}

/// Sends a worker what is next, if there is something, and says how many tasks that is.
fn hand_out(workers: &Intercommunicator<'_>, worker: usize, next: Option<u64>) -> Result<usize> {
    match next {
        Some(number) => workers.send(&[number], worker, TASK).map(|()| 1),
        None => workers.send::<[u64]>(&[], worker, NO_MORE).map(|()| 0),
    }
}

fn work(manager: Intercommunicator<'_>) -> Result<()> {
    loop {
        let (task, status) = manager.recv_vec::<u64>(0, Tag::Any)?;
        if status.tag() == NO_MORE {
            return manager.disconnect();
        }
        let number = task[0];
        let factor = (2..).find(|factor| number % factor == 0 || factor * factor > number);
        let factor = factor.filter(|factor| number % factor == 0).unwrap_or(number);
        manager.send(&[number, factor], 0, TASK)?;
    }
}
