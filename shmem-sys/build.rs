//! Chooses the provider and, for the machine's C library, finds it and learns what it has.
//!
//! The variables that steer it: `SHMEM_SYS_PROVIDER` (`bundled` or `system`, above the features) and
//! those that `build/search.rs` lists. Nothing that it compiles is ever run, and nothing is linked.

#[macro_use]
#[path = "src/system/routines.rs"]
mod table;

#[path = "build/choice.rs"]
mod choice;
#[path = "build/constants.rs"]
mod constants;
#[path = "build/emit.rs"]
mod emit;
#[path = "build/failure.rs"]
mod failure;
#[path = "build/identity.rs"]
mod identity;
#[path = "build/link_line.rs"]
mod link_line;
#[path = "build/machine.rs"]
mod machine;
#[path = "build/probe.rs"]
mod probe;
#[path = "build/routines.rs"]
mod routines;
#[path = "build/search.rs"]
mod search;
#[path = "build/symbols.rs"]
mod symbols;
#[path = "build/system.rs"]
mod system;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use choice::{Provider, Wishes, choose};
use machine::{Machine, ThisMachine};

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    for file in ["build.rs", "build", "src/system/routines.rs", "src/system/shim.c"] {
        println!("cargo::rerun-if-changed={file}");
    }
    println!("cargo::rustc-check-cfg=cfg(shmem_provider, values(\"bundled\", \"system\"))");
    println!("cargo::rustc-check-cfg=cfg(shmem_sync_is_aset)");
    let families: BTreeSet<_> = routines::all().iter().map(|routine| routine.family).collect();
    for family in families.into_iter().filter(|&family| family != "needed") {
        println!("cargo::rustc-check-cfg=cfg(shmem_has_{family})");
    }

    let machine = ThisMachine;
    let provider = choose(Wishes {
        variable: machine.var("SHMEM_SYS_PROVIDER").as_deref(),
        bundled: std::env::var_os("CARGO_FEATURE_BUNDLED").is_some(),
        system: std::env::var_os("CARGO_FEATURE_SYSTEM").is_some(),
        docs: machine.var("DOCS_RS").is_some(),
    })?;
    println!("cargo::rustc-cfg=shmem_provider=\"{}\"", provider.name());
    println!("cargo::metadata=provider={}", provider.name());
    if provider == Provider::System {
        system(&machine)?
    }
    Ok(())
}

fn system(machine: &ThisMachine) -> Result<(), String> {
    let out_dir = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?);
    let library = system::find(machine, &out_dir)?;
    for warning in &library.warnings {
        println!(
            "cargo::warning=the installed library is not as the standard says; not used: {warning}"
        );
    }
    for (family, _) in library.families.iter().filter(|&(_, &has)| has) {
        println!("cargo::rustc-cfg=shmem_has_{family}");
    }
    if library.sync_is_aset {
        println!("cargo::rustc-cfg=shmem_sync_is_aset");
    }
    let constants = out_dir.join("constants.rs");
    std::fs::write(&constants, emit::constants(&library))
        .map_err(|error| format!("{}: {error}", constants.display()))?;
    system::c_build(&library.candidate)
        .file("src/system/shim.c")
        .try_compile("shmem_sys_shim")
        .map_err(|error| format!("the C compiler refuses src/system/shim.c: {error}"))?;
    emit::link(&library);
    Ok(())
}
