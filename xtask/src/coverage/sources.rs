//! Trials, read from the source of tests that are not built here.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

/// The trials of all programs of a directory, which are files or directories with a `main.rs`, as `BINARY::FUNCTION`.
pub(super) fn trials(directory: &Path) -> Result<BTreeSet<String>, String> {
    let wrong = |path: &Path, error: &dyn Display| format!("{}: {error}", path.display());
    let mut trials = BTreeSet::new();
    for entry in fs::read_dir(directory).map_err(|error| wrong(directory, &error))? {
        let path = entry.map_err(|error| wrong(directory, &error))?.path();
        let main = if path.is_dir() { path.join("main.rs") } else { path.clone() };
        if main.extension().is_some_and(|extension| extension == "rs") && main.exists() {
            let text = fs::read_to_string(&main).map_err(|error| wrong(&main, &error))?;
            let tokens = text.parse().map_err(|error| wrong(&main, &error))?;
            let binary = path.file_stem().unwrap_or_default().to_string_lossy();
            let mut names = Vec::new();
            collect(tokens, &mut names);
            trials.extend(names.into_iter().map(|name| format!("{binary}::{name}")));
        }
    }
    Ok(trials)
}

/// The functions that `tests! { … }` has and that `trials![…]` and `Trial::new(…)` or `Trial::test(…)` name.
fn collect(tokens: TokenStream, names: &mut Vec<String>) {
    let mut last: [String; 4] = Default::default();
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            match last.each_ref().map(String::as_str) {
                [.., "tests", "!"] => names.extend(functions(group.stream())),
                [.., "trials", "!"] | ["Trial", ":", ":", "new" | "test"] => {
                    names.extend(identifiers(group.stream()));
                }
                _ => collect(group.stream(), names),
            }
        }
        last.rotate_left(1);
        last[3] = token.to_string();
    }
}

fn functions(tokens: TokenStream) -> impl Iterator<Item = String> {
    let words: Vec<_> = tokens.into_iter().map(|token| token.to_string()).collect();
    let names: Vec<_> =
        words.windows(2).filter(|pair| pair[0] == "fn").map(|pair| pair[1].clone()).collect();
    names.into_iter()
}

fn identifiers(tokens: TokenStream) -> impl Iterator<Item = String> {
    tokens.into_iter().filter_map(|token| match token {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_the_macros_have() {
        let text = "
            fn helper() {}
            shmem_test::tests! {
                #![mpi]
                fn one(mpi: &Mpi) { fn inner() {} }
                #[npes(2)]
                fn two() {}
            }
            fn main() { shmem_test::run_mpi(shmem_test::trials![three, four]) }
        ";
        let mut names = Vec::new();
        collect(text.parse().expect("Rust"), &mut names);
        assert_eq!(names, ["one", "two", "three", "four"]);
    }
}
