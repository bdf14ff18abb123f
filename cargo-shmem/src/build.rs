//! Finding and building the program with cargo.

use crate::cli::{Build, Provider};
use anyhow::{Context, Result, bail};
use cargo_metadata::camino::Utf8PathBuf;
use cargo_metadata::{BuildScript, CargoOpt, Message, Metadata, MetadataCommand, Package};
use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What was built, and what it needs to run.
pub(crate) struct Built {
    pub(crate) program: PathBuf,
    /// Where the system's OpenSHMEM library is, if the program is linked with it.
    pub(crate) libraries: Vec<PathBuf>,
    /// The launcher that belongs to that library.
    pub(crate) launcher: Option<PathBuf>,
}

/// The variable in which the build script of `shmem-sys` names its library's launcher.
const LAUNCHER: &str = "SHMEM_SYS_LAUNCHER";

/// A target that can be run.
enum Target {
    Example(String),
    Bin(String),
}

/// Builds what the options name.
pub(crate) fn build(options: &Build, provider: Provider) -> Result<Built> {
    let target = match (&options.example, &options.bin) {
        (Some(name), _) => Target::Example(name.clone()),
        (None, Some(name)) => Target::Bin(name.clone()),
        (None, None) => Target::Bin(only_binary(options)?),
    };
    let (option, name) = match &target {
        Target::Example(name) => ("--example", name),
        Target::Bin(name) => ("--bin", name),
    };
    let mut cargo = cargo(options);
    if provider == Provider::System {
        // A directory of its own, so that the two providers do not build each other's programs anew.
        cargo
            .env("SHMEM_SYS_PROVIDER", "system")
            .arg("--target-dir")
            .arg(target_of_system(options)?);
    }
    cargo.args([option, name]).stdout(Stdio::piped());
    let mut child = cargo.spawn().context("cannot run cargo")?;
    let messages = BufReader::new(child.stdout.take().context("cargo has no output")?);
    let (mut executable, mut libraries, mut launcher) = (None, Vec::new(), None);
    for message in Message::parse_stream(messages) {
        match message.context("cannot read what cargo says")? {
            Message::CompilerArtifact(artifact) if artifact.target.name == *name => {
                executable = artifact.executable.or(executable);
            }
            Message::BuildScriptExecuted(script) if of_shmem_sys(&script) => {
                libraries.extend(script.linked_paths.iter().map(directory));
                let named = script.env.into_iter().find(|(name, _)| name == LAUNCHER);
                launcher = named.map(|(_, path)| path.into());
            }
            // What a build script or a macro printed.
            Message::TextLine(line) => println!("{line}"),
            _ => {}
        }
    }
    if !child.wait().context("cannot wait for cargo")?.success() {
        bail!("the program could not be built");
    }
    let executable = executable.with_context(|| format!("cargo built no executable {name}"))?;
    Ok(Built { program: executable.into(), libraries, launcher })
}

fn of_shmem_sys(script: &BuildScript) -> bool {
    script.env.iter().any(|(name, _)| name.starts_with("SHMEM_SYS_"))
}

/// The path that cargo gives as `native=PATH`.
fn directory(path: &Utf8PathBuf) -> PathBuf {
    let path = path.as_str();
    path.split_once('=').map_or(path, |(_, path)| path).into()
}

/// Where programs over the system's library are built.
fn target_of_system(options: &Build) -> Result<PathBuf> {
    let metadata = metadata(options)?;
    Ok(metadata.target_directory.join("shmem-system").into())
}

fn metadata(options: &Build) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command.no_deps();
    if let Some(path) = &options.manifest_path {
        command.manifest_path(path);
    }
    if options.no_default_features {
        command.features(CargoOpt::NoDefaultFeatures);
    }
    command.exec().context("no program is named, and there is no package here")
}

fn cargo(options: &Build) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--message-format=json-render-diagnostics"]);
    if options.release {
        cargo.arg("--release");
    }
    if options.no_default_features {
        cargo.arg("--no-default-features");
    }
    for (option, value) in [("--profile", &options.profile), ("--package", &options.package)] {
        cargo.args(value.iter().flat_map(|value| [option, value]));
    }
    cargo.args(options.features.iter().flat_map(|features| ["--features", features]));
    if let Some(path) = &options.manifest_path {
        cargo.arg("--manifest-path").arg(path);
    }
    cargo
}

/// The binary that is meant when none is named: the package's default, or its only one.
fn only_binary(options: &Build) -> Result<String> {
    let metadata = metadata(options)?;
    let packages = candidates(&metadata, options.package.as_deref())?;
    if let [Package { default_run: Some(name), .. }] = packages[..] {
        return Ok(name.clone());
    }
    let targets = |example: bool| {
        let wanted =
            move |t: &&cargo_metadata::Target| if example { t.is_example() } else { t.is_bin() };
        packages.iter().flat_map(|p| &p.targets).filter(wanted).map(|t| t.name.clone())
    };
    let bins: Vec<_> = targets(false).collect();
    if let [only] = &bins[..] {
        return Ok(only.clone());
    }
    let choice: Vec<_> = bins
        .iter()
        .map(|name| format!("--bin {name}"))
        .chain(targets(true).map(|name| format!("--example {name}")))
        .collect();
    if choice.is_empty() {
        bail!("nothing to run: the package has neither binaries nor examples");
    }
    bail!("which program? give a path, or one of: {}", choice.join(", "))
}

fn candidates<'a>(metadata: &'a Metadata, name: Option<&str>) -> Result<Vec<&'a Package>> {
    let members = metadata.workspace_packages();
    if let Some(name) = name {
        let found: Vec<_> = members.into_iter().filter(|p| p.name.as_str() == name).collect();
        if found.is_empty() {
            bail!("the workspace has no package {name}");
        }
        return Ok(found);
    }
    Ok(metadata.root_package().map_or(members, |root| vec![root]))
}
