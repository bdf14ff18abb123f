//! From a candidate to a library that can be used: what it has, what its header says, how to link it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::constants::{NUMBERS, OPEN_MPI_VERSION, VENDOR};
use crate::machine::Machine;
use crate::probe::{Answers, Questions};
use crate::routines::{self, Routine};
use crate::search::{self, Candidate, Refusal};
use crate::{failure, symbols};

/// A library that has what no library may lack.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) candidate: Candidate,
    /// Where the library itself is.
    pub(crate) dir: PathBuf,
    pub(crate) answers: Answers,
    /// The families of routines, and whether the library has all of each.
    pub(crate) families: BTreeMap<&'static str, bool>,
    /// `shmem_sync` is a macro for `shmem_sync_aset`.
    pub(crate) sync_is_aset: bool,
    /// What the compiler made of routines that are there but not as the standard says.
    pub(crate) warnings: Vec<String>,
}

/// The first library that can be used, or the account of the search.
pub(crate) fn find<M: Machine>(machine: &M, out_dir: &Path) -> Result<Library, String> {
    let mut refusals = Vec::new();
    for attempt in search::attempts(machine) {
        match attempt.and_then(|candidate| {
            let place = candidate.place.clone();
            examine(candidate, out_dir).map_err(|why| Refusal { place, why })
        }) {
            Ok(library) => return Ok(library),
            Err(refusal) => refusals.push(refusal),
        }
    }
    Err(failure::message(&refusals))
}

/// Looks at the library itself: its symbols, then its header.
fn examine(candidate: Candidate, out_dir: &Path) -> Result<Library, String> {
    let (names, dir) = symbols_of(&candidate)?;
    let sync_is_aset = !names.contains("shmem_sync") && names.contains("shmem_sync_aset");
    let defines = |routine: &Routine| {
        names.contains(routine.name) || (sync_is_aset && routine.name == "shmem_sync")
    };

    let routines = routines::all();
    let questions = Questions {
        routines: routines.iter().filter(|routine| defines(routine)).collect(),
        numbers: NUMBERS.iter().chain(OPEN_MPI_VERSION).map(|constant| constant.name).collect(),
        strings: vec![VENDOR],
    };
    let (answers, refused) = ask(&questions, &candidate, out_dir)?;

    let usable = |routine: &Routine| defines(routine) && !refused.contains_key(routine.name);
    let why = |routine: &Routine| match refused.get(routine.name) {
        Some(error) => format!("{}: {error}", routine.name),
        None => format!("{}: the library does not define it", routine.name),
    };
    let needed =
        routines.iter().filter(|routine| routine.family == "needed" && !usable(routine)).map(why);
    let constants = NUMBERS
        .iter()
        .filter(|constant| constant.otherwise.is_none())
        .filter_map(|constant| Some(format!("{}: {}", constant.name, refused.get(constant.name)?)));
    let lacks: Vec<_> = needed.chain(constants).collect();
    if !lacks.is_empty() {
        return Err(format!("it lacks what this crate stands on:\n{}", lacks.join("\n")));
    }

    let mut families = BTreeMap::new();
    for routine in routines.iter().filter(|routine| routine.family != "needed") {
        *families.entry(routine.family).or_insert(true) &= usable(routine);
    }
    // A routine that is there and not as declared is worth a word; one that is not there is not.
    let strange =
        routines.iter().filter(|routine| defines(routine) && refused.contains_key(routine.name));
    let warnings = strange.map(why).collect();
    Ok(Library { candidate, dir, answers, families, sync_is_aset, warnings })
}

/// The names that the libraries on the line define, and the directory of the one that is OpenSHMEM.
fn symbols_of(candidate: &Candidate) -> Result<(BTreeSet<String>, PathBuf), String> {
    let line = &candidate.line;
    let mut dirs = line.lib_dirs.clone();
    dirs.extend(compiler_dirs());
    let mut paths = line.files.clone();
    let mut missing = Vec::new();
    for name in &line.libs {
        match symbols::locate(name, &dirs) {
            Some(path) => paths.push(path),
            None => missing.push(format!("lib{name}")),
        }
    }
    let mut names = BTreeSet::new();
    let mut home = None;
    for path in &paths {
        symbols::collect(path, &mut names)?;
        if home.is_none() && names.contains("shmem_init") {
            home = path.parent();
        }
    }
    match home {
        Some(home) => Ok((names, home.to_path_buf())),
        None if missing.is_empty() => Err(format!(
            "none of the libraries it links ({}) defines shmem_init",
            line.libs.join(", ")
        )),
        None => {
            let dirs: Vec<_> = dirs.iter().map(|dir| dir.display().to_string()).collect();
            Err(format!("it links {}, not to be found in {}", missing.join(", "), dirs.join(", ")))
        }
    }
}

/// Where the C compiler looks for libraries by itself.
fn compiler_dirs() -> Vec<PathBuf> {
    let tool = cc::Build::new().cargo_metadata(false).get_compiler();
    let Ok(output) = tool.to_command().arg("-print-search-dirs").output() else {
        return Vec::new();
    };
    let output = String::from_utf8_lossy(&output.stdout);
    let list = output.lines().find_map(|line| line.strip_prefix("libraries: ="));
    list.map(|list| std::env::split_paths(list).collect()).unwrap_or_default()
}

/// Compiles the questions; what the compiler refuses is left out, and the rest compiled again.
fn ask(
    questions: &Questions<'_>,
    candidate: &Candidate,
    out_dir: &Path,
) -> Result<(Answers, BTreeMap<String, String>), String> {
    let mut refused = BTreeMap::new();
    let object = match compile(questions, candidate, out_dir)? {
        Ok(object) => object,
        Err(messages) => {
            refused = questions.refused(&messages);
            if refused.is_empty() {
                return Err(format!("the C compiler can not use its shmem.h:\n{messages}"));
            }
            compile(&questions.without(&refused), candidate, out_dir)?.map_err(|messages| {
                format!("the C compiler can not use its shmem.h:\n{messages}")
            })?
        }
    };
    Ok((Answers::read(&object)?, refused))
}

/// The object file, or what the compiler said.
fn compile(
    questions: &Questions<'_>,
    candidate: &Candidate,
    out_dir: &Path,
) -> Result<Result<Vec<u8>, String>, String> {
    let (source, object) = (out_dir.join("probe.c"), out_dir.join("probe.o"));
    std::fs::write(&source, questions.source())
        .map_err(|error| format!("{}: {error}", source.display()))?;
    let tool = c_build(candidate).get_compiler();
    let mut command: Command = tool.to_command();
    command.env("LC_ALL", "C").arg("-Werror=incompatible-pointer-types");
    // All of the complaints, in the plain form.
    command.args(["-fno-diagnostics-color", "-fno-lto"]);
    if tool.is_like_clang() {
        command.arg("-ferror-limit=0");
    }
    command.arg("-c").arg(&source).arg("-o").arg(&object);
    let output = command.output().map_err(|error| {
        format!("the C compiler {} could not be started: {error}", tool.path().display())
    })?;
    if !output.status.success() {
        return Ok(Err(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let bytes = std::fs::read(&object).map_err(|error| format!("{}: {error}", object.display()))?;
    Ok(Ok(bytes))
}

/// A C compiler for the target that finds the library's header.
pub(crate) fn c_build(candidate: &Candidate) -> cc::Build {
    let mut build = cc::Build::new();
    build.includes(&candidate.line.include_dirs).warnings(false);
    for argument in &candidate.line.compile_args {
        build.flag(argument);
    }
    build
}
