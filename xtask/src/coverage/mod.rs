//! What there is, what gives it, and the test that holds it to its word: tables that are written by hand,
//! checked against the tests and the source, and made into `docs/coverage.md`.

mod evidence;
mod items;
mod mpi;
mod peer;
mod routines;
mod sources;
mod table;

use std::fs;

use evidence::Evidence;

const PAGE: &str = "docs/coverage.md";

/// All tables.
struct Tables<'a> {
    routines: Vec<routines::Row<'a>>,
    peer: Vec<peer::Row<'a>>,
    mpi: Vec<mpi::Chapter>,
}

impl Tables<'_> {
    /// Hands the tables to `f`.
    fn with<R>(f: impl FnOnce(&Tables<'_>) -> Result<R, String>) -> Result<R, String> {
        let read = |path| fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
        let (routines, peer) = (read(routines::TABLE)?, read(peer::TABLE)?);
        let (routines, peer) = (routines::parse(&routines)?, peer::parse(&peer)?);
        f(&Tables { routines, peer, mpi: mpi::read()? })
    }

    fn page(&self) -> String {
        [routines::page(&self.routines), peer::page(&self.peer), mpi::page(&self.mpi)].join("\n")
    }
}

/// Fails on what has no test, a test or an item that is not there, or a stale page.
pub(crate) fn check() -> Result<(), String> {
    Tables::with(|tables| {
        let mut wrong = mpi::gaps(&tables.mpi, &Evidence::of_mpi()?);
        if fs::read_to_string(PAGE).ok() != Some(tables.page()) {
            wrong.push(format!(
                "{PAGE} is not what the tables say: run `cargo xtask coverage --write`"
            ));
        }
        // The rest has to be built first.
        if wrong.is_empty() {
            let evidence = Evidence::gather()?;
            wrong.extend(routines::gaps(&tables.routines, &evidence));
            wrong.extend(peer::gaps(&tables.peer, &evidence));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    })
}

/// Makes the page anew.
pub(crate) fn write() -> Result<(), String> {
    let page = Tables::with(|tables| Ok(tables.page()))?;
    fs::write(PAGE, page).map_err(|error| format!("{PAGE}: {error}"))
}
