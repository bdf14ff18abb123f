//! `oshcc` and `oshc++`: a compiler that is told where the library is.

use crate::library::Library;
use anyhow::{Context, Result};
use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

/// What is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    C,
    Cxx,
}

impl Language {
    /// Variables that name another compiler, as Sandia's wrapper and Open MPI's have them, and the compiler
    /// that is taken when none is set. `CC` does not count: build systems set it to this wrapper.
    fn compilers(self) -> ([&'static str; 2], &'static str) {
        match self {
            Self::C => (["SHMEM_CC", "OSHMEM_CC"], "cc"),
            Self::Cxx => (["SHMEM_CXX", "OSHMEM_CXX"], "c++"),
        }
    }

    /// The compiler and its own first arguments.
    fn compiler(self, var: impl Fn(&str) -> Option<String>) -> Vec<OsString> {
        let (variables, default) = self.compilers();
        let named = variables.into_iter().filter_map(var).find(|named| !named.trim().is_empty());
        let words = named.unwrap_or_else(|| default.to_owned());
        words.split_whitespace().map(OsString::from).collect()
    }
}

/// Options with which a compiler does not link.
const NO_LINK: [&str; 6] = ["-c", "-S", "-E", "-M", "-MM", "-fsyntax-only"];

/// Options for programs without shared libraries.
const STATIC: [&str; 2] = ["-static", "-static-pie"];

/// What the library then needs of the system.
const OF_THE_SYSTEM: [&str; 3] = ["-lpthread", "-ldl", "-lm"];

/// Questions about the command line, in place of running it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Query {
    /// The whole line.
    Line,
    Command,
    Compile,
    Link,
    IncludeDirs,
    LibraryDirs,
    Libraries,
    Version,
    Help,
}

/// What follows `-showme`, as Open MPI's wrapper has it.
const QUERIES: [(&str, Query); 9] = [
    ("", Query::Line),
    (":command", Query::Command),
    (":compile", Query::Compile),
    (":link", Query::Link),
    (":incdirs", Query::IncludeDirs),
    (":libdirs", Query::LibraryDirs),
    (":libs", Query::Libraries),
    (":version", Query::Version),
    (":help", Query::Help),
];

const HELP: &str = "\
Compiles and links OpenSHMEM programs: all arguments go to the compiler, but for these questions,
which are answered instead.

  -show, -showme       the command line that would be run
  -showme:command      the compiler
  -showme:compile      what is added to compile
  -showme:link         what is added to link
  -showme:incdirs      directories of headers
  -showme:libdirs      directories of libraries
  -showme:libs         libraries
  -showme:version      this library's version

SHMEM_CC and SHMEM_CXX (or OSHMEM_CC and OSHMEM_CXX) name other compilers than cc and c++.
There is no wrapper for Fortran: the standard has dropped it.";

impl Query {
    fn of(arg: &OsStr) -> Option<Self> {
        let text = arg.to_str()?;
        if text == "-show" {
            return Some(Self::Line);
        }
        let what = text.strip_prefix("--showme").or_else(|| text.strip_prefix("-showme"))?;
        QUERIES.into_iter().find(|(name, _)| *name == what).map(|(_, query)| query)
    }
}

/// Runs the compiler in this process's place, or answers a question about it.
pub(crate) fn run(language: Language, library: &Library, args: &[OsString]) -> Result<ExitCode> {
    let compiler = language.compiler(|name| env::var(name).ok());
    if let Some(query) = args.iter().find_map(|arg| Query::of(arg)) {
        let rest = args.iter().filter(|arg| Query::of(arg).is_none()).cloned().collect::<Vec<_>>();
        println!("{}", answer(query, &compiler, library, &rest));
        return Ok(ExitCode::SUCCESS);
    }
    let line = command_line(&compiler, library, args);
    let error = Command::new(&line[0]).args(&line[1..]).exec();
    let name = line[0].display().to_string();
    let [variable, _] = language.compilers().0;
    Err(error).with_context(|| format!("cannot run {name}; {variable} names another compiler"))
}

fn answer(query: Query, compiler: &[OsString], library: &Library, args: &[OsString]) -> String {
    match query {
        // Without arguments it is the line of a program that is compiled and linked.
        Query::Line if args.is_empty() => {
            let all = [compiler, &compile_args(library), &link_args(library)];
            shown(all.concat())
        }
        Query::Line => shown(command_line(compiler, library, args)),
        Query::Command => shown(compiler.to_vec()),
        Query::Compile => shown(compile_args(library)),
        Query::Link => shown(link_args(library)),
        Query::IncludeDirs => shown(vec![library.include.clone().into()]),
        Query::LibraryDirs => shown(vec![library.lib.clone().into()]),
        Query::Libraries => "sma".to_owned(),
        Query::Version => format!("shmem-c {}, OpenSHMEM 1.6", env!("CARGO_PKG_VERSION")),
        Query::Help => HELP.to_owned(),
    }
}

