//! A package outside of this workspace that depends on the crates by path, as the README says: the README's first
//! program, and its test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

fn cargo(package: &TempDir, arguments: &[&str]) -> Output {
    let target: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(package.path()).env("CARGO_TARGET_DIR", target);
    cargo.env("SHMEM_NPES", "3").output().expect("cargo runs")
}

#[track_caller]
fn lines(output: &Output) -> Vec<String> {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let mut lines: Vec<_> = said.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn the_readmes_program_and_test_run_in_a_package_of_their_own() {
    let package = package();
    assert_eq!(
        lines(&cargo(&package, &["run", "--quiet"])),
        [
            "PE 0 of 3: my left neighbour is 2, and all numbers add up to 3",
            "PE 1 of 3: my left neighbour is 0, and all numbers add up to 3",
            "PE 2 of 3: my left neighbour is 1, and all numbers add up to 3",
        ]
    );
    let tested = lines(&cargo(&package, &["test", "--quiet", "--test", "ring"]));
    assert!(tested.iter().any(|line| line.contains("4 passed; 0 failed; 0 ignored")), "{tested:?}");
}
