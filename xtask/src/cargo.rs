//! Asking cargo what there is and where it put it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cargo_metadata::{Message, Metadata, MetadataCommand};

use crate::exec::{self, Echo};

/// The slowest build we wait for: everything, from nothing, on a small machine.
pub(crate) const BUILD: Duration = Duration::from_secs(20 * 60);

/// The workspace's directory.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// `cargo` with these arguments; never touches the lock file.
pub(crate) fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).arg("--locked");
    command
}

/// The workspace as cargo sees it.
pub(crate) fn metadata() -> Result<Metadata, String> {
    MetadataCommand::new().no_deps().exec().map_err(|error| format!("cargo metadata: {error}"))
}

/// A program that cargo built.
pub(crate) struct Built {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// Whether it is a test binary rather than a program that tests start.
    pub(crate) test: bool,
}

/// Builds with `cargo ARGS` and lists the programs, in order of their names.
pub(crate) fn build(args: &[&str]) -> Result<Vec<Built>, String> {
    let mut command = cargo(args.iter().copied());
    command.arg("--message-format=json-render-diagnostics");
    let ended = exec::run(&mut command, BUILD, Echo::Quiet);
    if !ended.end.success() {
        let from_first_error = ended.stderr.find("error").unwrap_or(0);
        let errors = &ended.stderr[from_first_error..];
        return Err(format!("cargo {}: {}\n{errors}", args.join(" "), ended.end));
    }
    let mut built = Vec::new();
    for message in Message::parse_stream(ended.stdout.as_bytes()) {
        let message = message.map_err(|error| format!("cargo {}: {error}", args.join(" ")))?;
        if let Message::CompilerArtifact(artifact) = message
            && let Some(path) = artifact.executable
        {
            let test = artifact.profile.test;
            built.push(Built { name: artifact.target.name, path: path.into(), test });
        }
    }
    built.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(built)
}
