//! From a candidate to a library that can be used: what it has, what its header says, how to link it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::constants::{NUMBERS, OPEN_MPI_VERSION, VENDOR};
use crate::link_line::LinkLine;
use crate::machine::Machine;
use crate::probe::{Answers, Questions};
use crate::routines::{self, Routine};
use crate::search::{self, Candidate, Refusal};
use crate::{closure, failure, symbols};

/// What tells an OpenSHMEM library from others.
const MARK: &str = "shmem_init_thread";

/// A library that has what no library may lack.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) candidate: Candidate,
    /// The directory where the loader must find it.
    pub(crate) dir: PathBuf,
    /// What was read of it: when one changes, all of this is to be done anew.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) header: Answers,
    /// The families of routines, and whether the library has all of each.
    pub(crate) families: BTreeMap<&'static str, bool>,
    /// Symbols that the program has to refer to.
    pub(crate) unsaid: BTreeSet<String>,
    /// `shmem_sync` is a macro for `shmem_sync_aset`.
    pub(crate) sync_is_aset: bool,
    /// What the compiler made of routines that are there but not as the standard says.
    pub(crate) warnings: Vec<String>,
}

/// The libraries on a line.
struct Libraries {
    /// The names that they define.
    names: BTreeSet<String>,
    /// The one that is OpenSHMEM.
    home: PathBuf,
    /// Others that have to be linked as well.
    beyond: Vec<PathBuf>,
    /// Symbols to refer to, for the sake of their libraries.
    unsaid: BTreeSet<String>,
}

/// What a candidate is examined with.
pub(crate) struct Workshop {
    /// A C compiler for the target.
    pub(crate) compiler: cc::Build,
    /// A directory for files that nobody needs afterwards.
    pub(crate) dir: PathBuf,
}

/// The first library that can be used, or the account of the search.
pub(crate) fn find<M: Machine>(machine: &M, workshop: &Workshop) -> Result<Library, String> {
    let mut refusals = Vec::new();
    for attempt in search::attempts(machine) {
        match attempt.and_then(|candidate| {
            let place = candidate.place.clone();
            workshop.examine(candidate).map_err(|why| Refusal { place, why })
        }) {
            Ok(library) => return Ok(library),
            Err(refusal) => refusals.push(refusal),
        }
    }
    Err(failure::message(&refusals))
}

impl Workshop {
    /// Looks at the library itself: its symbols, then its header.
    pub(crate) fn examine(&self, mut candidate: Candidate) -> Result<Library, String> {
        let Libraries { names, home, beyond, unsaid } = self.read_libraries(&candidate.line)?;
        candidate.line.files.extend(beyond);
        // What links are for the linker, the loader finds without.
        let real = home.canonicalize().map_err(|error| format!("{}: {error}", home.display()))?;
        let dir = real.parent().map(Path::to_path_buf).unwrap_or_default();
        if candidate.line.rpaths.is_empty() && !self.loader_finds(&dir) {
            candidate.line.rpaths.push(dir.clone());
        }
        let sync_is_aset = !names.contains("shmem_sync") && names.contains("shmem_sync_aset");
        let mut routines = routines::all();
        for routine in
            routines.iter_mut().filter(|routine| sync_is_aset && routine.name == "shmem_sync")
        {
            routine.symbol = "shmem_sync_aset";
        }
        let defines = |routine: &Routine| names.contains(routine.symbol);

        let questions = Questions {
            routines: routines.iter().filter(|routine| defines(routine)).collect(),
            numbers: NUMBERS.iter().map(|constant| constant.name).chain(OPEN_MPI_VERSION).collect(),
            strings: vec![VENDOR],
        };
        let (header, refused) = self.ask(&questions, &candidate.line)?;

        let usable = |routine: &Routine| defines(routine) && !refused.contains_key(routine.name);
        let why = |routine: &Routine| match refused.get(routine.name) {
            Some(error) => format!("{}: {error}", routine.name),
            None => format!("{}: the library does not define it", routine.name),
        };
        let needed = |routine: &&Routine| routine.family == "needed" && !usable(routine);
        let constants =
            NUMBERS.iter().filter(|constant| constant.otherwise.is_none()).filter_map(|constant| {
                Some(format!("{}: {}", constant.name, refused.get(constant.name)?))
            });
        let lacks: Vec<_> = routines.iter().filter(needed).map(why).chain(constants).collect();
        if !lacks.is_empty() {
            return Err(format!("it lacks what this crate stands on:\n{}", lacks.join("\n")));
        }

        let mut families = BTreeMap::new();
        for routine in routines.iter().filter(|routine| routine.family != "needed") {
            *families.entry(routine.family).or_insert(true) &= usable(routine);
        }
        // A routine that is there and not as declared is worth a word; one that is not there is not.
        let strange = routines.iter().filter(|routine| defines(routine) && !usable(routine));
        let warnings = strange.map(why).collect();
        let headers = candidate.line.include_dirs.iter().map(|dir| dir.join("shmem.h"));
        let files = headers.filter(|path| path.is_file()).chain([home]).collect();
        Ok(Library { candidate, dir, files, header, families, unsaid, sync_is_aset, warnings })
    }

