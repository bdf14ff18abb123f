//! Processes that come and go. What is spawned is this program, told what to do by an argument.

use std::env;
use std::os::unix::ffi::OsStrExt;
use std::process::exit;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use mpi_shim::prelude::*;
use mpi_shim::{ConnectionError, Error, ErrorClass, Intercommunicator, Result, Root, Spawn};
use shmem_test::Trial;

/// By what spawned processes know that they are.
const CHILD: &str = "--spawned-to";

/// This program, to do something.
fn this_to(what: &str) -> Spawn {
    let program = env::current_exe().expect("this program has a path");
    Spawn::new(program).args([CHILD, what])
}

/// What a spawned process does.
fn child(mpi: &Mpi, what: &str) -> Result<()> {
    let parent = mpi.parent()?.expect("it was spawned");
    match what {
        "add" => {
            let mut sum = 0;
            for rank in 0..parent.remote_size() {
                sum += parent.recv_vec::<usize>(rank, 0)?.0[0];
            }
            for rank in 0..parent.remote_size() {
                parent.send(&[sum, mpi.world().rank()], rank, 1)?;
            }
            assert_eq!(
                parent.send(&[0], parent.remote_size(), 1).unwrap_err().class(),
                ErrorClass::Rank
            );
            parent.disconnect()
        }
        "merge" => {
            let mut data = [0; 3];
            parent.broadcast(Root::There(0, &mut data))?;
            let all = parent.merge(true)?;
            assert_eq!(all.rank(), parent.remote_size() + parent.rank());
            all.all_reduce_value(data[2], Sum)?;
            all.disconnect()?;
            parent.disconnect()
        }
        "say arguments" => {
            for argument in env::args_os().skip(3) {
                parent.send(argument.as_bytes(), 0, 0)?;
            }
            parent.send(&[mpi.world().rank(), mpi.world().size()], 0, 1)?;
            parent.disconnect()
        }
        "have one parent" => {
            assert_eq!(mpi.parent().err(), Some(Error::Connection(ConnectionError::ParentInUse)));
            parent.barrier()?;
            drop(parent);
            let parent = mpi.parent()?.expect("it is still there");
            assert_eq!(parent.all_reduce_value(1, Sum)?, parent.remote_size());
            parent.disconnect()?;
            assert!(mpi.parent()?.is_none());
            Ok(())
        }
        "forget" => {
            parent.barrier()?;
            std::mem::forget(parent);
            assert_eq!(mpi.parent().err(), Some(Error::Connection(ConnectionError::ParentInUse)));
            Ok(())
        }
        "go" => Ok(()),
        "spawn" => {
            let spawn = this_to("have one parent");
            let grandchildren = watched(|| mpi.this_process().spawn(&spawn, 0))?;
            grandchildren.barrier()?;
            assert_eq!(grandchildren.all_reduce_value(1usize, Sum)?, 1);
            grandchildren.disconnect()?;
            parent.barrier()?;
            parent.disconnect()
        }
        "panic" => panic!("on purpose"),
        what => unreachable!("nobody is spawned to {what}"),
    }
}

/// What is said of a spawn that does not return.
const STUCK: &str = "the library does not return from a spawn";

/// How long a spawn may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Gives a spawn up that does not return: Open MPI 4.1 over PMIx 4 loses the first words of a process now and then, the
/// more often the busier the machine is, and all wait for each other then.
fn watched<T>(spawn: impl FnOnce() -> T) -> T {
    let (returned, waits) = mpsc::channel::<()>();
    thread::spawn(move || {
        if waits.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            eprintln!("{STUCK}");
            exit(1)
        }
    });
    let result = spawn();
    drop(returned);
    result
}

/// Children of the world; none where the library cannot have any, which is an error on all processes then.
fn children<'mpi>(mpi: &'mpi Mpi, spawn: &Spawn) -> Result<Option<Intercommunicator<'mpi>>> {
    unless_lacking(watched(|| mpi.world().spawn(spawn, mpi.world().size() - 1)))
}

/// MPICH has no dynamic processes where it is built over UCX.
fn unless_lacking<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(Error::Library { class: ErrorClass::Other, .. }) if mpi_shim::library() == "mpich" => {
            Ok(None)
        }
        result => result.map(Some),
    }
}

