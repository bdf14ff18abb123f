//! Nothing is left for later: no reminders, no placeholders, no debugging prints.

use super::File;

/// Split here, so that this file may name them.
const WORDS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
const MACROS: [&str; 3] =
    [concat!("to", "do!"), concat!("unimple", "mented!"), concat!("db", "g!")];

pub(super) fn check(files: &[File]) -> Vec<String> {
    let ours = files.iter().filter(|file| file.path != "Cargo.lock");
    ours.flat_map(|file| file.lines_where(leftover)).collect()
}

fn leftover(line: &str) -> Option<String> {
    let in_word = |char: char| char.is_alphanumeric() || char == '_';
    let found = |what: &str| {
        line.match_indices(what).any(|(at, _)| {
            !line[..at].ends_with(in_word) && !line[at + what.len()..].starts_with(in_word)
        })
    };
    let what = WORDS.into_iter().chain(MACROS).find(|what| found(what))?;
    Some(format!("left over: {what}"))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn finds_each() {
        for what in WORDS.iter().chain(&MACROS) {
            let found = check(&[file("a.rs", &format!("fn f() {{\n    {what}(1) }}"))]);
            assert_eq!(found, [format!("a.rs:2: left over: {what}")]);
        }
    }

    #[test]
    fn leaves_parts_of_words_alone() {
        let text = format!("/tmp/slurm{0}{0} MASTO{1} my_{2}()", WORDS[2], WORDS[0], MACROS[2]);
        assert!(check(&[file("a.sh", &text)]).is_empty(), "{text}");
    }
}
