//! What the hot paths are compiled to: a put of a word is a store, not a call.

use std::path::Path;
use std::process::Command;

/// The instructions of a function in an assembly listing, without labels and directives.
fn body<'a>(listing: &'a str, function: &str) -> Vec<&'a str> {
    // Functions of equal code become one function with several names.
    let alias = format!("{function} = ");
    let same = listing.lines().find_map(|line| line.trim().strip_prefix(&alias));
    let label = format!("{}:", same.unwrap_or(function));
    let lines = listing.lines().skip_while(|line| *line != label);
    let body: Vec<&str> = lines
        .skip(1)
        .take_while(|line| !line.starts_with(".Lfunc_end"))
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['.', '#']) && !line.ends_with(':'))
        .collect();
    assert!(!body.is_empty(), "{function} is not in the listing");
    body
}

fn calls<'a>(body: &[&'a str]) -> Vec<&'a str> {
    let is_call =
        |line: &&str| line.starts_with("call") || line.starts_with("bl") || line.starts_with("jmp");
    body.iter().copied().filter(is_call).collect()
}

#[test]
fn words_move_without_a_call() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("assembly");
    let status = Command::new(env!("CARGO"))
        .args(["rustc", "--quiet", "--release", "--package", "shmem-benches", "--lib"])
        .args(["--config", "profile.release.debug=0", "--target-dir"])
        .arg(&target)
        .args(["--", "--emit=asm"])
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the probes do not compile");
    let deps = target.join("release/deps");
    let listing = std::fs::read_dir(&deps)
        .expect("cargo made its directory")
        .map(|entry| entry.expect("a readable directory").path())
        .find(|path| path.extension().is_some_and(|extension| extension == "s"))
        .expect("an assembly listing");
    let listing = std::fs::read_to_string(listing).expect("a readable listing");

    for probe in [
        "probe_putmem_8",
        "probe_getmem_8",
        "probe_long_put_1",
        "probe_long_p",
        "probe_long_g",
        "probe_long_atomic_fetch",
    ] {
        let body = body(&listing, probe);
        assert!(calls(&body).is_empty(), "{probe} calls {:?}:\n{}", calls(&body), body.join("\n"));
        assert!(body.len() <= 16, "{probe} has {} instructions:\n{}", body.len(), body.join("\n"));
    }
    // The check itself can see a call where there is one.
    assert!(!calls(&body(&listing, "probe_putmem_n")).is_empty());
}