fn spawned_processes_and_parents_talk(mpi: &Mpi) -> Result<()> {
    let world = mpi.world();
    let (me, n) = (world.rank(), world.size());
    let Some(children) = children(mpi, &this_to("add").processes(3))? else { return Ok(()) };
    assert_eq!((children.rank(), children.size(), children.remote_size()), (me, n, 3));
    for child in 0..3 {
        children.send(&[me + 1], child, 0)?;
    }
    for child in 0..3 {
        assert_eq!(children.recv_vec::<usize>(child, 1)?.0, [n * (n + 1) / 2, child]);
    }
    children.disconnect()
}

fn parents_and_children_become_one(mpi: &Mpi) -> Result<()> {
    let world = mpi.world();
    let Some(children) = children(mpi, &this_to("merge").processes(2))? else { return Ok(()) };
    let data = [1, 2, 5];
    children.broadcast(match world.rank() {
        0 => Root::Here(&data),
        _ => Root::Nobody,
    })?;
    let all = children.merge(false)?;
    assert_eq!((all.rank(), all.size()), (world.rank(), world.size() + 2));
    assert_eq!(all.all_reduce_value(0, Sum)?, 10);
    all.disconnect()?;
    children.disconnect()
}

fn arguments_come_as_they_are(mpi: &Mpi) -> Result<()> {
    let said = ["", "two words", "\"quoted'", "naïve", "a\nb", "$HOME \\ *", "-n"];
    let spawn = this_to("say arguments").args(said);
    let Some(children) = children(mpi, &spawn)? else { return Ok(()) };
    if mpi.world().rank() == 0 {
        for said in said {
            assert_eq!(children.recv_vec::<u8>(0, 0)?.0, said.as_bytes());
        }
        assert_eq!(children.recv_vec::<usize>(0, 1)?.0, [0, 1]);
        assert_eq!(children.iprobe(Source::Any, Tag::Any)?, None);
    }
    children.disconnect()
}

fn several_programs_are_one_world(mpi: &Mpi) -> Result<()> {
    let all = [
        this_to("say arguments").arg("first").processes(2),
        this_to("say arguments").args(["second", "more"]),
    ];
    let Some((children, each)) = unless_lacking(watched(|| mpi.world().spawn_multiple(&all, 0)))?
    else {
        return Ok(());
    };
    assert_eq!((children.remote_size(), each), (3, vec![Ok(()); 3]));
    if mpi.world().rank() == 0 {
        for (child, said) in [(0, "first"), (1, "first"), (2, "second")] {
            assert_eq!(children.recv_vec::<u8>(child, 0)?.0, said.as_bytes());
            assert_eq!(children.recv_vec::<usize>(child, 1)?.0, [child, 3]);
        }
        assert_eq!(children.recv_vec::<u8>(2, 0)?.0, b"more");
    }
    children.disconnect()
}

fn a_process_has_one_parent(mpi: &Mpi) -> Result<()> {
    assert!(mpi.parent()?.is_none());
    let Some(children) = children(mpi, &this_to("have one parent").processes(2))? else {
        return Ok(());
    };
    children.barrier()?;
    assert_eq!(children.all_reduce_value(1usize, Sum)?, 2);
    children.disconnect()
}

fn children_have_children(mpi: &Mpi) -> Result<()> {
    let Some(children) = children(mpi, &this_to("spawn"))? else { return Ok(()) };
    children.barrier()?;
    children.disconnect()
}

fn several_generations_come_and_go(mpi: &Mpi) -> Result<()> {
    for _ in 0..3 {
        spawned_processes_and_parents_talk(mpi)?;
    }
    Ok(())
}

fn who_does_not_disconnect_ends_together(mpi: &Mpi) -> Result<()> {
    let Some(forgetful) = children(mpi, &this_to("forget"))? else { return Ok(()) };
    forgetful.barrier()?;
    let going = children(mpi, &this_to("go"))?;
    drop(going);
    std::mem::forget(forgetful);
    Ok(())
}

fn a_childs_panic_ends_the_job(mpi: &Mpi) -> Result<()> {
    let Some(children) = children(mpi, &this_to("panic"))? else { panic!("on purpose") };
    children.recv(&mut [0], 0, 0).map(drop)
}

