//! The six libraries that are known, as they lie on a machine.

use std::path::Path;

use crate::fake::{FakeLibrary, FakeMachine, constants, touch, workshop};
use crate::system::{self, Library};
use crate::{emit, identity};

const ACTIVE_SETS: [&str; 3] = ["active_sets", "active_set_sync", "to_all"];
const LEVEL_1_5: [&str; 4] = ["put_signal", "signal_fetch", "atomic_nbi", "malloc_hints"];

fn find(machine: &FakeMachine, dir: &Path) -> Library {
    system::find(machine, &workshop(dir)).unwrap_or_else(|message| panic!("{message}"))
}

fn number(library: &Library, name: &str) -> i64 {
    library.header.numbers[name]
}

fn fact(library: &Library, key: &str) -> Option<String> {
    emit::facts(library).into_iter().find_map(|(name, value)| (name == key).then_some(value))
}

fn families(library: &Library) -> Vec<&str> {
    library.families.iter().filter_map(|(&family, &has)| has.then_some(family)).collect()
}

#[track_caller]
fn assert_families(library: &Library, groups: &[&[&str]]) {
    let mut expected = groups.concat();
    expected.sort_unstable();
    assert_eq!(families(library), expected);
    assert_eq!(library.warnings, [""; 0]);
}

fn canonical(path: &Path) -> String {
    path.canonicalize().unwrap().display().to_string()
}

#[test]
fn open_mpi() {
    let home = tempfile::tempdir().unwrap();
    let (root, bin) = (home.path(), home.path().join("bin"));
    let (include, lib) = (root.join("lib/openmpi/include"), root.join("lib/openmpi/lib"));
    let prelude = constants([0, 1, 2, 5, 4, 3], [1, 2, 4], -1, [1, 2, 3, 3, 1, 3])
        + "#define SHMEM_MAJOR_VERSION 1\n#define SHMEM_MINOR_VERSION 4\n\
           #define SHMEM_VENDOR_STRING \"http://www.open-mpi.org/\"\n\
           #define OSHMEM_MAJOR_VERSION 4\n#define OSHMEM_MINOR_VERSION 1\n#define OSHMEM_RELEASE_VERSION 4\n\
           typedef struct { int dummy; } *shmem_ctx_t;\nextern shmem_ctx_t oshmem_ctx_default;\n\
           #define SHMEM_CTX_DEFAULT oshmem_ctx_default\n";
    let fake = FakeLibrary::new(&prelude, &ACTIVE_SETS);
    fake.header(&include);
    // The development package's link beside the headers leads to the library that the loader finds.
    fake.build(&root.join("lib"), "liboshmem.so");
    std::fs::create_dir_all(&lib).unwrap();
    std::os::unix::fs::symlink("../../liboshmem.so", lib.join("liboshmem.so")).unwrap();
    touch(&bin.join("oshrun"));

    let mut machine = FakeMachine::default();
    machine.programs.insert("oshcc", bin.join("oshcc"));
    let (i, l) = (include.display(), lib.display());
    let line = format!("gcc -I{i} -I{i}/openmpi -L{l} -loshmem -lmpi\n");
    machine.prints.insert("oshcc --showme", line);

    let library = find(&machine, root);
    assert_eq!(identity::of(&library.header), ("Open MPI", Some("4.1.4".into())));
    assert_eq!(library.candidate.line.libs, ["oshmem", "mpi"]);
    assert_eq!(library.candidate.line.include_dirs, [include.clone(), include.join("openmpi")]);
    assert_eq!(fact(&library, "libdir"), Some(canonical(&root.join("lib"))));
    assert_eq!(fact(&library, "rpath"), Some(canonical(&root.join("lib"))));
    assert_eq!(fact(&library, "launcher"), Some(bin.join("oshrun").display().to_string()));
    assert_eq!(library.files, [include.join("shmem.h"), lib.join("liboshmem.so")]);
    assert!(library.unsaid.is_empty());
    assert_eq!(number(&library, "SHMEM_SYNC_VALUE"), -1);
    assert_eq!(number(&library, "SHMEM_CMP_GE"), 5);
    assert_families(&library, &[&ACTIVE_SETS]);
    let text = emit::constants(&library.header);
    assert!(text.contains("pub const SHMEM_SYNC_VALUE: c_long = -1;"), "{text}");
    assert!(text.contains("pub const SHMEM_SIGNAL_ADD: c_int = 1;"), "{text}");
    assert!(text.contains("`SHMEM_SIGNAL_ADD` of this crate"), "{text}");
}

