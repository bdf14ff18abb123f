//! Lists what the installed header declares, each name as a row of `rows.rs`.
//!
//! The names come from the header and from nothing of ours, so that no row can be forgotten. A row
//! is compiled where a name that shmem-sys lacks means a stand-in.

#[macro_use]
#[path = "../../shmem-sys/src/system/routines.rs"]
mod table;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use syn::{ForeignItem, Item, ItemForeignMod};

/// What names of OpenSHMEM start with.
const PREFIXES: [&str; 4] = ["shmem_", "pshmem_", "SHMEM_", "_SHMEM_"];

/// Macros that stand for variables in some libraries, and for pointers in all.
const HANDLES: [&str; 5] = [
    "SHMEM_CTX_DEFAULT",
    "SHMEM_CTX_INVALID",
    "SHMEM_TEAM_WORLD",
    "SHMEM_TEAM_SHARED",
    "SHMEM_TEAM_INVALID",
];

fn main() {
    for variable in ["SHMEM_INSTALL_DIR", "CC"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let prefix = env::var("SHMEM_INSTALL_DIR").expect(
        "SHMEM_INSTALL_DIR names no directory with include/shmem.h: run `cargo xtask bindings`",
    );
    println!("cargo::rustc-env=SHMEM_INSTALL_DIR={prefix}");
    declare_all_families();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR"));
    let header = Header::read(&Path::new(&prefix).join("include"));
    fs::write(out.join("rows.rs"), header.rows()).expect("rows.rs can be written");
}

/// shmem-sys declares what the library at hand has; here its declarations for any library are wanted.
fn declare_all_families() {
    let mut families = BTreeSet::new();
    macro_rules! list {
        ($family:ident: $($rows:tt)*) => {
            families.insert(stringify!($family));
        };
    }
    for_each_routine!(list);
    for family in families {
        println!("cargo::rustc-check-cfg=cfg(shmem_has_{family})");
        println!("cargo::rustc-cfg=shmem_has_{family}");
    }
    println!("cargo::rustc-check-cfg=cfg(shmem_sync_is_aset)");
}

/// The names that a header declares.
#[derive(Default)]
struct Header {
    /// With the number of arguments.
    functions: Vec<(String, usize)>,
    constants: Vec<String>,
    types: Vec<String>,
    /// Names that no row can be made for: variables, and functions of any number of arguments.
    others: Vec<String>,
    /// Macros with arguments.
    macros: Vec<String>,
}

impl Header {
    fn read(include: &Path) -> Self {
        let bindings = bindgen::builder()
            .header(include.join("shmem.h").to_str().expect("a path in UTF-8"))
            .clang_arg(format!("-I{}", include.display()))
            // The header's own declarations, not those of the C library that it includes.
            .allowlist_file(format!("{}/.*", include.display()))
            .allowlist_recursively(false)
            .prepend_enum_name(false)
            .layout_tests(false)
            .parse_callbacks(Box::new(bindgen::CargoCallbacks::new()))
            .generate()
            .expect("bindgen reads shmem.h");
        let file = syn::parse_file(&bindings.to_string()).expect("bindgen writes Rust");
        let mut header = Self::default();
        file.items.into_iter().for_each(|item| header.add(item));
        header.add_macros(include);
        header
    }

    fn add(&mut self, item: Item) {
        let made_up = |name: &String| name.contains("bindgen") || name.contains("Bindgen");
        match item {
            Item::ForeignMod(ItemForeignMod { items, .. }) => {
                items.into_iter().for_each(|item| self.add_foreign(item));
            }
            Item::Const(constant) => self.constants.push(constant.ident.to_string()),
            Item::Type(alias) => self.types.push(alias.ident.to_string()),
            Item::Struct(new) => self.types.push(new.ident.to_string()),
            Item::Union(new) => self.types.push(new.ident.to_string()),
            other => panic!("bindgen writes what no row is made for: {other:?}"),
        }
        self.types.retain(|name| !made_up(name));
    }

    fn add_foreign(&mut self, item: ForeignItem) {
        match item {
            ForeignItem::Fn(function) => {
                let name = function.sig.ident.to_string();
                match function.sig.variadic {
                    None => self.functions.push((name, function.sig.inputs.len())),
                    Some(_) => self.others.push(name),
                }
            }
            ForeignItem::Static(variable) => self.others.push(variable.ident.to_string()),
            other => panic!("bindgen declares what no row is made for: {other:?}"),
        }
    }

    /// bindgen passes over macros that it cannot evaluate; the preprocessor knows them all.
    fn add_macros(&mut self, include: &Path) {
        let compiler = env::var("CC").unwrap_or_else(|_| "cc".into());
        let mut preprocess = Command::new(&compiler);
        preprocess.args(["-E", "-dM", "-x", "c", "-I"]).arg(include).arg(include.join("shmem.h"));
        let output = preprocess.output().unwrap_or_else(|error| panic!("{compiler}: {error}"));
        assert!(
            output.status.success(),
            "{preprocess:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).expect("C in UTF-8");
        for line in text.lines() {
            let rest = line.strip_prefix("#define ").expect("definitions alone");
            let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
            let (name, arguments) =
                name.split_once('(').map_or((name, false), |(name, _)| (name, true));
            if !PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
                continue;
            }
            if arguments {
                self.macros.push(name.to_owned());
            } else if HANDLES.contains(&name) {
                self.others.push(name.to_owned());
            } else if !value.is_empty() && !self.constants.iter().any(|constant| constant == name) {
                self.constants.push(name.to_owned());
            }
        }
        self.macros.sort();
    }

    /// A line for each name, which is what the compiler shows of a row that is wrong.
    fn rows(&self) -> String {
        let functions = || self.functions.iter();
        let row = |(name, count): &(String, usize)| {
            format!("routine!({name}({}))", vec!["_"; *count].join(", "))
        };
        let function = |(name, count): &(String, usize)| {
            let arguments = vec!["_: Missing"; *count].join(", ");
            format!(
                "pub(super) unsafe extern \"C\" fn {name}({arguments}) -> Missing {{ MISSING }}"
            )
        };
        let constant = |name: &String| format!("pub(super) const {name}: Missing = MISSING;");
        let alias = |name: &String| format!("pub(super) type {name} = Missing;");
        let stand_ins = functions()
            .map(function)
            .chain(self.constants.iter().map(constant))
            .chain(self.types.iter().map(alias))
            .collect::<Vec<_>>()
            .join("\n");
        let list = |name: &str, item: &str, rows: Vec<String>| {
            let rows = rows.join(",\n");
            format!(
                "pub(crate) fn {name}() -> Vec<{item}> {{\nuse shmem_sys::*;\nvec![\n{rows}\n]\n}}\n"
            )
        };
        let of = |kind: &str, names: &[String]| {
            names.iter().map(|name| format!("{kind}!({name})")).collect()
        };
        [
            format!("mod stand_ins {{\nuse super::{{MISSING, Missing}};\n{stand_ins}\n}}\nuse stand_ins::*;\n"),
            list("routines", "Routine", functions().map(row).collect()),
            list("constants", "Constant", of("constant", &self.constants)),
            list("types", "Type", of("typename", &self.types)),
            format!("pub(crate) const OTHERS: &[&str] = &{:?};\n", self.others),
            format!("pub(crate) const MACROS: &[&str] = &{:?};\n", self.macros),
        ]
        .concat()
    }
}
