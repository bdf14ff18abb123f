//! What there is, what gives it, and the test that holds it to its word: tables that are written by hand,
//! checked against the tests and the source, and made into `docs/coverage.md`.

mod evidence;
mod items;
mod peer;
mod routines;
mod table;

use std::fs;

use evidence::Evidence;

const PAGE: &str = "docs/coverage.md";

/// The page, of both tables.
fn page(routines: &[routines::Row<'_>], peer: &[peer::Row<'_>]) -> String {
    let mut page = routines::page(routines);
    page.push('\n');
    page.push_str(&peer::page(peer));
    page
}

/// Hands the texts of both tables to `f`, and what they say.
fn with_tables<R>(
    f: impl FnOnce(&[routines::Row<'_>], &[peer::Row<'_>]) -> Result<R, String>,
) -> Result<R, String> {
    let read = |path| fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
    let (routines, peer) = (read(routines::TABLE)?, read(peer::TABLE)?);
    f(&routines::parse(&routines)?, &peer::parse(&peer)?)
}

/// Fails on what has no test, a test or an item that is not there, or a stale page.
pub(crate) fn check() -> Result<(), String> {
    with_tables(|routines, peer| {
        let evidence = Evidence::gather()?;
        let mut wrong = routines::gaps(routines, &evidence);
        wrong.extend(peer::gaps(peer, &evidence));
        if fs::read_to_string(PAGE).ok() != Some(page(routines, peer)) {
            wrong.push(format!("{PAGE} is not what the tables say: run `cargo xtask bless`"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    })
}

/// Makes the page anew.
pub(crate) fn bless() -> Result<(), String> {
    let page = with_tables(|routines, peer| Ok(page(routines, peer)))?;
    fs::write(PAGE, page).map_err(|error| format!("{PAGE}: {error}"))
}
