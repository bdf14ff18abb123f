//! A package outside of this workspace that depends on the crates by path, as the README says: the README's first
//! program, and its test.

use std::fs;
use std::path::Path;
use std::process::Command;

use shmem_sys::Provider;
use shmem_test::{DEADLINE, Job};
use tempfile::TempDir;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace")
}

/// The README's blocks of a language, in order.
fn blocks(language: &str) -> Vec<String> {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("the README");
    let start = format!("```{language}\n");
    let blocks = readme.split(&start).skip(1);
    blocks.map(|block| block.split("```").next().expect("it ends").to_owned()).collect()
}

/// A block of the README's manifests, with the way to the clone filled in.
fn manifest(index: usize) -> String {
    let clone = workspace().to_str().expect("a directory with a name of text");
    blocks("toml")[index].replace("../path/to/this/clone", clone)
}

/// The package that the README describes.
fn package() -> TempDir {
    let package = tempfile::tempdir().expect("a directory for the package");
    let write = |name: &str, text: &str| {
        let path = package.path().join(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, text).expect("the package can be written");
    };
    let head = "[package]\nname = \"outside\"\nedition = \"2024\"\n\n";
    write("Cargo.toml", &format!("{head}{}\n{}", manifest(0), manifest(1)));
    let [program, test] = blocks("rust").try_into().expect("a program and a test");
    write("src/main.rs", &program);
    write("tests/ring.rs", &test);
    // The versions that this workspace was tested with.
    fs::copy(workspace().join("Cargo.lock"), package.path().join("Cargo.lock"))
        .expect("the lock file can be copied");
    package
}

/// The directory that this test is built in, whose dependencies are the package's as well.
fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target directory")
}

/// What cargo says when it succeeds.
#[track_caller]
fn cargo(package: &TempDir, arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(package.path()).env("CARGO_TARGET_DIR", target());
    // As dependencies are compiled for this workspace.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "false");
    let output = cargo.env("SHMEM_NPES", "3").output().expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said.into_owned()
}

/// Runs the package's program on three PEs, and sorts what they say.
fn run(package: &TempDir) -> Vec<String> {
    let said = if shmem_sys::provider() == Provider::Bundled {
        cargo(package, &["run", "--quiet"])
    } else {
        // It does not launch itself.
        cargo(package, &["build", "--quiet"]);
        let job = Job::new(target().join("debug/outside"), 3);
        let ended = shmem_test::run_job(job, DEADLINE).expect("a job that ends");
        assert_eq!(ended.status, 0, "{ended:?}");
        ended.stdout.iter().map(|said| String::from_utf8_lossy(said).into_owned()).collect()
    };
    let mut lines: Vec<_> = said.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn the_readmes_program_and_test_run_in_a_package_of_their_own() {
    let package = package();
    assert_eq!(
        run(&package),
        [
            "PE 0 of 3: my left neighbour is 2, and all numbers add up to 3",
            "PE 1 of 3: my left neighbour is 0, and all numbers add up to 3",
            "PE 2 of 3: my left neighbour is 1, and all numbers add up to 3",
        ]
    );
    let tested = cargo(&package, &["test", "--quiet", "--test", "ring"]);
    assert!(tested.contains("4 passed; 0 failed; 0 ignored"), "{tested}");
}
