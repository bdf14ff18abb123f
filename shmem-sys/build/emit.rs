//! What the build script tells Cargo, the crate and its dependents.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::constants::{NUMBERS, VENDOR};
use crate::identity;
use crate::link_line::LinkLine;
use crate::probe::Answers;
use crate::system::Library;

/// The header's constants, as Rust.
pub(crate) fn constants(header: &Answers) -> String {
    let mut text = String::from("use core::ffi::{c_int, c_long};\n\n");
    for constant in NUMBERS {
        let (name, ty) = (constant.name, constant.ty);
        let (value, whose) = match (header.numbers.get(name), constant.otherwise) {
            (Some(&value), _) => (value, "of the installed header"),
            (None, Some(value)) => (value, "of this crate, because the installed header has none"),
            (None, None) => panic!("a header without {name} was taken"),
        };
        text += &format!("/// `{name}` {whose}.\npub const {name}: {ty} = {value};\n");
    }
    let vendor = header.strings.get(VENDOR).map_or("", String::as_str);
    text += &format!(
        "/// `{VENDOR}` of the installed header.\npub const {VENDOR}: &str = {vendor:?};\n"
    );
    text
}

/// C that refers to symbols, so that their libraries are linked: what runs before `main` no linker leaves
/// out.
pub(crate) fn references(symbols: &BTreeSet<String>) -> String {
    let mut text = String::new();
    if symbols.is_empty() {
        return text;
    }
    // By names of our own, because headers may declare some of them.
    for (at, name) in symbols.iter().enumerate() {
        text += &format!("extern char shmem_sys_reference_{at}[] __asm__(\"{name}\");\n");
    }
    text += "__attribute__((constructor)) static void shmem_sys_refer(void) {\n";
    for at in 0..symbols.len() {
        text += &format!("  __asm__ volatile(\"\" : : \"r\"(shmem_sys_reference_{at}));\n");
    }
    text + "}\n"
}

/// The lines that have the library linked.
pub(crate) fn link(line: &LinkLine) -> Vec<String> {
    let mut lines = Vec::new();
    for dir in &line.lib_dirs {
        lines.push(format!("rustc-link-search=native={}", dir.display()));
    }
    for name in &line.libs {
        lines.push(match name.strip_prefix(':') {
            Some(file) => format!("rustc-link-lib=dylib:+verbatim={file}"),
            None => format!("rustc-link-lib={name}"),
        });
    }
    for file in &line.files {
        if let (Some(dir), Some(name)) = (file.parent(), file.file_name()) {
            let is_archive = file.extension().is_some_and(|end| end == "a");
            let kind = if is_archive { "static:-bundle,+verbatim" } else { "dylib:+verbatim" };
            lines.push(format!("rustc-link-search=native={}", dir.display()));
            lines.push(format!("rustc-link-lib={kind}={}", name.display()));
        }
    }
    // For this package's own tests; it does not reach those who depend on it.
    lines.extend(
        line.rpaths.iter().map(|dir| format!("rustc-link-arg=-Wl,-rpath,{}", dir.display())),
    );
    lines
}

/// What there is to know about the library, for the crate and for its dependents' build scripts.
pub(crate) fn facts(library: &Library) -> Vec<(&'static str, String)> {
    let (name, version) = identity::of(&library.header);
    let path = |path: &PathBuf| path.display().to_string();
    let list = |dirs: &[PathBuf]| {
        (!dirs.is_empty()).then(|| dirs.iter().map(path).collect::<Vec<_>>().join(":"))
    };
    let line = &library.candidate.line;
    let facts = [
        ("library", Some(name.to_string())),
        ("version", version.or_else(|| library.candidate.version.clone())),
        ("libdir", Some(path(&library.dir))),
        ("include", list(&line.include_dirs)),
        ("rpath", list(&line.rpaths)),
        ("launcher", library.candidate.launcher.as_ref().map(path)),
        ("found_by", Some(library.candidate.place.clone())),
    ];
    facts.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}
