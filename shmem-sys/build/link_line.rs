//! Reading the command lines that wrapper compilers print.

use std::path::PathBuf;

/// What a compiler's command line says about a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LinkLine {
    pub(crate) include_dirs: Vec<PathBuf>,
    /// Other arguments that matter to the compiler: `-D…`, `-pthread`.
    pub(crate) compile_args: Vec<String>,
    pub(crate) lib_dirs: Vec<PathBuf>,
    /// The names after `-l`, in order.
    pub(crate) libs: Vec<String>,
    /// Libraries that stand on the line as files.
    pub(crate) files: Vec<PathBuf>,
    /// Directories the loader is told to look in.
    pub(crate) rpaths: Vec<PathBuf>,
}

impl LinkLine {
    /// Reads a command line; what it does not know, such as the compiler's own name, it passes over.
    pub(crate) fn parse(line: &str) -> Self {
        let mut found = Self::default();
        let mut words = linker_words_opened(words(line)).into_iter();
        while let Some(word) = words.next() {
            // An option's value stands behind it or is the next word.
            let mut value = |option: &str| {
                let rest = word.strip_prefix(option)?;
                if rest.is_empty() { words.next() } else { Some(rest.to_string()) }
            };
            if let Some(dir) = value("-I").or_else(|| value("-isystem")) {
                push(&mut found.include_dirs, dir.into());
            } else if let Some(dir) = value("-L") {
                push(&mut found.lib_dirs, dir.into());
            } else if let Some(name) = value("-l") {
                push(&mut found.libs, name);
            } else if let Some(define) = value("-D") {
                push(&mut found.compile_args, format!("-D{define}"));
            } else if word == "-pthread" {
                push(&mut found.compile_args, word);
                push(&mut found.libs, "pthread".into());
            } else if let Some(dir) = rpath(&word, || words.next()) {
                for dir in dir.split(':').filter(|dir| !dir.is_empty()) {
                    push(&mut found.rpaths, dir.into());
                }
            } else if !word.starts_with('-') && is_library(&word) {
                push(&mut found.files, word.into());
            }
        }
        found
    }

    /// Whether there is anything on it to link.
    pub(crate) fn names_a_library(&self) -> bool {
        !(self.libs.is_empty() && self.files.is_empty())
    }
}

/// The directory of a run path option.
fn rpath(word: &str, next: impl FnOnce() -> Option<String>) -> Option<String> {
    let rest = ["--rpath", "-rpath"].iter().find_map(|option| word.strip_prefix(option))?;
    match rest.strip_prefix('=') {
        Some(dir) => Some(dir.into()),
        None if rest.is_empty() => next(),
        None => None,
    }
}

fn is_library(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    name.starts_with("lib")
        && (name.ends_with(".a") || name.ends_with(".so") || name.contains(".so."))
}

/// Lists say things several times; the first time counts.
fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// What is wrapped for the linker (`-Wl,a,b`, `-Xlinker a`) as words of its own.
fn linker_words_opened(words: Vec<String>) -> Vec<String> {
    let mut opened = Vec::new();
    for word in words {
        match word.strip_prefix("-Wl,") {
            Some(inner) => opened.extend(inner.split(',').map(String::from)),
            None if word == "-Xlinker" => {}
            None => opened.push(word),
        }
    }
    opened
}

/// Splits as a shell would: blanks, quotes, backslashes.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}
