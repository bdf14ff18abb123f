//! `cargo shmem install`: the C library as build systems want to find one.
//!
//! ```text
//! bin      oshcc and its other names, oshrun
//! include  shmem.h and what goes with it
//! lib      libsma.so, libsma.a, pkgconfig/shmem-c.pc
//! ```
//!
//! Nothing in it has its place written into it, so that it may be moved.

use crate::library::{self, Library};
use crate::tool::NAMES;
use anyhow::{Context, Result, bail};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::ExitCode;

/// What `pkg-config` tells; `pcfiledir` is where the file itself is.
const PKG_CONFIG: &str = concat!(
    "prefix=${pcfiledir}/../..\n",
    "includedir=${prefix}/include\n",
    "libdir=${prefix}/lib\n",
    "\n",
    "Name: shmem-c\n",
    "Description: OpenSHMEM 1.6 on one node\n",
    "Version: ",
    env!("CARGO_PKG_VERSION"),
    "\n",
    "Cflags: -I${includedir}\n",
    "Libs: -L${libdir} -Wl,-rpath,${libdir} -lsma\n",
    "Libs.private: -lpthread -ldl -lm\n",
);

/// Builds the library and lays the prefix out.
pub(crate) fn install(prefix: &Path, source: Option<&Path>) -> Result<ExitCode> {
    if let Some(library) = shmem_sys::library() {
        bail!(
            "this cargo-shmem is itself linked with {}, and its copies in the prefix would be: build it \
             without SHMEM_SYS_PROVIDER",
            library.name
        );
    }
    let built = library::build(source)?;
    let Library { include, lib } = Library::in_prefix(prefix);
    copy_tree(&built.library.include, &include)?;
    for file in &built.files {
        copy(file, &lib.join(file.file_name().context("a library without a name")?))?;
    }
    write(&lib.join("pkgconfig/shmem-c.pc"), PKG_CONFIG)?;
    tools(&prefix.join("bin"))?;
    println!("installed in {}", prefix.display());
    Ok(ExitCode::SUCCESS)
}

/// This program once, and links to it by the other names.
fn tools(bin: &Path) -> Result<()> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let [(first, _), others @ ..] = NAMES;
    copy(&program, &bin.join(first))?;
    for (name, _) in others {
        let link = bin.join(name);
        replace(&link, |new| symlink(first, new))?;
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    let entries = fs::read_dir(from).with_context(|| from.display().to_string())?;
    for entry in entries {
        let entry = entry.with_context(|| from.display().to_string())?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() { copy_tree(&from, &to)? } else { copy(&from, &to)? }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    replace(to, |new| fs::copy(from, new).map(drop))
}

fn write(to: &Path, text: &str) -> Result<()> {
    replace(to, |new| fs::write(new, text))
}

/// Puts a file in its place whole: what runs from an older one keeps that.
fn replace(path: &Path, make: impl Fn(&Path) -> std::io::Result<()>) -> Result<()> {
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
