//! A file of code has one job and can be read at a sitting.

use super::File;

const LONGEST: usize = 400;

/// Longer files, each with the reason why it is better in one piece.
const EXCUSED: [(&str, &str); 0] = [];

pub(super) fn check(files: &[File]) -> Vec<String> {
    check_against(files, &EXCUSED)
}

fn check_against(files: &[File], excused: &[(&str, &str)]) -> Vec<String> {
    let long: Vec<_> = files
        .iter()
        .filter(|file| file.is_rust())
        .map(|file| (file.path.as_str(), file.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .collect();
    let too_long = long
        .iter()
        .filter(|(path, _)| !excused.iter().any(|(excused, _)| excused == path))
        .map(|(path, lines)| format!("{path}: {lines} lines; part it, {LONGEST} are enough"));
    let needless = excused
        .iter()
        .filter(|(path, _)| !long.iter().any(|(long, _)| long == path))
        .map(|(path, _)| format!("{path}: needs no excuse for its length any more"));
    too_long.chain(needless).collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn only_long_code_without_excuse_is_wrong() {
        let long = "//\n".repeat(LONGEST + 1);
        let files =
            [file("a.rs", &long), file("b.rs", &long), file("c.md", &long), file("d.rs", "")];
        let wrong = check_against(&files, &[("b.rs", "a table"), ("d.rs", "was long")]);
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong[0].starts_with("a.rs: 401 lines"));
        assert!(wrong[1].starts_with("d.rs: needs no excuse"));
    }
}