#[test]
fn sandia() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    let (include, lib, bin) = (root.join("include"), root.join("lib"), root.join("bin"));
    let prelude = constants([1, 2, 3, 4, 5, 6], [1, 2, 4], 0, [16, 1, 35, 18, 16, 35])
        + "#define SHMEM_MAJOR_VERSION 1\n#define SHMEM_MINOR_VERSION 5\n\
           #define SHMEM_VENDOR_STRING \"Sandia OpenSHMEM\"\n\
           #define SHMEM_SIGNAL_SET 0\n#define SHMEM_SIGNAL_ADD 1\n\
           #define SHMEM_MALLOC_ATOMICS_REMOTE 1\n#define SHMEM_MALLOC_SIGNAL_REMOTE 2\n\
           typedef struct shmem_impl_ctx_t *shmem_ctx_t;\nextern shmem_ctx_t SHMEM_CTX_DEFAULT;\n";
    let fake = FakeLibrary::new(&prelude, &[&ACTIVE_SETS[..], &LEVEL_1_5].concat());
    fake.header(&include);
    fake.build(&lib, "libsma.a");
    touch(&bin.join("oshrun"));

    let mut machine = FakeMachine::default();
    machine.vars.insert("OSHCC", bin.join("oshcc").display().to_string());
    let path: &'static str = bin.join("oshcc").display().to_string().leak();
    machine.programs.insert(path, bin.join("oshcc"));
    // Another library's compiler on the path does not count, because a variable names this one.
    machine.programs.insert("oshcc", "/usr/bin/oshcc".into());
    let (i, l) = (include.display(), lib.display());
    let line = format!(
        "gcc -I{i} -L{l} -Wl,-rpath -Wl,{l} -Wl,--enable-new-dtags -lsma -lpmi_simple -lpthread\n"
    );
    machine.prints.insert("oshcc -show", line);

    let library = find(&machine, root);
    assert_eq!(identity::of(&library.header).0, "Sandia OpenSHMEM");
    assert_eq!(library.candidate.place, format!("OSHCC={path} -show"));
    assert_eq!(library.candidate.line.libs, ["sma", "pmi_simple", "pthread"]);
    assert_eq!(fact(&library, "rpath"), Some(lib.display().to_string()));
    assert_eq!(fact(&library, "launcher"), Some(bin.join("oshrun").display().to_string()));
    assert_eq!(number(&library, "SHMEM_REDUCE_SYNC_SIZE"), 35);
    assert_families(&library, &[&ACTIVE_SETS, &LEVEL_1_5]);
}

