//! Files that are put in their places whole: whoever uses an older one keeps that.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Copies all that is in a directory, with what is below.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    let entries = fs::read_dir(from).with_context(|| from.display().to_string())?;
    for entry in entries {
        let entry = entry.with_context(|| from.display().to_string())?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() { copy_tree(&from, &to)? } else { copy(&from, &to)? }
    }
    Ok(())
}

/// Copies a file.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    replace(to, |new| fs::copy(from, new).map(drop))
}

/// Writes a file.
pub(crate) fn write(to: &Path, text: &str) -> Result<()> {
    replace(to, |new| fs::write(new, text))
}

/// Makes a file by `make`, beside its place, and then moves it there.
pub(crate) fn replace(path: &Path, make: impl Fn(&Path) -> std::io::Result<()>) -> Result<()> {
    let put = || {
        let directory = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        let new = path.with_added_extension("new");
        if new.symlink_metadata().is_ok() {
            fs::remove_file(&new)?;
        }
        make(&new)?;
        fs::rename(&new, path)
    };
    put().with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_replaced_and_trees_copied() {
        let home = tempfile::tempdir().unwrap();
        let (from, to) = (home.path().join("from"), home.path().join("to"));
        write(&from.join("mpp/a.h"), "one").unwrap();
        copy_tree(&from, &to).unwrap();
        write(&from.join("mpp/a.h"), "two").unwrap();
        let held = fs::File::open(to.join("mpp/a.h")).unwrap();
        copy_tree(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("mpp/a.h")).unwrap(), "two");
        assert_eq!(std::io::read_to_string(held).unwrap(), "one");
        assert_eq!(fs::read_dir(to.join("mpp")).unwrap().count(), 1);
    }
}
