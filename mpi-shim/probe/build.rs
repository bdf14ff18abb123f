//! Fails where `mpi-shim` cannot be built, with what to install.

#[allow(unreachable_pub, dead_code, reason = "what this package is for its dependents")]
#[path = "src/lib.rs"]
mod probe;

use std::process::ExitCode;

fn main() -> ExitCode {
    for name in probe::VARIABLES {
        println!("cargo::rerun-if-env-changed={name}");
    }
    println!("cargo::rerun-if-changed=src/lib.rs");
    match probe::check() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\n{why}\n");
            ExitCode::FAILURE
        }
    }
}
