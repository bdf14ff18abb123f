//! Files that our pages name are there.

use super::File;

pub(super) fn check(files: &[File]) -> Vec<String> {
    let pages = files.iter().filter(|file| file.path.ends_with(".md"));
    pages.flat_map(|page| dangling(page, files)).collect()
}

fn dangling(page: &File, files: &[File]) -> Vec<String> {
    let directory =
        page.path.rsplit_once('/').map_or(String::new(), |(directory, _)| format!("{directory}/"));
    let there = |path: &str| {
        let inside = if path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
        files.iter().any(|file| file.path == path || file.path.starts_with(&inside))
    };
    let prose = page.text.split("```").step_by(2).collect::<String>();
    let links = prose
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(link, _)| link.split('#').next().unwrap_or_default())
        .filter(|link| !link.is_empty() && !link.contains("://"))
        .map(|link| format!("{directory}{link}"));
    // A path in backticks counts from the root, and is one if it starts with a directory of ours.
    let ours = |path: &str| path.split_once('/').is_some_and(|(top, _)| there(top));
    let paths = prose
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| ours(word) && !word.contains([' ', '*', '<', '$']) && !word.contains("::"))
        .map(str::to_owned);
    links
        .chain(paths)
        .filter(|path| !there(path))
        .map(|path| format!("{}: there is no {path}", page.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn links_and_paths_must_lead_somewhere() {
        let page = file(
            "docs/a.md",
            "[b](b.md#x) [gone](gone.md) [web](https://example.org/) `src/` `src/lib.rs` `src/old.rs` \
             `./program` `mpp/shmem.h` `src/*.rs` `src/tests::name`\n```sh\nls `no/such`\n```\n",
        );
        let files = [page, file("docs/b.md", ""), file("src/lib.rs", "")];
        assert_eq!(
            check(&files),
            ["docs/a.md: there is no docs/gone.md", "docs/a.md: there is no src/old.rs"]
        );
    }
}
