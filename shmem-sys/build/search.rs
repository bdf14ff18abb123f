//! The places where a C library may be, in the order in which they are looked at.
//!
//! 1. `SHMEM_SYS_LIB_DIR`, `SHMEM_SYS_INCLUDE_DIR`, `SHMEM_SYS_LIBS`: where the library is, said outright.
//! 2. `OSHCC`: the wrapper compiler to ask.
//! 3. `oshcc`, then `shmemcc`, on the path.
//! 4. `pkg-config`, which has a file for Sandia OpenSHMEM, OSSS-UCX, Cray OpenSHMEMX and the bundled runtime
//!    as a C library.
//! 5. `CRAY_OPENSHMEMX_DIR`, which Cray's module sets.
//!
//! A library's launcher is the `oshrun` that stands beside its wrapper compiler or in the `bin` beside
//! its directory; OSHMPI has none and takes MPICH's, if that is below it; Cray's is the batch system's.
//! `SHMEM_SYS_LAUNCHER` names another.
//!
//! Who sets a variable of the first two means it: nothing else is then looked at. When building for
//! another kind of machine, only what a variable names counts, because the rest is this machine's.

use std::path::{Path, PathBuf};

use crate::link_line::LinkLine;
use crate::machine::Machine;

/// A library as one of the places describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The place.
    pub(crate) place: String,
    pub(crate) line: LinkLine,
    /// The version, where the place knows it.
    pub(crate) version: Option<String>,
    /// The launcher that came with the library.
    pub(crate) launcher: Option<PathBuf>,
}

/// A place that had nothing of use, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) place: String,
    pub(crate) why: String,
}

pub(crate) type Attempt = Result<Candidate, Refusal>;

const OVERRIDES: [&str; 3] = ["SHMEM_SYS_LIB_DIR", "SHMEM_SYS_INCLUDE_DIR", "SHMEM_SYS_LIBS"];
const WRAPPERS: [&str; 2] = ["oshcc", "shmemcc"];
/// How wrappers are asked for the line they would run: Open MPI's, Sandia's and MPICH's, older ones.
const QUERIES: [&str; 3] = ["--showme", "-show", "-showme"];
const PACKAGES: [&str; 4] = ["sandia-openshmem", "osss-ucx", "cray-openshmemx", "shmem-c"];
/// The libraries that directories are searched for when nobody names one: Open MPI's, that of Sandia, Cray
/// and the installed bundled runtime, OSHMPI's, OSSS-UCX's.
const NAMES: [&str; 4] = ["oshmem", "sma", "oshmpi", "shmem"];
/// What the first of them brings with it.
const OPEN_MPI: [&str; 2] = ["oshmem", "mpi"];

/// Looks at the places in turn; the caller stops at the first candidate that it can use.
pub(crate) fn attempts<M: Machine>(machine: &M) -> impl Iterator<Item = Attempt> {
    let launcher = machine.var("SHMEM_SYS_LAUNCHER").map(PathBuf::from);
    places(machine).map(move |attempt| {
        attempt.map(|candidate| Candidate {
            launcher: launcher.clone().or(candidate.launcher),
            ..candidate
        })
    })
}

fn places<M: Machine>(machine: &M) -> Box<dyn Iterator<Item = Attempt> + '_> {
    if OVERRIDES.iter().any(|name| machine.var(name).is_some()) {
        return Box::new(std::iter::once_with(|| overrides(machine)));
    }
    if let Some(wrapper) = machine.var("OSHCC") {
        return Box::new(std::iter::once_with(move || ask_wrapper(machine, &wrapper, "OSHCC=")));
    }
    let native = !machine.is_cross();
    let wrappers =
        WRAPPERS.iter().filter(move |_| native).map(|name| ask_wrapper(machine, name, ""));
    let program = machine.var("PKG_CONFIG");
    let packages = PACKAGES.iter().filter(move |_| native || program.is_some());
    let packages = packages.map(|package| ask_pkg_config(machine, package));
    Box::new(wrappers.chain(packages).chain(std::iter::once_with(|| cray(machine))))
}

/// The directories and names that the user gives.
fn overrides<M: Machine>(machine: &M) -> Attempt {
    let place = OVERRIDES
        .iter()
        .filter_map(|name| Some(format!("{name}={}", machine.var(name)?)))
        .collect::<Vec<_>>()
        .join(" ");
    let lib_dirs: Vec<PathBuf> = paths(machine.var(OVERRIDES[0]));
    let libs = match machine.var(OVERRIDES[2]) {
        Some(names) => names
            .split([',', ' '])
            .filter(|name| !name.is_empty())
            .map(|name| name.strip_prefix("-l").unwrap_or(name).to_string())
            .collect(),
        None => match library_in(machine, &lib_dirs) {
            Ok(libs) => libs,
            Err(why) => {
                return Err(Refusal { place, why: format!("{why}; SHMEM_SYS_LIBS can name them") });
            }
        },
    };
    let launcher = beside(
        machine,
        lib_dirs.iter().filter_map(|dir| dir.parent()).map(|root| root.join("bin")),
    );
    let include_dirs = paths(machine.var(OVERRIDES[1]));
    // A library outside of the loader's path is of no use without it.
    let rpaths = lib_dirs.clone();
    let line = LinkLine { include_dirs, lib_dirs, libs, rpaths, ..LinkLine::default() };
    Ok(Candidate { place, line, version: None, launcher })
}

