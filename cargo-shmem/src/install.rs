//! `cargo shmem install`: the C library as build systems want to find one.
//!
//! ```text
//! bin      oshcc and its other names, oshrun
//! include  shmem.h and what goes with it
//! lib      libsma.so.0 and libsma.so, libsma.a, pkgconfig/shmem-c.pc
//! ```
//!
//! Nothing in it has its place written into it, so that it may be moved.

use crate::files;
use crate::library::{self, LINKED, LOADED, Library};
use crate::tool::NAMES;
use crate::weak;
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
    let [shared, archive] = LINKED;
    files::copy_tree(&built.include, &include)?;
    files::copy(&built.lib.join(shared), &lib.join(LOADED))?;
    files::replace(&lib.join(shared), |new| symlink(LOADED, new))?;
    let mut objects = fs::read(built.lib.join(archive)).with_context(|| archive.to_owned())?;
    weak::weaken(&mut objects)?;
    files::replace(&lib.join(archive), |new| fs::write(new, &objects))?;
    files::write(&lib.join("pkgconfig/shmem-c.pc"), PKG_CONFIG)?;
    tools(&prefix.join("bin"))?;
    println!("installed in {}", prefix.display());
    Ok(ExitCode::SUCCESS)
}

/// This program once, and links to it by the other names.
fn tools(bin: &Path) -> Result<()> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let [(first, _), others @ ..] = NAMES;
    files::copy(&program, &bin.join(first))?;
    for (name, _) in others {
        let link = bin.join(name);
        files::replace(&link, |new| symlink(first, new))?;
    }
    Ok(())
}
