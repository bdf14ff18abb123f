//! Finding and building the program with cargo.

use crate::cli::Build;
use anyhow::{Context, Result, bail};
use cargo_metadata::{CargoOpt, Message, Metadata, MetadataCommand, Package};
use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A target that can be run.
enum Target {
    Example(String),
    Bin(String),
}

/// Builds what the options name, and answers where the executable is.
pub(crate) fn build(options: &Build) -> Result<PathBuf> {
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
    cargo.args([option, name]).stdout(Stdio::piped());
    let mut child = cargo.spawn().context("cannot run cargo")?;
    let messages = BufReader::new(child.stdout.take().context("cargo has no output")?);
    let mut executable = None;
    for message in Message::parse_stream(messages) {
        match message.context("cannot read what cargo says")? {
            Message::CompilerArtifact(artifact) if artifact.target.name == *name => {
                executable = artifact.executable.or(executable);
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
    Ok(executable.into())
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
    let mut command = MetadataCommand::new();
    command.no_deps();
    if let Some(path) = &options.manifest_path {
        command.manifest_path(path);
    }
    if options.no_default_features {
        command.features(CargoOpt::NoDefaultFeatures);
    }
    let metadata = command.exec().context("no program is named, and there is no package here")?;
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
