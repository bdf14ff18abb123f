//! Chooses the provider and, for the machine's C library, finds it and learns what it has.
//!
//! The variables that steer it: `SHMEM_SYS_PROVIDER` (`bundled` or `system`, above the features) and
//! those that `build/search.rs` lists. Nothing that it compiles is ever run, and nothing is linked.

#[macro_use]
#[path = "src/system/routines.rs"]
mod table;

#[path = "build/choice.rs"]
mod choice;
#[path = "build/closure.rs"]
mod closure;
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
#[path = "build/this_machine.rs"]
mod this_machine;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use choice::{Provider, Wishes, choose};
use machine::Machine;
use system::Workshop;
use this_machine::ThisMachine;

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
    let workshop = Workshop { compiler: cc::Build::new(), dir: out_dir.clone() };
    let library = system::find(machine, &workshop)?;
    for file in &library.files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
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
    let write = |name: &str, text: String| {
        let path = out_dir.join(name);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    write("constants.rs", emit::constants(&library.header))?;
    write("references.h", emit::references(&library.unsaid))?;
    workshop
        .c_build(&library.candidate.line)
        .include(&out_dir)
        .file("src/system/shim.c")
        .try_compile("shmem_sys_shim")
        .map_err(|error| format!("the C compiler refuses src/system/shim.c: {error}"))?;
    for line in emit::link(&library.candidate.line) {
        println!("cargo::{line}");
    }
    for (key, value) in emit::facts(&library) {
        println!("cargo::metadata={key}={value}");
        println!("cargo::rustc-env=SHMEM_SYS_{}={value}", key.to_uppercase());
    }
    Ok(())
}