/// What is wrong at the root is an error there, and on the others as well, and nothing has begun.
fn what_cannot_be_spawned_is_an_error(mpi: &Mpi) -> Result<()> {
    let world = mpi.world();
    let n = world.size();
    let root = n - 1;
    let refused = |error: Error| match world.rank() {
        rank if rank == root => Some(error),
        _ => Some(Error::Connection(ConnectionError::Refused { rank: root })),
    };
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for program in
        ["/no/such/program", "no-such-program-of-mpi-shim", "./no-such", "", "/tmp", file]
    {
        let error = world.spawn(&Spawn::new(program), root).err();
        assert_eq!(
            error,
            refused(Error::Connection(ConnectionError::NoProgram { program: program.into() }))
        );
    }
    let elsewhere = world.spawn(&Spawn::new("./Cargo.toml").hint("wdir", "/"), root);
    assert_eq!(
        elsewhere.err(),
        refused(Error::Connection(ConnectionError::NoProgram { program: "./Cargo.toml".into() }))
    );
    assert_eq!(
        world.spawn(&this_to("go").processes(0), root).err(),
        refused(Error::Connection(ConnectionError::NoProcess))
    );
    assert_eq!(
        world.spawn_multiple(&[], root).err(),
        refused(Error::Connection(ConnectionError::NoProcess))
    );
    let count = usize::MAX;
    let many = world.spawn(&this_to("go").processes(count), root);
    assert_eq!(many.err(), refused(Error::TooLarge { count }));
    let zero = world.spawn(&this_to("go").arg("a\0b"), root);
    assert_eq!(
        zero.err(),
        refused(Error::Connection(ConnectionError::Zero { what: "an argument" }))
    );
    assert_eq!(world.spawn(&this_to("go"), n).err(), Some(Error::Rank { rank: n, size: n }));
    Ok(())
}

fn errors_of_a_spawn_leave_everything_as_it_was(mpi: &Mpi) -> Result<()> {
    what_cannot_be_spawned_is_an_error(mpi)?;
    let world = mpi.world();
    let root = world.size() - 1;
    // Elsewhere, what is to be spawned does not count.
    let spawn = this_to("add").processes(2);
    let spawn = if world.rank() == root { spawn } else { Spawn::new("").processes(1000) };
    let Some(children) = children(mpi, &spawn)? else { return Ok(()) };
    for child in 0..2 {
        children.send(&[1usize], child, 0)?;
        assert_eq!(children.recv_vec::<usize>(child, 1)?.0, [world.size(), child]);
    }
    children.disconnect()
}

fn what_is_always_there_stays(mpi: &Mpi) -> Result<()> {
    assert_eq!(mpi.world().disconnect(), Err(Error::Connection(ConnectionError::Predefined)));
    assert_eq!(
        mpi.this_process().disconnect(),
        Err(Error::Connection(ConnectionError::Predefined))
    );
    mpi.world().duplicate()?.disconnect()?;
    mpi.world().barrier()
}

fn the_library_may_know_how_many_there_can_be(mpi: &Mpi) -> Result<()> {
    if let Some(most) = mpi.universe_size()? {
        assert!(most >= 1);
    }
    assert!(matches!(mpi.application_number()?, None | Some(0)));
    Ok(())
}

fn main() {
    if env::args().nth(1).as_deref() == Some(CHILD) {
        let what = env::args().nth(2).unwrap_or_default();
        return mpi_shim::run(|mpi| child(mpi, &what));
    }
    let mut all = shmem_test::trials![
        the_library_may_know_how_many_there_can_be: [1, 2],
        what_is_always_there_stays: [1, 2],
        what_cannot_be_spawned_is_an_error: [1, 2, 3],
    ];
    let spawning = shmem_test::trials![
        spawned_processes_and_parents_talk: [1, 2, 3],
        parents_and_children_become_one: [1, 2, 3],
        arguments_come_as_they_are: [1, 2],
        several_programs_are_one_world: [1, 2],
        a_process_has_one_parent: [1, 2],
        children_have_children: [1],
        several_generations_come_and_go: [1],
        errors_of_a_spawn_leave_everything_as_it_was: [1, 3],
        who_does_not_disconnect_ends_together: [1, 2],
    ];
    all.extend(spawning.into_iter().map(|trial| trial.again_after(STUCK)));
    let name = "a_childs_panic_ends_the_job";
    let trial = Trial::new(name, a_childs_panic_ends_the_job).npes(&[1, 2]).again_after(STUCK);
    all.push(trial.ends(|ended| {
        assert_ne!(ended.outcome().status, 0);
        ended.expect_message("on purpose");
    }));
    shmem_test::run_mpi(all)
}