#[test]
fn oshmpi() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    let (include, lib, bin) = (root.join("include"), root.join("lib"), root.join("bin"));
    let prelude = constants(
        [0x10_0001, 0x10_0002, 0x10_0003, 0x10_0004, 0x10_0005, 0x10_0006],
        [0x1002, 0x1001, 0x1003],
        0,
        [1; 6],
    ) + "#define SHMEM_MAJOR_VERSION 1\n#define SHMEM_MINOR_VERSION 4\n\
         #define SHMEM_VENDOR_STRING \"OSHMPI\"\n\
         #define SHMEM_MALLOC_ATOMICS_REMOTE 0x2001\n#define SHMEM_MALLOC_SIGNAL_REMOTE 0x2002\n\
         #define SHMEM_TEAM_NUM_CONTEXTS 0x091001\n\
         typedef void *shmem_ctx_t;\n#define SHMEM_CTX_DEFAULT ((shmem_ctx_t)0x80000)\n";
    let mut fake = FakeLibrary::new(&prelude, &[&ACTIVE_SETS[..], &LEVEL_1_5].concat());
    for routine in fake.routines.iter_mut().filter(|routine| routine.name == "shmem_sync") {
        routine.symbol = "shmem_sync_aset";
    }
    fake.postlude = "#define shmem_sync(...) shmem_sync_aset(__VA_ARGS__)\n".into();
    fake.header(&include);
    fake.build(&lib, "liboshmpi.so");

    let mut machine = FakeMachine::default();
    machine.programs.insert("oshcc", bin.join("oshcc"));
    machine.programs.insert("mpiexec", "/usr/bin/mpiexec".into());
    let (i, l) = (include.display(), lib.display());
    let line = format!(
        "gcc -ffile-prefix-map=/build/x=. -Wl,-z,relro -I/opt/mpich/include -L/opt/mpich/lib -lmpich \
         -I{i} -show -L{l} -L{l} -Wl,-rpath -Wl,{l} -loshmpi\n"
    );
    machine.prints.insert("oshcc -show", line);

    let library = find(&machine, root);
    assert_eq!(identity::of(&library.header).0, "OSHMPI");
    assert_eq!(library.candidate.line.libs, ["mpich", "oshmpi"]);
    assert!(library.sync_is_aset);
    // It has no launcher of its own, and one that may be of another MPI is not taken.
    assert_eq!(fact(&library, "launcher"), None);
    machine.programs.insert("mpiexec.hydra", "/usr/bin/mpiexec.hydra".into());
    assert_eq!(fact(&find(&machine, root), "launcher"), Some("/usr/bin/mpiexec.hydra".into()));
    assert_eq!(number(&library, "SHMEM_CMP_LE"), 0x10_0006);
    assert_eq!(number(&library, "SHMEM_TEAM_NUM_CONTEXTS"), 0x9_1001);
    assert_families(&library, &[&ACTIVE_SETS, &LEVEL_1_5]);
}

#[test]
fn osss_ucx() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    let (include, lib, bin) = (root.join("include"), root.join("lib"), root.join("bin"));
    let prelude = constants([0, 1, 2, 5, 4, 3], [2, 1, 4], 0, [2, 64, 128, 64, 64, 128])
        + "#define SHMEM_MAJOR_VERSION 1\n#define SHMEM_MINOR_VERSION 4\n\
           #define SHMEM_VENDOR_STRING \"osss-ucx\"\n\
           enum { SHMEM_MALLOC_ATOMICS_REMOTE = 0, SHMEM_MALLOC_SIGNAL_REMOTE };\n\
           typedef void *shmem_ctx_t;\nextern shmem_ctx_t SHMEM_CTX_DEFAULT;\n";
    let fake = FakeLibrary::new(&prelude, &[&ACTIVE_SETS[..], &LEVEL_1_5].concat());
    fake.header(&include);
    fake.build(&lib, "libshmem.so");
    touch(&bin.join("oshrun"));

    let mut machine = FakeMachine::default();
    // A wrapper without a query.
    machine.programs.insert("oshcc", bin.join("oshcc"));
    machine.programs.insert("pkg-config", "/usr/bin/pkg-config".into());
    let (i, l) = (include.display(), lib.display());
    let line = format!(
        "-I{i} -Wl,-rpath,{l} -L{l} -lshmem -lshmemc-ucx -lshmemu -lshmemt -lshmem-amo -lshcoll -lpmix -lucp -lm\n"
    );
    machine.prints.insert("pkg-config --cflags --libs osss-ucx", line);
    machine.prints.insert("pkg-config --modversion osss-ucx", "1.0.0\n".into());
    machine.prints.insert("pkg-config --variable=prefix osss-ucx", format!("{}\n", root.display()));

    let library = find(&machine, root);
    assert_eq!(identity::of(&library.header), ("OSSS-UCX", None));
    assert_eq!(fact(&library, "version"), Some("1.0.0".into()));
    assert_eq!(fact(&library, "found_by"), Some("pkg-config osss-ucx".into()));
    assert_eq!(fact(&library, "launcher"), Some(bin.join("oshrun").display().to_string()));
    assert_eq!(number(&library, "SHMEM_CTX_PRIVATE"), 2);
    // Numbers of an enum, one of which is zero.
    assert_eq!(number(&library, "SHMEM_MALLOC_ATOMICS_REMOTE"), 0);
    assert_eq!(number(&library, "SHMEM_MALLOC_SIGNAL_REMOTE"), 1);
    assert_families(&library, &[&ACTIVE_SETS, &LEVEL_1_5]);
}