    /// Reads the libraries on the line, and finds the one that is OpenSHMEM.
    fn read_libraries(&self, line: &LinkLine) -> Result<Libraries, String> {
        let mut dirs = line.lib_dirs.clone();
        dirs.extend(self.default_dirs());
        let mut paths = line.files.clone();
        // What cannot be read matters only when there is no OpenSHMEM in the others.
        let mut faults = Vec::new();
        for name in &line.libs {
            match symbols::locate(name, &dirs) {
                Some(path) => paths.push(path),
                None => {
                    faults.push(format!("it links lib{name}, which is in none of the directories"))
                }
            }
        }
        let mut names = BTreeSet::new();
        let mut home = None;
        for path in &paths {
            if let Err(fault) = symbols::collect(path, &mut names) {
                faults.push(fault);
            }
            if home.is_none() && names.contains(MARK) {
                home = Some(path.clone());
            }
        }
        if let Some(home) = home {
            let beyond = closure::beyond(&paths, &dirs);
            let unsaid = closure::unsaid(&paths, &dirs);
            return Ok(Libraries { names, home, beyond, unsaid });
        }
        faults.push(format!(
            "none of the libraries it links ({}) defines {MARK}",
            line.libs.join(", ")
        ));
        let dirs: Vec<_> = dirs.iter().map(|dir| dir.display().to_string()).collect();
        faults.push(format!("the directories are {}", dirs.join(", ")));
        Err(faults.join("\n"))
    }

    /// Where the C compiler looks for libraries by itself, each directory once and by its real name.
    fn default_dirs(&self) -> Vec<PathBuf> {
        let Ok(output) =
            self.compiler.get_compiler().to_command().arg("-print-search-dirs").output()
        else {
            return Vec::new();
        };
        let output = String::from_utf8_lossy(&output.stdout);
        let list =
            output.lines().find_map(|line| line.strip_prefix("libraries: =")).unwrap_or_default();
        let mut dirs = Vec::new();
        for dir in std::env::split_paths(list).filter_map(|dir| dir.canonicalize().ok()) {
            if !dirs.contains(&dir) {
                dirs.push(dir);
            }
        }
        dirs
    }

    /// Whether the loader looks there without being told: the compiler does.
    fn loader_finds(&self, dir: &PathBuf) -> bool {
        self.default_dirs().contains(dir)
    }

    /// Compiles the questions; what the compiler refuses is left out, and the rest compiled again.
    fn ask(
        &self,
        questions: &Questions<'_>,
        line: &LinkLine,
    ) -> Result<(Answers, BTreeMap<String, String>), String> {
        let mut refused = BTreeMap::new();
        let object = match self.compile(questions, line)? {
            Ok(object) => object,
            Err(messages) => {
                refused = questions.refused(&messages);
                if refused.is_empty() {
                    return Err(format!("the C compiler can not use its shmem.h:\n{messages}"));
                }
                self.compile(&questions.without(&refused), line)?.map_err(|messages| {
                    format!("the C compiler can not use its shmem.h:\n{messages}")
                })?
            }
        };
        Ok((Answers::read(&object)?, refused))
    }

    /// The object file, or what the compiler said.
    fn compile(
        &self,
        questions: &Questions<'_>,
        line: &LinkLine,
    ) -> Result<Result<Vec<u8>, String>, String> {
        let (source, object) = (self.dir.join("probe.c"), self.dir.join("probe.o"));
        std::fs::write(&source, questions.source())
            .map_err(|error| format!("{}: {error}", source.display()))?;
        let tool = self.c_build(line).get_compiler();
        let mut command = tool.to_command();
        command.env("LC_ALL", "C");
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
        let bytes =
            std::fs::read(&object).map_err(|error| format!("{}: {error}", object.display()))?;
        Ok(Ok(bytes))
    }

    /// A C compiler for the target that finds the library's header.
    pub(crate) fn c_build(&self, line: &LinkLine) -> cc::Build {
        let mut build = self.compiler.clone();
        build.includes(&line.include_dirs).warnings(false);
        for argument in &line.compile_args {
            build.flag(argument);
        }
        build
    }
}
