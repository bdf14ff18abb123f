//! What the line leaves out: libraries for strict linkers, and references for libraries that understate
//! their needs.
//!
//! A shared library's own undefined symbols are found by the loader, in what that library needs and what
//! these need in turn. Some linkers, `lld` among them, want to see them at link time, and do not look
//! beyond the first step. Passing an option to them is not in a -sys crate's power; naming the libraries is.
//! None of them becomes a dependency of the program, because its own code refers to none.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use object::elf::{DT_NEEDED, DT_RPATH, DT_RUNPATH};
use object::read::elf::{Dyn as _, ElfFile, FileHeader};
use object::{Endianness, FileKind, Object, ObjectSymbol};

/// What the compiler driver links into every program.
const ALWAYS: [&str; 8] =
    ["libc.", "libm.", "libgcc_s.", "libpthread.", "libdl.", "librt.", "libutil.", "ld-linux"];

/// A shared library, as a linker sees it.
#[derive(Debug, Default)]
struct Shared {
    defined: BTreeSet<String>,
    undefined: BTreeSet<String>,
    needed: Vec<String>,
    dirs: Vec<PathBuf>,
}

/// The libraries beyond those of the line that define what those leave undefined.
pub(crate) fn beyond(line: &[PathBuf], dirs: &[PathBuf]) -> Vec<PathBuf> {
    let libraries: Vec<_> = line.iter().filter_map(|path| read(path)).collect();
    let mut defined: BTreeSet<_> =
        libraries.iter().flat_map(|shared| shared.defined.clone()).collect();
    let undefined: BTreeSet<_> = libraries.iter().flat_map(|shared| &shared.undefined).collect();
    let known: BTreeSet<_> = line.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let mut beyond = Vec::new();
    for (path, shared) in closure(&libraries, dirs) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let missing = |name: &String| undefined.contains(name) && !defined.contains(name);
        let on_line = path.canonicalize().is_ok_and(|real| known.contains(&real));
        let always = ALWAYS.iter().any(|start| name.starts_with(start));
        if !on_line && !always && shared.defined.iter().any(missing) {
            beyond.push(path.clone());
        }
        defined.extend(shared.defined);
    }
    beyond
}

/// A symbol of each library of the line that another one uses without saying that it needs it.
///
/// A program that refers to none of its symbols is linked without it (`--as-needed`), and then does not start.
pub(crate) fn unsaid(line: &[PathBuf], dirs: &[PathBuf]) -> BTreeSet<String> {
    let libraries: Vec<_> = line.iter().filter_map(|path| read(path)).collect();
    let mut unsaid = BTreeSet::new();
    for user in &libraries {
        let mut left = user.undefined.clone();
        for (_, needed) in closure(std::slice::from_ref(user), dirs) {
            left.retain(|name| !needed.defined.contains(name));
        }
        unsaid.extend(
            libraries.iter().filter_map(|other| left.intersection(&other.defined).next().cloned()),
        );
    }
    unsaid
}

/// What libraries need, and what that needs in turn, each once and without the libraries themselves.
fn closure(libraries: &[Shared], dirs: &[PathBuf]) -> Vec<(PathBuf, Shared)> {
    let mut waiting: VecDeque<_> =
        libraries.iter().flat_map(|shared| locate(shared, dirs)).collect();
    let mut seen = BTreeSet::new();
    let mut closure = Vec::new();
    while let Some(path) = waiting.pop_front() {
        if !path.canonicalize().is_ok_and(|real| seen.insert(real)) {
            continue;
        }
        if let Some(shared) = read(&path) {
            waiting.extend(locate(&shared, dirs));
            closure.push((path, shared));
        }
    }
    closure
}

/// Where the libraries are that one needs.
fn locate(shared: &Shared, dirs: &[PathBuf]) -> Vec<PathBuf> {
    let find = |name: &String| {
        shared.dirs.iter().chain(dirs).map(|dir| dir.join(name)).find(|path| path.is_file())
    };
    shared.needed.iter().filter_map(find).collect()
}

fn read(path: &Path) -> Option<Shared> {
    let bytes = std::fs::read(path).ok()?;
    match FileKind::parse(&*bytes).ok()? {
        FileKind::Elf64 => read_elf::<object::elf::FileHeader64<Endianness>>(path, &bytes),
        FileKind::Elf32 => read_elf::<object::elf::FileHeader32<Endianness>>(path, &bytes),
        _ => None,
    }
}

fn read_elf<Header: FileHeader<Endian = Endianness>>(path: &Path, bytes: &[u8]) -> Option<Shared> {
    let file = ElfFile::<Header>::parse(bytes).ok()?;
    let mut shared = Shared::default();
    for symbol in file.dynamic_symbols() {
        let Ok(name) = symbol.name() else { continue };
        if symbol.is_undefined() && !symbol.is_weak() {
            shared.undefined.insert(name.into());
        } else if symbol.is_definition() {
            shared.defined.insert(name.into());
        }
    }
    let home = path.canonicalize().ok()?.parent()?.to_path_buf();
    let endian = file.endian();
    let sections = file.elf_section_table();
    let (entries, link) = sections.dynamic(endian, bytes).ok()??;
    let strings = sections.strings(endian, bytes, link).ok()?;
    for entry in entries {
        let text =
            || Some(String::from_utf8_lossy(entry.string(endian, strings).ok()?).into_owned());
        match entry.tag(endian) {
            DT_NEEDED => shared.needed.extend(text()),
            DT_RPATH | DT_RUNPATH => {
                let list = text()?.replace("$ORIGIN", &home.to_string_lossy());
                shared.dirs.extend(std::env::split_paths(&list));
            }
            _ => {}
        }
    }
    shared.dirs.push(home);
    Some(shared)
}
