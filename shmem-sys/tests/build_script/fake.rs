//! Machines and libraries for tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::Machine;
use crate::routines::{self, Routine};
use crate::system::Workshop;

/// A machine with an answer for each command that was recorded, and the files of a directory.
#[derive(Default)]
pub(crate) struct FakeMachine {
    pub(crate) vars: BTreeMap<&'static str, String>,
    /// Programs on the path: how each is called and where it is.
    pub(crate) programs: BTreeMap<&'static str, PathBuf>,
    /// What programs print, by their file names and arguments; other calls fail.
    pub(crate) prints: BTreeMap<&'static str, String>,
    pub(crate) cross: bool,
}

impl Machine for FakeMachine {
    fn var(&self, name: &str) -> Option<String> {
        self.vars.get(name).cloned()
    }

    fn program(&self, name: &str) -> Option<PathBuf> {
        self.programs.get(name).cloned()
    }

    fn run(&self, program: &Path, arguments: &[&str]) -> Result<String, String> {
        let name = program.file_name().unwrap().to_str().unwrap();
        let call = format!("{name} {}", arguments.join(" "));
        self.prints.get(call.as_str()).cloned().ok_or_else(|| "unrecognized option".into())
    }

    fn has_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_cross(&self) -> bool {
        self.cross
    }
}

/// A library to be made.
pub(crate) struct FakeLibrary {
    pub(crate) routines: Vec<Routine>,
    /// What the header holds before the prototypes: the constants, the handles.
    pub(crate) prelude: String,
    /// What the header holds behind them.
    pub(crate) postlude: String,
}

impl FakeLibrary {
    /// One of which the header begins so, and that has the needed routines and these families.
    pub(crate) fn new(prelude: &str, families: &[&str]) -> Self {
        let mut routines = routines::all();
        routines.retain(|routine| routine.family == "needed" || families.contains(&routine.family));
        Self { routines, prelude: prelude.into(), postlude: String::new() }
    }

    /// Writes the header.
    pub(crate) fn header(&self, dir: &Path) {
        std::fs::create_dir_all(dir).unwrap();
        let mut text = format!("#include <stddef.h>\n#include <stdint.h>\n{}\n", self.prelude);
        for routine in &self.routines {
            let pointer = routine.c_pointer(routine.symbol);
            let prototype = pointer.replace(&format!("(*{})", routine.symbol), routine.symbol);
            text += &format!("{prototype};\n");
        }
        text += &self.postlude;
        std::fs::write(dir.join("shmem.h"), text).unwrap();
    }

    /// Compiles the library: `libNAME.so`, or `libNAME.a`.
    pub(crate) fn build(&self, dir: &Path, file: &str) {
        std::fs::create_dir_all(dir).unwrap();
        let source = dir.join("library.c");
        let functions =
            self.routines.iter().map(|routine| format!("void {}(void) {{}}\n", routine.symbol));
        std::fs::write(&source, functions.collect::<String>()).unwrap();
        let cc = workshop(dir).compiler.get_compiler();
        let run =
            |command: &mut Command| assert!(command.current_dir(dir).status().unwrap().success());
        if file.ends_with(".so") {
            run(cc.to_command().args(["-shared", "-o", file, "library.c"]));
        } else {
            run(cc.to_command().args(["-c", "library.c", "-o", "library.o"]));
            run(Command::new("ar").args(["rcs", file, "library.o"]));
        }
    }
}

/// An empty file, such as a launcher.
pub(crate) fn touch(path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, "").unwrap();
}

/// This machine's C compiler, and a directory to work in.
pub(crate) fn workshop(dir: &Path) -> Workshop {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let mut compiler = cc::Build::new();
    compiler
        .target(&target)
        .host(&target)
        .opt_level(0)
        .cargo_output(false)
        .emit_rerun_if_env_changed(false);
    Workshop { compiler, dir: dir.to_path_buf() }
}

/// A header's constants, where `values` gives those in which libraries differ: the comparisons in the order
/// EQ NE GT GE LT LE, the context options PRIVATE SERIALIZED NOSTORE, the synchronisation value, and the
/// sizes of barrier, broadcast, reduce, collect, alltoall and whatever.
pub(crate) fn constants(cmp: [i64; 6], ctx: [i64; 3], sync_value: i64, sizes: [i64; 6]) -> String {
    let mut text =
        String::from("#define SHMEM_MAX_NAME_LEN 256\n#define SHMEM_REDUCE_MIN_WRKDATA_SIZE 1\n");
    let mut define = |prefix: &str, names: &[&str], suffix: &str, values: &[i64]| {
        for (name, value) in names.iter().zip(values) {
            text += &format!("#define SHMEM_{prefix}{name}{suffix} ({value})\n");
        }
    };
    define("CMP_", &["EQ", "NE", "GT", "GE", "LT", "LE"], "", &cmp);
    define("CTX_", &["PRIVATE", "SERIALIZED", "NOSTORE"], "", &ctx);
    define("THREAD_", &["SINGLE", "FUNNELED", "SERIALIZED", "MULTIPLE"], "", &[0, 1, 2, 3]);
    define("", &["SYNC_VALUE"], "", &[sync_value]);
    define("", &["BARRIER", "BCAST", "REDUCE", "COLLECT", "ALLTOALL"], "_SYNC_SIZE", &sizes);
    define("", &["ALLTOALLS_SYNC_SIZE", "SYNC_SIZE"], "", &sizes[4..]);
    text
}
