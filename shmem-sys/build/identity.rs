//! Which library it is.

use crate::constants::{OPEN_MPI_VERSION, VENDOR};
use crate::system::Library;

/// A library's name and version, as far as they can be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) name: &'static str,
    pub(crate) version: String,
}

pub(crate) fn of(library: &Library) -> Identity {
    let answers = &library.answers;
    let open_mpi: Vec<_> = OPEN_MPI_VERSION
        .iter()
        .filter_map(|part| Some(answers.numbers.get(part.name)?.to_string()))
        .collect();
    if open_mpi.len() == OPEN_MPI_VERSION.len() {
        return Identity { name: "Open MPI", version: open_mpi.join(".") };
    }
    let version = library.candidate.version.clone().unwrap_or_default();
    let vendor =
        answers.strings.get(VENDOR).map(|vendor| vendor.to_lowercase()).unwrap_or_default();
    let name = [
        ("sandia", "Sandia OpenSHMEM"),
        ("oshmpi", "OSHMPI"),
        ("osss", "OSSS-UCX"),
        ("cray", "Cray OpenSHMEMX"),
    ]
    .into_iter()
    .find_map(|(part, name)| vendor.contains(part).then_some(name))
    .unwrap_or("unknown");
    Identity { name, version }
}
