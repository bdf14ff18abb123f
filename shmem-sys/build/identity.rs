//! Which library it is.

use crate::constants::{OPEN_MPI_VERSION, VENDOR};
use crate::probe::Answers;

/// Parts of vendor strings, and the names of the libraries that have them.
const VENDORS: [(&str, &str); 5] = [
    ("shmem-smp", "shmem-smp"),
    ("sandia", "Sandia OpenSHMEM"),
    ("oshmpi", "OSHMPI"),
    ("osss", "OSSS-UCX"),
    ("cray", "Cray OpenSHMEMX"),
];

/// The library's name and its own version, as far as its header tells them.
pub(crate) fn of(header: &Answers) -> (&'static str, Option<String>) {
    let parts: Option<Vec<_>> =
        OPEN_MPI_VERSION.iter().map(|name| Some(header.numbers.get(*name)?.to_string())).collect();
    if let Some(parts) = parts {
        return ("Open MPI", Some(parts.join(".")));
    }
    let vendor = header.strings.get(VENDOR).map(|vendor| vendor.to_lowercase()).unwrap_or_default();
    let known = VENDORS.into_iter().find(|(part, _)| vendor.contains(part));
    (known.map_or("unknown", |(_, name)| name), None)
}
