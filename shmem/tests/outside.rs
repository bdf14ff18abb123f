//! A program outside of this workspace that depends on the crate by path, as the README says.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The README's first program.
fn program() -> String {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md"));
    let readme = readme.expect("the README can be read");
    let (_, after) = readme.split_once("```rust\n").expect("the README has a program");
    let (program, _) = after.split_once("```").expect("the README's program ends");
    program.to_owned()
}

#[test]
fn the_readmes_program_runs_in_a_package_of_its_own() {
    let package = tempfile::tempdir().expect("a directory for the package");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    let manifest = format!(
        "[package]\nname = \"outside\"\nedition = \"2024\"\n\n[dependencies]\nshmem = {{ path = {:?} }}\n",
        workspace.join("shmem")
    );
    let write = |name: &str, text: &str| {
        fs::write(package.path().join(name), text).expect("the package can be written");
    };
    fs::create_dir(package.path().join("src")).expect("the package can be written");
    write("Cargo.toml", &manifest);
    write("src/main.rs", &program());
    // The versions that this workspace was tested with.
    fs::copy(workspace.join("Cargo.lock"), package.path().join("Cargo.lock"))
        .expect("the lock file can be copied");

    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside"))
        .current_dir(package.path())
        .env("SHMEM_NPES", "3")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let mut lines: Vec<&str> = said.lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "PE 0 of 3: my left neighbour is 2, and all numbers add up to 3",
            "PE 1 of 3: my left neighbour is 0, and all numbers add up to 3",
            "PE 2 of 3: my left neighbour is 1, and all numbers add up to 3",
        ]
    );
}