#[test]
fn cray() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    let prelude = constants([0, 1, 2, 5, 4, 3], [1, 2, 4], 0, [1; 6])
        + "#define SHMEM_MAJOR_VERSION 1\n#define SHMEM_MINOR_VERSION 5\n\
           #define SHMEM_VENDOR_STRING \"Cray OpenSHMEMX\"\n\
           typedef void *shmem_ctx_t;\nextern shmem_ctx_t SHMEM_CTX_DEFAULT;\n";
    let fake = FakeLibrary::new(&prelude, &LEVEL_1_5);
    fake.header(&root.join("include"));
    fake.build(&root.join("lib"), "libsma.so");

    let mut machine = FakeMachine::default();
    machine.programs.insert("srun", "/usr/bin/srun".into());
    machine.vars.insert("CRAY_OPENSHMEMX_DIR", root.display().to_string());
    machine.vars.insert("CRAY_OPENSHMEMX_VERSION", "11.7.2".into());

    let library = find(&machine, root);
    assert_eq!(identity::of(&library.header).0, "Cray OpenSHMEMX");
    assert_eq!(fact(&library, "version"), Some("11.7.2".into()));
    assert_eq!(fact(&library, "launcher"), Some("/usr/bin/srun".into()));
    assert_eq!(library.candidate.line.libs, ["sma"]);
    assert_families(&library, &[&LEVEL_1_5]);
}

#[test]
fn the_bundled_runtime_installed() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    let (include, lib, bin) = (root.join("include"), root.join("lib"), root.join("bin"));
    let prelude = constants([0, 1, 2, 3, 4, 5], [1, 2, 4], 0, [1; 6])
        + "#define SHMEM_MAJOR_VERSION 1\n#define SHMEM_MINOR_VERSION 6\n\
           #define SHMEM_VENDOR_STRING \"shmem-smp 0.1.0\"\n\
           #define SHMEM_SIGNAL_SET 0\n#define SHMEM_SIGNAL_ADD 1\n\
           #define SHMEM_MALLOC_ATOMICS_REMOTE 1\n#define SHMEM_MALLOC_SIGNAL_REMOTE 2\n\
           typedef void *shmem_ctx_t;\nextern shmem_ctx_t SHMEM_CTX_DEFAULT;\n";
    let fake = FakeLibrary::new(&prelude, &[&ACTIVE_SETS[..], &LEVEL_1_5].concat());
    fake.header(&include);
    fake.build(&lib, "libsma.so");
    touch(&bin.join("oshrun"));

    // By its directories, by its wrapper, by its file for pkg-config.
    let mut machine = FakeMachine::default();
    machine.vars.insert("SHMEM_SYS_LIB_DIR", lib.display().to_string());
    machine.vars.insert("SHMEM_SYS_INCLUDE_DIR", include.display().to_string());
    let line = format!("-I{} -L{} -lsma\n", include.display(), lib.display());
    let mut by_wrapper = FakeMachine::default();
    by_wrapper.programs.insert("oshcc", bin.join("oshcc"));
    by_wrapper.prints.insert("oshcc --showme", format!("cc {line}"));
    let mut by_package = FakeMachine::default();
    by_package.programs.insert("pkg-config", "/usr/bin/pkg-config".into());
    by_package.prints.insert("pkg-config --cflags --libs shmem-c", line);
    by_package.prints.insert("pkg-config --modversion shmem-c", "0.1.0\n".into());
    let prefix = format!("{}\n", root.display());
    by_package.prints.insert("pkg-config --variable=prefix shmem-c", prefix);

    for machine in [&machine, &by_wrapper, &by_package] {
        let library = find(machine, root);
        assert_eq!(identity::of(&library.header).0, "shmem-smp");
        assert_eq!(library.candidate.line.libs, ["sma"]);
        assert_eq!(fact(&library, "include"), Some(include.display().to_string()));
        assert_eq!(fact(&library, "launcher"), Some(bin.join("oshrun").display().to_string()));
        assert_families(&library, &[&ACTIVE_SETS, &LEVEL_1_5]);
    }
}