/// What is run for these arguments.
fn command_line(compiler: &[OsString], library: &Library, args: &[OsString]) -> Vec<OsString> {
    // `oshcc --version` and the like compile nothing, and are to stay what they are.
    let compiles = args.iter().any(|arg| !arg.as_encoded_bytes().starts_with(b"-"));
    let has = |options: &[&str]| args.iter().any(|arg| options.iter().any(|option| arg == option));
    let mut line = compiler.to_vec();
    if compiles {
        line.extend(compile_args(library));
    }
    line.extend_from_slice(args);
    if compiles && !has(&NO_LINK) {
        line.extend(if has(&STATIC) { static_args(library) } else { link_args(library) });
    }
    line
}

fn compile_args(library: &Library) -> Vec<OsString> {
    vec![option("-I", library.include.as_os_str())]
}

fn link_args(library: &Library) -> Vec<OsString> {
    let lib = library.lib.as_os_str();
    vec![option("-L", lib), option("-Wl,-rpath,", lib), "-lsma".into()]
}

/// Without a place to load from: a static program that may be anywhere does not start with one.
fn static_args(library: &Library) -> Vec<OsString> {
    let library = [option("-L", library.lib.as_os_str()), "-lsma".into()];
    library.into_iter().chain(OF_THE_SYSTEM.map(OsString::from)).collect()
}

fn option(name: &str, value: &OsStr) -> OsString {
    let mut option = OsString::from(name);
    option.push(value);
    option
}

/// Words as a shell would read them back.
fn shown(words: Vec<OsString>) -> String {
    let plain = |char: char| char.is_alphanumeric() || "-_./,:+=@%".contains(char);
    let quoted = words.into_iter().map(|word| {
        let word = word.to_string_lossy();
        if !word.is_empty() && word.chars().all(plain) {
            word.into_owned()
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn words(args: &[&str]) -> Vec<OsString> {
        args.iter().map(Into::into).collect()
    }

    fn line(args: &[&str]) -> String {
        let library = Library::in_prefix(Path::new("/p"));
        shown(command_line(&words(&["cc"]), &library, &words(args)))
    }

    #[test]
    fn what_links_gets_the_library_last() {
        assert_eq!(line(&["a.c"]), "cc -I/p/include a.c -L/p/lib -Wl,-rpath,/p/lib -lsma");
        assert_eq!(line(&["-c", "a.c"]), "cc -I/p/include -c a.c");
        assert_eq!(line(&["-E", "a.c"]), "cc -I/p/include -E a.c");
        assert_eq!(line(&["--version"]), "cc --version");
        let expected = "cc -I/p/include -static a.c -L/p/lib -lsma -lpthread -ldl -lm";
        assert_eq!(line(&["-static", "a.c"]), expected);
    }

    #[test]
    fn questions_are_answered_as_others_do() {
        let library = Library::in_prefix(Path::new("/a b"));
        let ask = |question: &str, args: &[&str]| {
            let query = Query::of(OsStr::new(question)).expect("a question");
            answer(query, &words(&["gcc", "-m64"]), &library, &words(args))
        };
        for line in ["-show", "-showme", "--showme"] {
            let expected = "gcc -m64 '-I/a b/include' '-L/a b/lib' '-Wl,-rpath,/a b/lib' -lsma";
            assert_eq!(ask(line, &[]), expected);
        }
        assert_eq!(ask("-show", &["-c", "x.c"]), "gcc -m64 '-I/a b/include' -c x.c");
        assert_eq!(ask("--showme:compile", &[]), "'-I/a b/include'");
        assert_eq!(ask("-showme:libs", &[]), "sma");
        assert_eq!(Query::of(OsStr::new("--showme:nonsense")), None);
        assert_eq!(Query::of(OsStr::new("-shared")), None);
    }

    #[test]
    fn variables_name_compilers() {
        let with = |set: &[(&str, &str)], language: Language| {
            let var = |name: &str| {
                set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            };
            shown(language.compiler(var))
        };
        assert_eq!(with(&[], Language::Cxx), "c++");
        assert_eq!(with(&[("CC", "oshcc"), ("SHMEM_CC", " ")], Language::C), "cc");
        assert_eq!(with(&[("OSHMEM_CC", "ccache clang")], Language::C), "ccache clang");
        assert_eq!(with(&[("OSHMEM_CC", "a"), ("SHMEM_CC", "b")], Language::C), "b");
    }
}