fn paths(list: Option<String>) -> Vec<PathBuf> {
    list.map(|list| std::env::split_paths(&list).collect()).unwrap_or_default()
}

/// The libraries to link, by what stands in the directories.
fn library_in<M: Machine>(machine: &M, dirs: &[PathBuf]) -> Result<Vec<String>, String> {
    let stands = |name: &str| {
        dirs.iter().any(|dir| {
            ["so", "a"].iter().any(|end| machine.has_file(&dir.join(format!("lib{name}.{end}"))))
        })
    };
    match NAMES.into_iter().find(|name| stands(name)) {
        Some("oshmem") => Ok(OPEN_MPI.map(String::from).to_vec()),
        Some(name) => Ok(vec![name.to_string()]),
        None => Err(format!(
            "none of {} is in it",
            NAMES.map(|name| format!("lib{name}.so")).join(", ")
        )),
    }
}

/// Asks a wrapper compiler for the line it would run.
fn ask_wrapper<M: Machine>(machine: &M, wrapper: &str, prefix: &str) -> Attempt {
    let place = format!("{prefix}{wrapper}");
    let Some(path) = machine.program(wrapper) else {
        return Err(Refusal { place, why: "there is no such program".into() });
    };
    let mut refused = Vec::new();
    for query in QUERIES {
        match machine.run(&path, &[query]) {
            Ok(output) => {
                let line = LinkLine::parse(&output);
                if line.names_a_library() {
                    let launcher = beside(machine, path.parent().map(Path::to_path_buf))
                        .or_else(|| launcher_of_mpich(machine, &line));
                    let place = format!("{place} {query}");
                    return Ok(Candidate { place, line, version: None, launcher });
                }
                refused.push(format!("{query}: no library on the line it prints"));
            }
            Err(why) => refused.push(format!("{query}: {why}")),
        }
    }
    Err(Refusal { place, why: refused.join("; ") })
}

fn ask_pkg_config<M: Machine>(machine: &M, package: &str) -> Attempt {
    let name = machine.var("PKG_CONFIG").unwrap_or("pkg-config".into());
    let place = format!("{name} {package}");
    machine.var("PKG_CONFIG_PATH");
    let Some(program) = machine.program(&name) else {
        return Err(Refusal { place, why: "there is no such program".into() });
    };
    let ask = |arguments: &[&str]| machine.run(&program, arguments);
    match ask(&["--cflags", "--libs", package]) {
        Ok(output) => {
            let line = LinkLine::parse(&output);
            if !line.names_a_library() {
                return Err(Refusal { place, why: "its file names no library".into() });
            }
            let version =
                ask(&["--modversion", package]).ok().map(|version| version.trim().to_string());
            let root = ask(&["--variable=prefix", package])
                .ok()
                .map(|root| Path::new(root.trim()).join("bin"));
            Ok(Candidate { place, line, version, launcher: beside(machine, root) })
        }
        Err(why) => Err(Refusal { place, why }),
    }
}

/// What Cray's module says.
fn cray<M: Machine>(machine: &M) -> Attempt {
    const VARIABLE: &str = "CRAY_OPENSHMEMX_DIR";
    let Some(root) = machine.var(VARIABLE).map(PathBuf::from) else {
        return Err(Refusal { place: VARIABLE.into(), why: "not set: no module is loaded".into() });
    };
    let place = format!("{VARIABLE}={}", root.display());
    let lib_dirs: Vec<_> = ["lib64", "lib"].into_iter().map(|dir| root.join(dir)).collect();
    let libs =
        library_in(machine, &lib_dirs).map_err(|why| Refusal { place: place.clone(), why })?;
    let rpaths = lib_dirs.clone();
    let line = LinkLine {
        include_dirs: vec![root.join("include")],
        lib_dirs,
        libs,
        rpaths,
        ..LinkLine::default()
    };
    let version = machine.var("CRAY_OPENSHMEMX_VERSION");
    // Jobs there are started by the batch system.
    let launcher = machine.program("srun");
    Ok(Candidate { place, line, version, launcher })
}

/// The launcher that stands in one of the directories: those of other libraries are no good.
fn beside<M: Machine>(machine: &M, dirs: impl IntoIterator<Item = PathBuf>) -> Option<PathBuf> {
    dirs.into_iter()
        .flat_map(|dir| ["oshrun", "shmemrun"].map(|name| dir.join(name)))
        .find(|path| machine.has_file(path))
}

/// The launcher of a library that stands on MPICH, by the names that no other MPI has: `mpiexec` may be
/// anybody's.
fn launcher_of_mpich<M: Machine>(machine: &M, line: &LinkLine) -> Option<PathBuf> {
    let names = ["mpiexec.mpich", "mpiexec.hydra"];
    let on_mpich = line.libs.iter().any(|name| name == "mpich");
    names.into_iter().filter(|_| on_mpich).find_map(|name| machine.program(name))
}
