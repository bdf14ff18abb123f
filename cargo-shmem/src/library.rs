//! The C library: where it is, and how it is built.
//!
//! Its source is the crate `shmem-c` beside the one this program was built from: in a clone, also in the one
//! that `cargo install --git` keeps. Where that is gone, `--source` names another clone.

use crate::files;
use anyhow::{Context, Result, bail};
use cargo_metadata::Message;
use std::io::BufReader;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The directory that this crate and `shmem-c` share, when this program was built.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The package, and the name of its library.
const PACKAGE: &str = "shmem-c";
const NAME: &str = "sma";

/// Where programs look for it when they start, and where linkers do. The number changes with what programs
/// that are linked already rely on; `shmem-c/build.rs` writes it into the library.
pub(crate) const LOADED: &str = "libsma.so.0";
pub(crate) const LINKED: [&str; 2] = ["libsma.so", "libsma.a"];

/// Directories that a compiler needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Library {
    /// Has `shmem.h`.
    pub(crate) include: PathBuf,
    /// Has `libsma.so` and `libsma.a`.
    pub(crate) lib: PathBuf,
}

impl Library {
    /// The directories of a prefix.
    pub(crate) fn in_prefix(prefix: &Path) -> Self {
        Self { include: prefix.join("include"), lib: prefix.join("lib") }
    }

    /// That of the prefix in which this program is: it may have been moved, or be called by a link.
    pub(crate) fn of_prefix() -> Result<Self> {
        let program = std::env::current_exe().context("cannot find the prefix of this program")?;
        let prefix = program.ancestors().nth(2).context("this program is in no directory")?;
        let library = Self::in_prefix(prefix);
        if !library.include.join("shmem.h").is_file() {
            bail!("{} is no prefix of this library: it has no include/shmem.h", prefix.display());
        }
        Ok(library)
    }
}

/// Builds the library, with optimisations: where cargo puts it, programs can be linked with it and run.
pub(crate) fn build(source: Option<&Path>) -> Result<Library> {
    let source = source.unwrap_or(Path::new(SOURCE)).join(PACKAGE);
    let manifest = source.join("Cargo.toml");
    if !manifest.is_file() {
        bail!(
            "the C library's source is not in {}: name a clone of the repository with --source",
            source.display()
        );
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--release", "--lib", "--message-format=json-render-diagnostics"])
        .arg("--manifest-path")
        .arg(&manifest)
        // Which provider a Rust program is built over is no business of the library's.
        .env_remove("SHMEM_SYS_PROVIDER")
        .stdout(Stdio::piped());
    let mut child = cargo.spawn().context("cannot run cargo")?;
    let mut lib = None;
    for message in Message::parse_stream(BufReader::new(child.stdout.take().context("no output")?))
    {
        if let Message::CompilerArtifact(artifact) =
            message.context("cannot read cargo's output")?
            && artifact.target.name == NAME
        {
            lib = artifact.filenames.first().and_then(|file| file.parent()).map(PathBuf::from);
        }
    }
    if !child.wait().context("cannot wait for cargo")?.success() {
        bail!("the C library could not be built");
    }
    let lib = lib.context("cargo built no library")?;
    files::replace(&lib.join(LOADED), |new| symlink(LINKED[0], new))?;
    Ok(Library { include: source.join("include"), lib })
}
