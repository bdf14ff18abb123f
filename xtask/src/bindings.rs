//! The raw API beside the installed header: `tests/bindings`, a workspace of its own, with what it needs.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cargo::{self, BUILD};
use crate::exec::{self, Echo};
use crate::install;
use crate::parts::SUITE;
use crate::report::Report;

const MANIFEST: &str = "tests/bindings/Cargo.toml";

/// One for all libraries: bindgen takes its time to compile.
const TARGET: &str = "target/bindings";

/// An archive without members.
const EMPTY_ARCHIVE: &str = "!<arch>\n";

/// Compares every declaration, size and constant with those of Open MPI.
pub(crate) fn run(report: &mut Report) {
    install::provide(&["oshcc"], report);
    if !install::present("oshcc") {
        return report.skip("bindings", "oshcc is not installed");
    }
    match open_mpi() {
        Ok(library) => compare(&library, report),
        Err(why) => report.lint("Open MPI's directories", Err(why)),
    }
}

/// A C library to compare with.
pub(crate) struct Library {
    /// Where `shmem.h` is.
    pub(crate) include: PathBuf,
    /// The shared library.
    pub(crate) file: PathBuf,
    /// The compiler that belongs to it.
    pub(crate) oshcc: PathBuf,
}

/// Compares every declaration, size and constant.
pub(crate) fn compare(library: &Library, report: &mut Report) {
    install::provide(&["libclang.so"], report);
    if !install::present("libclang.so") {
        return report.skip("bindings", "libclang.so is not installed");
    }
    let prefix = cargo::root().join(TARGET).join("prefix");
    if let Err(error) = make(&prefix, library) {
        return report
            .lint("prefix for the bindings", Err(format!("{}: {error}", prefix.display())));
    }
    // Not --locked: other manifests are ours, and their changes reach this lock file only here.
    let on_bindings = |task: &str| {
        let mut command = Command::new("cargo");
        command.args([task, "--manifest-path", MANIFEST]);
        command.env("SHMEM_INSTALL_DIR", &prefix).env("CARGO_TARGET_DIR", TARGET);
        command.env("SHMEM_SYS_PROVIDER", "system").env("OSHCC", &library.oshcc);
        command
    };
    let mut fmt = Command::new("cargo");
    fmt.args(["fmt", "--check", "--manifest-path", MANIFEST]);
    report.lint_command("bindings: fmt", BUILD, &mut fmt);
    // It does not notice another library.
    let clean = exec::run(on_bindings("clean").args(["-p", "openshmem-sys"]), BUILD, Echo::Quiet);
    if !clean.end.success() {
        return report.lint("bindings: clean", Err(clean.output()));
    }
    let mut clippy = on_bindings("clippy");
    clippy.args(["--all-targets", "--", "-D", "warnings"]);
    report.lint_command("bindings: clippy", BUILD, &mut clippy);
    report.suite("bindings", SUITE, &mut on_bindings("test"));
}

fn open_mpi() -> Result<Library, String> {
    Ok(Library {
        include: dir_with("incdirs", "shmem.h")?,
        file: dir_with("libdirs", "liboshmem.so")?.join("liboshmem.so"),
        oshcc: "oshcc".into(),
    })
}

/// The library as the crate `openshmem-sys` wants one: `include`, `lib/libsma.so` and
/// `lib/libpmi_simple.a`, from which nothing is needed.
fn make(prefix: &Path, library: &Library) -> std::io::Result<()> {
    if prefix.exists() {
        fs::remove_dir_all(prefix)?;
    }
    fs::create_dir_all(prefix.join("lib"))?;
    symlink(&library.include, prefix.join("include"))?;
    symlink(&library.file, prefix.join("lib/libsma.so"))?;
    fs::write(prefix.join("lib/libpmi_simple.a"), EMPTY_ARCHIVE)
}

/// The first of Open MPI's directories that has a file.
fn dir_with(dirs: &str, file: &str) -> Result<PathBuf, String> {
    let mut ask = Command::new("oshcc");
    let ended =
        exec::run(ask.arg(format!("--showme:{dirs}")), Duration::from_secs(30), Echo::Quiet);
    if !ended.end.success() {
        return Err(format!("oshcc --showme:{dirs}: {}\n{}", ended.end, ended.output()));
    }
    let there =
        ended.stdout.split_whitespace().map(PathBuf::from).find(|dir| dir.join(file).is_file());
    there.ok_or_else(|| {
        format!("no {file} in the directories that oshcc names: {}", ended.stdout.trim())
    })
}
