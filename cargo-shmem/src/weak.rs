//! The static library's names for programs, made weak: a profiler that is linked in defines some of them
//! itself, and calls the routine by its name with a `p` in front. Shared libraries need nothing for that.

use anyhow::{Context, Result};
use object::Endianness;
use object::elf::{self, FileHeader64, SHT_SYMTAB, STB_GLOBAL, STB_WEAK};
use object::read::archive::ArchiveFile;
use object::read::elf::{FileHeader, Sym};
use std::collections::BTreeSet;

/// Where the binding of a global symbol stands in the file, and the symbol's name.
struct Global {
    name: Vec<u8>,
    at: usize,
}

/// Makes every routine's name weak that has a twin for profilers. Says how many those are.
pub(crate) fn weaken(archive: &mut [u8]) -> Result<usize> {
    let globals = globals(archive).context("the static library cannot be read")?;
    let names: BTreeSet<_> = globals.iter().map(|global| global.name.clone()).collect();
    let has_twin = |global: &&Global| names.contains(&[b"p", &*global.name].concat());
    let routines: Vec<_> = globals.iter().filter(has_twin).collect();
    for routine in &routines {
        archive[routine.at] = STB_WEAK.0 << 4 | archive[routine.at] & 0xf;
    }
    Ok(routines.len())
}

/// The symbols that the archive's members define for each other and for programs.
fn globals(data: &[u8]) -> object::Result<Vec<Global>> {
    let mut globals = Vec::new();
    for member in ArchiveFile::parse(data)?.members() {
        let object = member?.data(data)?;
        // Beside the objects there may be what only Rust reads.
        let Ok(header) = FileHeader64::<Endianness>::parse(object) else { continue };
        let endian = header.endian()?;
        let symbols = header.sections(endian, object)?.symbols(endian, object, SHT_SYMTAB)?;
        for symbol in symbols.iter() {
            if symbol.st_bind() == STB_GLOBAL && !symbol.is_undefined(endian) {
                let name = symbol.name(endian, symbols.strings())?.to_vec();
                globals.push(Global { name, at: place(data, symbol) });
            }
        }
    }
    Ok(globals)
}

/// Where in the file a symbol's binding and type are.
fn place(data: &[u8], symbol: &elf::Sym64<Endianness>) -> usize {
    (&raw const symbol.st_info).addr() - data.as_ptr().addr()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;
    use std::process::Command;

    const LIBRARY: &str = "int pshmem_x(void) { return 1; }\n\
                           int shmem_x(void) { return 1; }\n\
                           int shmem_y(void) { return 2; }\n";
    const PROFILER: &str = "int pshmem_x(void), shmem_y(void);\n\
                            int shmem_x(void) { return 40 + pshmem_x(); }\n\
                            int main(void) { return shmem_x() + shmem_y(); }\n";

    fn run(command: &mut Command) -> Option<i32> {
        let output = command.output().unwrap();
        println!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.status.code()
    }

    /// The status of a program that a profiler is linked into.
    fn linked_with(directory: &Path, library: &Path) -> Option<i32> {
        let program = directory.join("program");
        let mut cc = Command::new("cc");
        cc.arg(directory.join("profiler.c")).arg(library).arg("-o").arg(&program);
        if run(&mut cc) != Some(0) {
            return None;
        }
        run(&mut Command::new(program))
    }

    #[test]
    fn a_profiler_may_define_what_has_a_twin() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        fs::write(at("library.c"), LIBRARY).unwrap();
        fs::write(at("profiler.c"), PROFILER).unwrap();
        let mut cc = Command::new("cc");
        assert_eq!(run(cc.arg("-c").arg(at("library.c")).arg("-o").arg(at("library.o"))), Some(0));
        let library = at("liblibrary.a");
        let mut ar = Command::new("ar");
        assert_eq!(run(ar.arg("rc").arg(&library).arg(at("library.o"))), Some(0));
        assert_eq!(linked_with(home.path(), &library), None, "two definitions");

        let mut objects = fs::read(&library).unwrap();
        assert_eq!(weaken(&mut objects).unwrap(), 1);
        fs::write(&library, objects).unwrap();
        assert_eq!(linked_with(home.path(), &library), Some(43));
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        weaken(&mut b"no archive".to_vec()).unwrap_err();
    }
}
