//! What libsma exports and what shmem.h declares: the routines of OpenSHMEM 1.6, all of them and nothing else.
//!
//! Which those are, tables say that were made from the standard's text and from nothing of ours: the
//! routines, and the types of each set.

use std::collections::BTreeSet;

use object::read::elf::{FileHeader, Sym};
use object::{Endianness, elf};

mod library;

use library::Language;

/// The standard's sets of types.
const TYPE_SETS: &str = include_str!("type_sets.tsv");

/// The predefined handles, which are objects in C.
const HANDLES: [&str; 3] = ["SHMEM_CTX_DEFAULT", "SHMEM_TEAM_SHARED", "SHMEM_TEAM_WORLD"];

/// Rows of the table that are no routines, or none of this version.
const OTHERS: [&str; 6] = ["cache", "bindings", "types", "handles", "constants", "env"];

fn routines() -> BTreeSet<String> {
    let mut routines = BTreeSet::new();
    for line in library::TABLE.lines().skip(1) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().expect("four columns at least");
        let (section, name, set) = (column(), column(), column());
        if OTHERS.contains(&section) || name == "pshmem_*" {
            continue;
        }
        match ["TYPENAME", "SIZE"].into_iter().find(|blank| name.contains(blank)) {
            None => routines.extend([name.to_owned()]),
            Some(blank) => routines.extend(types(set).map(|ty| name.replace(blank, ty))),
        }
    }
    routines
}

/// `SET`, `SET+more|types(since when)` or `SET these|types`.
fn types(set: &'static str) -> impl Iterator<Item = &'static str> {
    let listed = |list: &'static str| list.split(['(', ' ']).next().unwrap_or("").split('|');
    let (own, all) = match set.split_once(' ') {
        Some((_, list)) if !set.contains('+') => (listed(list), ""),
        _ => {
            let (name, more) = set.split_once('+').unwrap_or((set, ""));
            let row =
                TYPE_SETS.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
            (listed(more), row.unwrap_or_else(|| panic!("no set of types {name}")))
        }
    };
    own.chain(all.split(' ')).filter(|ty| !ty.is_empty())
}

/// With the names for profilers.
fn all_names() -> BTreeSet<String> {
    let routines = routines();
    routines.iter().map(|name| format!("p{name}")).chain(routines.iter().cloned()).collect()
}

fn exported() -> BTreeSet<String> {
    let data =
        std::fs::read(library::shared()).expect("the shared library is built before its tests");
    let header = elf::FileHeader64::<Endianness>::parse(&*data).expect("an ELF file");
    let endian = header.endian().expect("of this machine");
    let sections = header.sections(endian, &*data).expect("with sections");
    let symbols = sections.symbols(endian, &*data, elf::SHT_DYNSYM).expect("and dynamic symbols");
    let defined =
        symbols.iter().filter(|symbol| !symbol.is_undefined(endian) && !symbol.is_local());
    let name = |symbol: &elf::Sym64<_>| {
        let name = symbol.name(endian, symbols.strings()).expect("a name");
        String::from_utf8(name.to_vec()).expect("in ASCII")
    };
    defined.map(name).collect()
}

/// The functions that a header declares, as the preprocessor leaves it.
fn declared(header: &str) -> BTreeSet<String> {
    let text = library::preprocessed(Language::C, "c99", header);
    let name_before = |paren: usize| {
        let start = text[..paren].rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_')? + 1;
        Some(text[start..paren].to_owned())
    };
    text.match_indices('(').filter_map(|(paren, _)| name_before(paren)).collect()
}

#[track_caller]
fn assert_same(what: &str, have: &BTreeSet<String>, want: &BTreeSet<String>) {
    let missing: Vec<_> = want.difference(have).collect();
    let extra: Vec<_> = have.difference(want).collect();
    assert!(missing.is_empty() && extra.is_empty(), "{what}: missing {missing:?}, extra {extra:?}");
}

#[test]
fn the_table_is_read_right() {
    let routines = routines();
    for name in [
        "shmem_ctx_longdouble_g",
        "shmem_ibput128",
        "shmem_ushort_wait_until",
        "shmem_complexf_prod_to_all",
        "shmem_longlong_cswap",
        "shmem_alltoalls64",
        "_my_pe",
    ] {
        assert!(routines.contains(name), "{name}");
    }
    for name in ["shmem_int_atomic_and", "shmem_ptrdiff_xor_reduce", "shmem_udcflush"] {
        assert!(!routines.contains(name), "{name}");
    }
    assert_eq!(routines.len(), 1788);
}

#[test]
fn the_library_exports_all_routines_and_nothing_else() {
    let mut want = all_names();
    want.extend(HANDLES.map(str::to_owned));
    assert_same("libsma.so", &exported(), &want);
}

#[test]
fn the_headers_declare_all_routines() {
    for (header, want) in [("shmem.h", routines()), ("pshmem.h", all_names())] {
        let mut declared = declared(header);
        // The C library's headers are included too.
        declared.retain(|name| want.contains(name) || name.contains("shmem"));
        assert_same(header, &declared, &want);
    }
}
