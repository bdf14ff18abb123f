//! What the build script tells Cargo, the crate and its dependents.

use std::path::{Path, PathBuf};

use crate::constants::{NUMBERS, VENDOR};
use crate::identity;
use crate::system::Library;

/// The constants, as Rust.
pub(crate) fn constants(library: &Library) -> String {
    let answers = &library.answers;
    let mut text = String::from("use core::ffi::{c_int, c_long};\n\n");
    for constant in NUMBERS {
        let (name, ty) = (constant.name, constant.ty);
        let value = answers.numbers.get(name).copied().or(constant.otherwise);
        let value = value.expect("a header without it was refused");
        text +=
            &format!("/// `{name}` of the installed header.\npub const {name}: {ty} = {value};\n");
    }
    let vendor = answers.strings.get(VENDOR).map_or("", String::as_str);
    let identity = identity::of(library);
    let mut string = |name: &str, doc: &str, value: &str| {
        text += &format!("/// {doc}\npub const {name}: &str = {value:?};\n");
    };
    string(VENDOR, "`SHMEM_VENDOR_STRING` of the installed header.", vendor);
    string("LIBRARY_NAME", "The library's name.", identity.name);
    string(
        "LIBRARY_VERSION",
        "The library's own version, or nothing where it is not known.",
        &identity.version,
    );
    string("LIBRARY_DIR", "The directory of the library.", &display(&library.dir));
    string("LAUNCHER", "The launcher that belongs to the library, or nothing.", &launcher(library));
    string("FOUND_BY", "The place that led to the library.", &library.candidate.place);
    text
}

/// How to link, and what dependents may ask.
pub(crate) fn link(library: &Library) {
    let line = &library.candidate.line;
    for dir in &line.lib_dirs {
        println!("cargo::rustc-link-search=native={}", dir.display());
    }
    for name in &line.libs {
        match name.strip_prefix(':') {
            Some(file) => println!("cargo::rustc-link-lib=dylib:+verbatim={file}"),
            None => println!("cargo::rustc-link-lib={name}"),
        }
    }
    for file in &line.files {
        if let (Some(dir), Some(name)) = (file.parent(), file.file_name()) {
            let kind = if file.extension().is_some_and(|end| end == "a") {
                "static:-bundle,"
            } else {
                "dylib:"
            };
            println!("cargo::rustc-link-search=native={}", dir.display());
            println!("cargo::rustc-link-lib={kind}+verbatim={}", name.display());
        }
    }
    for dir in &line.rpaths {
        println!("cargo::rustc-link-arg=-Wl,-rpath,{}", dir.display());
    }
    let identity = identity::of(library);
    let rpaths = std::env::join_paths(&line.rpaths).unwrap_or_default();
    println!("cargo::metadata=libdir={}", display(&library.dir));
    println!("cargo::metadata=rpath={}", rpaths.display());
    println!("cargo::metadata=library={}", identity.name);
    println!("cargo::metadata=version={}", identity.version);
    println!("cargo::metadata=launcher={}", launcher(library));
}

fn display(path: &Path) -> String {
    path.display().to_string()
}

fn launcher(library: &Library) -> String {
    library
        .candidate
        .launcher
        .as_deref()
        .map(PathBuf::from)
        .map_or(String::new(), |path| display(&path))
}
