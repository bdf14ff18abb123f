//! Which names a library defines.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use object::read::archive::ArchiveFile;
use object::{FileKind, Object, ObjectSymbol};

/// The file that `-lNAME` means to a linker that looks in these directories in turn.
pub(crate) fn locate(name: &str, dirs: &[PathBuf]) -> Option<PathBuf> {
    let names = match name.strip_prefix(':') {
        Some(file) => vec![file.to_string()],
        None => vec![format!("lib{name}.so"), format!("lib{name}.a")],
    };
    dirs.iter()
        .flat_map(|dir| names.iter().map(move |name| dir.join(name)))
        .find(|path| path.is_file())
}

/// Adds the names that a shared library, an archive or a linker script of such defines.
pub(crate) fn collect(path: &Path, names: &mut BTreeSet<String>) -> Result<(), String> {
    let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let bytes = std::fs::read(path).map_err(|error| say(&error))?;
    match FileKind::parse(&*bytes) {
        Ok(FileKind::Archive) => {
            let archive = ArchiveFile::parse(&*bytes).map_err(|error| say(&error))?;
            // An archive's own table lists what its members define.
            if let Some(symbols) = archive.symbols().map_err(|error| say(&error))? {
                for symbol in symbols {
                    let symbol = symbol.map_err(|error| say(&error))?;
                    names.insert(String::from_utf8_lossy(symbol.name()).into_owned());
                }
            }
            Ok(())
        }
        Ok(_) => {
            let file = object::File::parse(&*bytes).map_err(|error| say(&error))?;
            let defined = file
                .dynamic_symbols()
                .filter(|symbol| symbol.is_definition() && symbol.is_global());
            names.extend(defined.filter_map(|symbol| Some(symbol.name().ok()?.to_string())));
            Ok(())
        }
        Err(error) => match std::str::from_utf8(&bytes) {
            Ok(script) => {
                for file in script_files(script) {
                    collect(&file, names)?;
                }
                Ok(())
            }
            Err(_) => Err(say(&error)),
        },
    }
}

/// The files that a linker script in a library's place names.
pub(crate) fn script_files(script: &str) -> Vec<PathBuf> {
    script
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | ','))
        .filter(|word| word.starts_with('/') && !word.starts_with("/*"))
        .map(PathBuf::from)
        .collect()
}
