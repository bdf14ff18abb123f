//! Libraries that are not on the line but belong there for strict linkers.
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
    let mut defined = BTreeSet::new();
    let mut undefined = BTreeSet::new();
    let mut waiting = VecDeque::new();
    let mut seen = BTreeSet::new();
    for path in line {
        let Some(shared) = read(path) else { continue };
        seen.extend(path.canonicalize());
        waiting.extend(locate(&shared, dirs));
        defined.extend(shared.defined);
        undefined.extend(shared.undefined);
    }
    let mut beyond = Vec::new();
    while let Some(path) = waiting.pop_front() {
        let Some(real) = path.canonicalize().ok().filter(|real| !seen.contains(real)) else {
            continue;
        };
        seen.insert(real);
        let Some(shared) = read(&path) else { continue };
        waiting.extend(locate(&shared, dirs));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let missing = |name: &String| undefined.contains(name) && !defined.contains(name);
        if !ALWAYS.iter().any(|start| name.starts_with(start)) && shared.defined.iter().any(missing)
        {
            beyond.push(path.clone());
        }
        defined.extend(shared.defined);
    }
    beyond
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
