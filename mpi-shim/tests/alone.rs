//! What needs a launcher, in processes that none has started: it works, or is an error at once.

use std::env;
use std::fs::{self, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Failed, Trial};
use mpi_shim::pool::{MpiPool, Tasks};
use mpi_shim::prelude::*;
use mpi_shim::{Error, ErrorClass, Result, Spawn};

/// By what a process knows what it is.
const ALONE: &str = "--alone";
const CHILD: &str = "--spawned";
const MANAGER: &str = "--manager";

/// A net for hangs.
const DEADLINE: Duration = Duration::from_secs(30);

/// How often a process is started at most that does not return from a spawn: `tests/dynamic.rs` says more.
const TRIES: usize = 3;

/// Names of launchers, any library's.
const LAUNCHERS: [&str; 3] = ["mpiexec", "mpirun", "hydra_pmi_proxy"];

fn main() {
    match env::args().nth(1).as_deref() {
        Some(ALONE) => return mpi_shim::run(alone),
        Some(CHILD) => return mpi_shim::run(spawned),
        Some(MANAGER) => return mpi_shim::run(manage),
        _ => {}
    }
    let trials = vec![
        Trial::test("who_is_alone_has_what_there_can_be", who_is_alone_has_what_there_can_be),
        Trial::test("a_killed_worker_ends_its_manager", a_killed_worker_ends_its_manager),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit()
}

/// What a process does that no launcher has started.
fn alone(mpi: &Mpi) -> Result<()> {
    let me = mpi.this_process();
    assert!(mpi.universe_size()?.is_none_or(|most| most > 0));
    assert!(mpi.parent()?.is_none());
    let program = Spawn::new(env::current_exe().expect("this program has a path"));
    match mpi.world().spawn(&program.arg(CHILD).processes(2), 0) {
        Ok(children) => {
            assert_eq!(children.all_gather_obj(&"parent".to_owned())?, ["child 0", "child 1"]);
            children.disconnect()?;
        }
        Err(error) => lacking(&error),
    }
    match mpi.open_port(None) {
        Ok(port) => assert!(!port.name().is_empty()),
        Err(error) => lacking(&error),
    }
    assert!(mpi.lookup_name("nobody's name", None).is_err());
    assert!(me.connect("no port", 0, None).is_err());
    assert!(me.accept(None, 0, None).is_err());
    Ok(())
}

fn spawned(mpi: &Mpi) -> Result<()> {
    let parent = mpi.parent()?.expect("it was spawned");
    let said: Vec<String> = parent.all_gather_obj(&format!("child {}", mpi.world().rank()))?;
    assert_eq!(said, ["parent"]);
    parent.disconnect()
}

/// MPICH has no dynamic processes where it is built over UCX.
fn lacking(error: &Error) {
    assert_eq!((mpi_shim::library(), error.class()), ("mpich", ErrorClass::Other), "{error}");
}

/// Runs one where each launcher is a program that leaves a trace and does not end.
fn who_is_alone_has_what_there_can_be() -> Result<(), Failed> {
    let bin = env::temp_dir().join(format!("mpi_shim_alone_{}", std::process::id()));
    fs::create_dir(&bin)?;
    let ended = LAUNCHERS.iter().try_for_each(|name| {
        let program = bin.join(name);
        fs::write(&program, "#!/bin/sh\ntouch \"$0 was started\"\nsleep 100\n")?;
        fs::set_permissions(&program, Permissions::from_mode(0o755))
    });
    let ended = ended.map_err(Failed::from).and_then(|()| run_in(&bin));
    fs::remove_dir_all(&bin)?;
    ended
}

fn run_in(bin: &Path) -> Result<(), Failed> {
    let path = format!("{}:{}", bin.display(), env::var("PATH")?);
    let (success, said) = start(ALONE, &path)?;
    let started = |name: &&&str| bin.join(format!("{name} was started")).exists();
    match LAUNCHERS.iter().find(started) {
        Some(name) => Err(format!("{name} was started").into()),
        None if success => Ok(()),
        None => Err(said.into()),
    }
}

/// A pool of which a worker dies, where no launcher ends the manager with it.
fn manage(mpi: &Mpi) -> Result<()> {
    let mut tasks = Tasks::new();
    let die = tasks.add("die", |()| -> () {
        let number = std::process::id().to_string();
        let killed = Command::new("kill").args(["-9", &number]).status();
        panic!("it is still there: {killed:?}")
    });
    if let Some(parent) = mpi.parent()? {
        return MpiPool::serve(&parent, &tasks);
    }
    let program = Spawn::new(env::current_exe().expect("this program has a path")).arg(MANAGER);
    let workers = mpi.world().spawn(&program.processes(2), 0)?;
    let ended = MpiPool::lead(&workers, &tasks, |pool| pool.submit(die, ())?.wait());
    eprintln!("{ended:?}");
    // Nobody is waited for.
    workers.disconnect()
}

fn a_killed_worker_ends_its_manager() -> Result<(), Failed> {
    if mpi_shim::library() == "mpich" {
        return Ok(());
    }
    let (success, said) = start(MANAGER, &env::var("PATH")?)?;
    let died = r#"Died { rank: 1, task: Some("die") }"#;
    if !success && said.contains(died) { Ok(()) } else { Err(said.into()) }
}

/// Runs this program to do something, and returns whether that has succeeded, and what it has said.
fn start(what: &str, path: &str) -> Result<(bool, String), Failed> {
    for _ in 0..TRIES {
        let mut process = Command::new(env::current_exe()?)
            .arg(what)
            .env("PATH", path)
            .envs(
                ["OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"]
                    .map(|name| (name, "1")),
            )
            .stderr(Stdio::piped())
            .spawn()?;
        let ended = wait(&mut process)?;
        let mut said = String::new();
        process.stderr.take().ok_or("it says nothing")?.read_to_string(&mut said)?;
        match ended {
            Some(status) => return Ok((status.success(), said)),
            None => eprintln!("it did not end, and is run again: {said}"),
        }
    }
    Err("it does not end".into())
}

/// How it has ended; `None` if it had to be killed.
fn wait(process: &mut Child) -> Result<Option<ExitStatus>, Failed> {
    let start = Instant::now();
    while start.elapsed() < DEADLINE {
        if let Some(status) = process.try_wait()? {
            return Ok(Some(status));
        }
        sleep(Duration::from_millis(5));
    }
    process.kill()?;
    process.wait()?;
    Ok(None)
}
