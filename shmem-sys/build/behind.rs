//! Libraries behind those that the link line names.
//!
//! A shared library may use names of libraries that only its own libraries need, as Open MPI's does.
//! Some linkers, Rust's own among them, want such libraries on the line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use object::elf::DT_NEEDED;
use object::read::elf::{Dyn, ElfFile64};
use object::{Endianness, Object, ObjectSymbol};

/// The C compiler's own libraries, which are on every line.
const COMPILERS_OWN: [&str; 8] = [
    "libc.so",
    "libm.so",
    "libpthread.so",
    "libdl.so",
    "librt.so",
    "libutil.so",
    "libgcc_s.so",
    "ld-linux",
];

/// What a shared library says about itself.
#[derive(Default)]
struct Library {
    needs: Vec<String>,
    defines: BTreeSet<String>,
    uses: BTreeSet<String>,
}

/// The shared libraries that define what `named` ones use and none of those defines. They are looked for
/// among all that these need, and theirs, in the directories where these are.
pub(crate) fn behind(named: &[PathBuf]) -> Vec<PathBuf> {
    let dirs: Vec<PathBuf> = named
        .iter()
        .flat_map(|path| [Some(path.clone()), path.canonicalize().ok()])
        .filter_map(|path| Some(path?.parent()?.to_owned()))
        .collect();
    let (mut open, mut waiting) = (BTreeSet::new(), Vec::new());
    let libraries: Vec<Library> = named.iter().filter_map(|path| read(path)).collect();
    for library in &libraries {
        open.extend(library.uses.iter().cloned());
        waiting.extend(library.needs.iter().cloned());
    }
    for library in &libraries {
        open.retain(|name| !library.defines.contains(name));
    }

    let mut seen: BTreeSet<PathBuf> = named.iter().filter_map(|p| p.canonicalize().ok()).collect();
    let mut found = Vec::new();
    while let Some(name) = waiting.pop() {
        let path = dirs.iter().map(|dir| dir.join(&name)).find(|path| path.is_file());
        let Some(path) = path.filter(|_| !COMPILERS_OWN.iter().any(|own| name.starts_with(own)))
        else {
            continue;
        };
        if !path.canonicalize().is_ok_and(|path| seen.insert(path)) {
            continue;
        }
        let Some(library) = read(&path) else { continue };
        if library.defines.iter().any(|name| open.contains(name)) {
            found.push(path);
        }
        waiting.extend(library.needs);
    }
    found
}

/// Reads a shared library; `None` for what is none that this linker takes.
fn read(path: &Path) -> Option<Library> {
    let bytes = std::fs::read(path).ok()?;
    let data = &*bytes;
    let file = ElfFile64::<Endianness>::parse(data).ok()?;
    let (endian, sections) = (file.endian(), file.elf_section_table());
    let mut library = Library::default();
    let (entries, strings) = sections.dynamic(endian, data).ok()??;
    let strings = sections.strings(endian, data, strings).ok()?;
    for entry in entries.iter().filter(|entry| entry.tag(endian) == DT_NEEDED) {
        let name = entry.string(endian, strings).ok()?;
        library.needs.push(String::from_utf8_lossy(name).into_owned());
    }
    for symbol in file.dynamic_symbols() {
        let Ok(name) = symbol.name() else { continue };
        if symbol.is_definition() {
            library.defines.insert(name.to_owned());
        } else if symbol.is_undefined() && !symbol.is_weak() {
            library.uses.insert(name.to_owned());
        }
    }
    Some(library)
}
