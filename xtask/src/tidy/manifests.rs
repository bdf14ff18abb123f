//! Every crate takes the workspace's lints, and those that are published say what they are.

use cargo_metadata::{Metadata, Package};

use super::File;
use crate::cargo;

pub(super) fn check(files: &[File]) -> Vec<String> {
    let mut wrong = lints(files);
    if !files.iter().any(|file| file.path == "Cargo.lock") {
        wrong.push("Cargo.lock: must be under version control".to_owned());
    }
    match cargo::metadata() {
        Ok(metadata) => wrong.extend(packages(&metadata)),
        Err(why) => wrong.push(why),
    }
    wrong
}

fn lints(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with("Cargo.toml")) {
        let root = file.path == "Cargo.toml";
        let good = if root {
            let lints = table(&file.text, "[workspace.lints.rust]");
            lints
                .lines()
                .any(|line| matches!(line, "unsafe_code = \"deny\"" | "unsafe_code = \"forbid\""))
        } else {
            table(&file.text, "[lints]").lines().any(|line| line == "workspace = true")
        };
        if !good {
            let wanted = if root {
                "unsafe_code = \"deny\" in [workspace.lints.rust]"
            } else {
                "[lints] workspace = true"
            };
            wrong.push(format!("{}: lacks {wanted}", file.path));
        }
    }
    wrong
}

/// The lines of one table of a manifest.
fn table<'a>(manifest: &'a str, title: &str) -> &'a str {
    let Some(start) = manifest.find(&format!("{title}\n")) else { return "" };
    let body = &manifest[start + title.len()..];
    body.find("\n[").map_or(body, |end| &body[..end])
}

fn packages(metadata: &Metadata) -> Vec<String> {
    metadata
        .packages
        .iter()
        .flat_map(|package| {
            lacking(package)
                .into_iter()
                .map(|what| format!("{}/Cargo.toml: lacks {what}", package.name))
        })
        .collect()
}

fn lacking(package: &Package) -> Vec<&'static str> {
    let public = package.publish.as_ref().is_none_or(|registries| !registries.is_empty());
    [
        ("rust-version", package.rust_version.is_some(), true),
        ("license", package.license.is_some(), true),
        ("description", package.description.is_some(), true),
        ("readme", package.readme.is_some(), public),
    ]
    .into_iter()
    .filter(|(_, there, wanted)| *wanted && !there)
    .map(|(what, ..)| what)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn lints_must_be_the_workspaces() {
        let root = file(
            "Cargo.toml",
            "[workspace.lints.rust]\nunsafe_code = \"deny\"\n\n[profile.release]\n",
        );
        let good = file("a/Cargo.toml", "[package]\n\n[lints]\nworkspace = true\n");
        assert!(lints(&[root, good]).is_empty());
        let root = file("Cargo.toml", "[workspace.lints.rust]\n\n[x]\nunsafe_code = \"deny\"\n");
        let bad = file("a/Cargo.toml", "[dependencies]\nworkspace = true\n");
        assert_eq!(lints(&[root, bad]).len(), 2);
    }

    #[test]
    fn this_workspace_can_be_read() {
        let metadata = cargo::metadata().expect("cargo metadata");
        assert!(
            metadata
                .packages
                .iter()
                .any(|package| *package.name == "xtask" && lacking(package).is_empty())
        );
    }
}
