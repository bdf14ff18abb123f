//! No file names the machine it was written on or the host a package came from.

use super::File;

/// Split here, so that this file may name them.
const DIRECTORIES: [&str; 2] = [concat!("/wo", "rk/"), concat!("/r", "oot/")];
const HOSTS: [&str; 9] = [
    concat!("index.cra", "tes.io"),
    concat!("static.cra", "tes.io"),
    concat!("cra", "tes.io/"),
    concat!("py", "pi.org"),
    concat!("files.python", "hosted.org"),
    concat!("registry.npm", "js.org"),
    concat!("deb.deb", "ian.org"),
    concat!("security.deb", "ian.org"),
    concat!("proxy.gol", "ang.org"),
];

pub(super) fn check(files: &[File]) -> Vec<String> {
    // Cargo's own file names the registry; that is its business.
    let ours = files.iter().filter(|file| file.path != "Cargo.lock");
    ours.flat_map(|file| file.lines_where(place)).collect()
}

fn place(line: &str) -> Option<String> {
    let starts_a_path = |directory: &str| {
        line.match_indices(directory).any(|(at, _)| {
            !line[..at]
                .ends_with(|before: char| before.is_alphanumeric() || "._-~}".contains(before))
        })
    };
    let directory = DIRECTORIES.into_iter().find(|directory| starts_a_path(directory));
    let host = || HOSTS.into_iter().find(|host| line.contains(host));
    directory.or_else(host).map(|place| format!("names a place: {place}"))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn finds_paths_and_hosts() {
        for place in DIRECTORIES.iter().chain(&HOSTS) {
            let found = check(&[file("a.md", &format!("one\nsee {place}x\n"))]);
            assert_eq!(found, [format!("a.md:2: names a place: {place}")]);
        }
    }

    #[test]
    fn leaves_other_words_alone() {
        let lock = format!("source = \"registry+https://{}\"", HOSTS[0]);
        let relative = format!("src{}x.rs", DIRECTORIES[0]);
        assert!(check(&[file("Cargo.lock", &lock), file("a.rs", &relative)]).is_empty());
    }
}
