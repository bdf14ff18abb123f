//! A library where no loader looks: `cargo shmem run` has programs find it all the same.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::cargo::{self, BUILD};
use crate::exec::{self, Echo};

/// What a compiler may take for a page of C.
const SOON: Duration = Duration::from_secs(60);

/// A library that programs need for a routine of the standard, and that has it from the next one.
const SOURCE: &str = r#"#define _GNU_SOURCE
#include <dlfcn.h>
int shmem_n_pes(void) { return ((int (*)(void)) dlsym(RTLD_NEXT, "shmem_n_pes"))(); }
"#;

/// Puts a library into a directory of its own, before Open MPI's, and runs an example over both.
pub(crate) fn check() -> Result<(), String> {
    let directory = cargo::root().join("target/elsewhere");
    fs::create_dir_all(&directory).map_err(|e| format!("{}: {e}", directory.display()))?;
    let source = directory.join("elsewhere.c");
    fs::write(&source, SOURCE).map_err(|e| format!("{}: {e}", source.display()))?;
    let library = directory.join("libelsewhere.so");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source);
    succeed(&mut compiler, SOON)?;

    let libraries = format!("{}:{}", directory.display(), showme("libdirs")?);
    let mut shmem = Command::new("cargo");
    shmem.args(["shmem", "run", "--provider", "system", "-n", "2"]);
    shmem.args(["-p", "shmem-examples", "--example", "ring"]);
    shmem.env("SHMEM_SYS_LIB_DIR", libraries).env("SHMEM_SYS_INCLUDE_DIR", showme("incdirs")?);
    shmem.env("SHMEM_SYS_LIBS", format!("elsewhere,{}", showme("libs")?.replace(':', ",")));
    shmem.env("SHMEM_SYS_LAUNCHER", "oshrun");
    succeed(&mut shmem, BUILD)?;
    // Without the directory the program cannot even start, or the run above has shown nothing.
    let ring = cargo::root().join("target/shmem-system/debug/examples/ring");
    let alone = exec::run(&mut Command::new(ring), SOON, Echo::Quiet);
    if alone.end.success() || !alone.stderr.contains("libelsewhere.so") {
        return Err(format!("the library is not needed: {}\n{}", alone.end, alone.output()));
    }
    Ok(())
}

/// What Open MPI's compiler knows, with colons in between.
fn showme(what: &str) -> Result<String, String> {
    let mut oshcc = Command::new("oshcc");
    let ended = succeed(oshcc.arg(format!("--showme:{what}")), SOON)?;
    Ok(ended.split_whitespace().collect::<Vec<_>>().join(":"))
}

fn succeed(command: &mut Command, deadline: Duration) -> Result<String, String> {
    let ended = exec::run(command, deadline, Echo::Quiet);
    if ended.end.success() {
        return Ok(ended.stdout);
    }
    Err(format!("{command:?}: {}\n{}", ended.end, ended.output()))
}
