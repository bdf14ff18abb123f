//! Whoever switches a lint off says why: `unsafe_code` above all.

use super::File;

/// Split here, so that this file may name them.
const OPENINGS: [&str; 4] = [
    concat!("#[al", "low("),
    concat!("#![al", "low("),
    concat!("#[ex", "pect("),
    concat!("#![ex", "pect("),
];

pub(super) fn check(files: &[File]) -> Vec<String> {
    files.iter().filter(|file| file.is_rust()).flat_map(bare).collect()
}

fn bare(file: &File) -> Vec<String> {
    let mut wrong = Vec::new();
    for opening in OPENINGS {
        for (at, _) in file.text.match_indices(opening) {
            let rest = &file.text[at..];
            let attribute = rest.find(")]").map_or(rest, |end| &rest[..end]);
            if !attribute.contains("reason = \"") {
                let line = file.text[..at].lines().count().max(1);
                let line = if file.text[..at].ends_with('\n') { line + 1 } else { line };
                wrong.push(format!("{}:{line}: {attribute}) says no reason", file.path));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn wants_a_reason_on_one_line_or_several() {
        let [outer, inner, ..] = OPENINGS;
        let text = format!(
            "{inner}unsafe_code, reason = \"maps memory\")]\n\
             {outer}\n    dead_code,\n    reason = \"read by C\"\n)]\n\
             {outer}unsafe_code)]\n"
        );
        let wrong = check(&[file("a.rs", &text), file("a.md", &text)]);
        assert_eq!(wrong, [format!("a.rs:6: {outer}unsafe_code) says no reason")]);
    }
}
