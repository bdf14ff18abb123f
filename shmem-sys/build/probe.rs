//! What the installed header says: one C file, compiled for the target and never run.
//!
//! Each item of it is headed by a `#line` that names it, so that the compiler's complaints say which
//! item they are about. Values are written into the data of the object file, behind a mark.

use std::collections::{BTreeMap, BTreeSet};

use object::{Object, ObjectSection, ObjectSymbol};

use crate::routines::Routine;

/// What stands before each number in the object file, as a check that it is what it seems; not
/// zero, so that none of them ends among the data that no file holds.
const MARK: i64 = 0x5348_4d45_4d20_3136;

const NUMBER: &str = "shmem_sys_number_";
const STRING: &str = "shmem_sys_string_";

/// What to ask of a header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Questions<'a> {
    pub(crate) routines: Vec<&'a Routine>,
    /// Integer constant expressions, and what to call each.
    pub(crate) numbers: Vec<&'a str>,
    pub(crate) strings: Vec<&'a str>,
}

impl Questions<'_> {
    /// The C file that asks.
    ///
    /// Libraries differ in where they say `const` and `volatile`, which no caller notices: for the
    /// comparison both are left out of their header and of our prototypes alike.
    pub(crate) fn source(&self) -> String {
        let mut source = String::from(
            "#include <complex.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <stdio.h>\n\
             #include <stdlib.h>\n#include <string.h>\n#define const\n#define volatile\n\
             #include <shmem.h>\n",
        );
        for routine in &self.routines {
            let name = routine.name;
            let pointer = routine.c_pointer(&format!("shmem_sys_check_{name}"));
            source += &format!("#line 1 \"{name}\"\n{pointer} = {name};\n");
        }
        for name in &self.numbers {
            source += &format!(
                "#line 1 \"{name}\"\nlong long {NUMBER}{name}[2] = {{ {MARK}LL, (long long)({name}) }};\n"
            );
        }
        for name in &self.strings {
            source += &format!("#line 1 \"{name}\"\nchar {STRING}{name}[] = {name};\n");
        }
        source
    }

    /// The same without what the compiler refused.
    pub(crate) fn without(&self, refused: &BTreeMap<String, String>) -> Self {
        let keep = |name: &str| !refused.contains_key(name);
        Self {
            routines: self.routines.iter().copied().filter(|routine| keep(routine.name)).collect(),
            numbers: self.numbers.iter().copied().filter(|name| keep(name)).collect(),
            strings: self.strings.iter().copied().filter(|name| keep(name)).collect(),
        }
    }

    /// The items that a compiler's messages call wrong, each with the first thing said about it.
    pub(crate) fn refused(&self, messages: &str) -> BTreeMap<String, String> {
        let asked: BTreeSet<_> = (self.routines.iter().map(|routine| routine.name))
            .chain(self.numbers.iter().copied())
            .chain(self.strings.iter().copied())
            .collect();
        let mut refused = BTreeMap::new();
        for line in messages.lines() {
            let Some((item, rest)) = line.split_once(':') else { continue };
            let Some((_, what)) = rest.split_once("error: ") else { continue };
            if asked.contains(item) {
                refused.entry(item.to_string()).or_insert_with(|| what.to_string());
            }
        }
        refused
    }
}

/// What the header answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    pub(crate) numbers: BTreeMap<String, i64>,
    pub(crate) strings: BTreeMap<String, String>,
}

impl Answers {
    /// Reads them out of the object file.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let file = object::File::parse(bytes).map_err(|error| {
            format!("the C compiler's output is not an object file ({error}); link-time optimisation in CFLAGS would do that")
        })?;
        let mut answers = Self::default();
        for symbol in file.symbols() {
            let Ok(name) = symbol.name() else { continue };
            let bytes = || data(&file, &symbol).ok_or_else(|| format!("`{name}` has no data"));
            if let Some(constant) = name.strip_prefix(NUMBER) {
                let bytes = bytes()?;
                let word = |at: usize| {
                    let word: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
                    Some(if file.is_little_endian() {
                        i64::from_le_bytes(word)
                    } else {
                        i64::from_be_bytes(word)
                    })
                };
                match (word(0), word(8)) {
                    (Some(MARK), Some(value)) => answers.numbers.insert(constant.into(), value),
                    _ => return Err(format!("`{name}` is not what was written")),
                };
            } else if let Some(constant) = name.strip_prefix(STRING) {
                let bytes = bytes()?;
                let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
                let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
                answers.strings.insert(constant.into(), text);
            }
        }
        Ok(answers)
    }
}

/// The bytes that a symbol of an object file stands for.
fn data<'a>(file: &object::File<'a>, symbol: &object::Symbol<'a, '_>) -> Option<&'a [u8]> {
    let section = file.section_by_index(symbol.section_index()?).ok()?;
    section.data_range(symbol.address(), symbol.size()).ok()?
}
