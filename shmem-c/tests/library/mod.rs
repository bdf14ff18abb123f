//! The library as built, compilers to use it with, and the table of what it must have.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Everything that the standard names, by section, name and set of types; `TYPENAME` and `SIZE` in names
/// stand for the types.
pub(crate) const TABLE: &str = include_str!("../../../tests/coverage/routines.tsv");

/// The standard's constants; one row stands for old spellings.
pub(crate) fn constants() -> impl Iterator<Item = &'static str> {
    let names =
        TABLE.lines().filter_map(|line| line.strip_prefix("constants\t")?.split('\t').next());
    names.filter(|name| !name.ends_with('*'))
}

/// Where the headers are.
pub(crate) fn include() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("include")
}

/// The shared library: Cargo puts it beside the tests.
pub(crate) fn shared() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    test.with_file_name("libsma.so")
}

/// A language that the headers are for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Language {
    C,
    Cpp,
}

impl Language {
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Language::C => "c",
            Language::Cpp => "cpp",
        }
    }

    pub(crate) fn compiler(self) -> Command {
        let (variable, default) = match self {
            Language::C => ("CC", "cc"),
            Language::Cpp => ("CXX", "c++"),
        };
        let mut command =
            Command::new(std::env::var_os(variable).unwrap_or_else(|| default.into()));
        command.arg("-I").arg(include());
        command
    }
}

/// Makes an object file; a warning fails the test.
#[track_caller]
pub(crate) fn compile(language: Language, version: &str, source: &Path, object: &Path) {
    let mut command = language.compiler();
    command.arg(format!("-std={version}"));
    command.args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-c"]);
    run(command.arg(source).arg("-o").arg(object));
}

/// What the preprocessor makes of a header.
pub(crate) fn preprocessed(language: Language, version: &str, header: &str) -> String {
    let mut command = language.compiler();
    command.args([&format!("-std={version}"), "-E", "-P"]);
    run(command.arg(include().join(header)))
}

/// The command's standard output; its failure fails the test.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{stderr}", output.status);
    String::from_utf8(output.stdout).expect("text")
}
