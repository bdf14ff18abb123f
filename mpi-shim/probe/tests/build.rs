//! A build that cannot be says what to install.

use std::process::{Command, Output};

/// Builds this package with the compiler wrapper of this name.
fn build(wrapper: &str) -> Output {
    let target = concat!(env!("CARGO_TARGET_TMPDIR"), "/build");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "check",
        "--offline",
        "--manifest-path",
        concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
    ]);
    cargo.env("MPICC", wrapper).env("CARGO_TARGET_DIR", target).output().expect("cargo")
}

#[test]
fn a_missing_mpi_is_told_with_packages() {
    let output = build("/no/such/mpicc");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    for part in [
        "there is no MPI's compiler wrapper",
        "`/no/such/mpicc` cannot be started",
        "libopenmpi-dev",
        "MPICC",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let output = build("true");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
