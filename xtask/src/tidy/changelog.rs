//! The change log speaks of what is being worked on, or of the version in the manifest.

use super::File;

const LOG: &str = "CHANGELOG.md";

pub(super) fn check(files: &[File]) -> Vec<String> {
    let version = files
        .iter()
        .find(|file| file.path == "Cargo.toml")
        .and_then(|file| file.text.lines().find_map(|line| line.strip_prefix("version = \"")))
        .map(|rest| rest.trim_end_matches('"'));
    let Some(log) = files.iter().find(|file| file.path == LOG) else {
        return vec![format!("{LOG}: there is none")];
    };
    let current = |line: &str| {
        let title = line.strip_prefix("## ")?.trim_start_matches('[');
        let starts = |word: &str| title.starts_with(word);
        (starts("Unreleased") || version.is_some_and(starts)).then_some(())
    };
    let mut lines = log.text.lines().skip_while(|line| current(line).is_none());
    if lines.next().is_none() {
        return vec![format!("{LOG}: no section `## Unreleased` or of the manifest's version")];
    }
    let entries =
        lines.take_while(|line| !line.starts_with("## ")).any(|line| line.starts_with("- "));
    if entries { Vec::new() } else { vec![format!("{LOG}: the current section is empty")] }
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn with(log: &str) -> Vec<String> {
        let manifest = file("Cargo.toml", "[workspace.package]\nversion = \"0.3.0\"\n");
        check(&[manifest, file(LOG, log)])
    }

    #[test]
    fn wants_a_current_section_with_entries() {
        assert!(with("# Changes\n\n## Unreleased\n\n- a thing\n").is_empty());
        assert!(with("# Changes\n\n## [0.3.0]\n\n### Added\n\n- a thing\n").is_empty());
        assert_eq!(with("# Changes\n\n## 0.2.0\n\n- a thing\n").len(), 1);
        assert_eq!(with("## Unreleased\n\n## 0.2.0\n\n- a thing\n").len(), 1);
        assert_eq!(check(&[]).len(), 1);
    }
}
