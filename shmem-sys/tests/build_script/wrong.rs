//! Libraries that cannot be used, and what is said of them.

use std::path::Path;

use crate::fake::{FakeLibrary, FakeMachine, constants, workshop};
use crate::routines::{self, Routine};
use crate::system::{self, Library};

/// A complete library, to be spoilt.
fn library() -> FakeLibrary {
    let prelude = constants([0, 1, 2, 5, 4, 3], [1, 2, 4], 0, [1; 6])
        + "#define SHMEM_MAJOR_VERSION 1\n#define SHMEM_MINOR_VERSION 5\n#define SHMEM_VENDOR_STRING \"x\"\n\
           typedef void *shmem_ctx_t;\nextern shmem_ctx_t SHMEM_CTX_DEFAULT;\n";
    FakeLibrary::new(&prelude, &["put_signal", "malloc_hints"])
}

/// Builds it in a directory, and has it found by the variables that name it.
fn examine(dir: &Path, library: &FakeLibrary) -> Result<Library, String> {
    examine_pair(dir, library, library)
}

/// The same with one's header and the other's library.
fn examine_pair(
    dir: &Path,
    header: &FakeLibrary,
    library: &FakeLibrary,
) -> Result<Library, String> {
    header.header(&dir.join("include"));
    library.build(&dir.join("lib"), "libsma.so");
    let mut machine = FakeMachine::default();
    machine.vars.insert("SHMEM_SYS_LIB_DIR", dir.join("lib").display().to_string());
    machine.vars.insert("SHMEM_SYS_INCLUDE_DIR", dir.join("include").display().to_string());
    system::find(&machine, &workshop(dir))
}

/// A routine with another one's prototype in its header.
fn disguise(library: &mut FakeLibrary, name: &str, as_of: &str) {
    let other = routines::all().into_iter().find(|routine| routine.name == as_of).unwrap();
    let routine = library.routines.iter_mut().find(|routine| routine.name == name).unwrap();
    let Routine { name, symbol, family, .. } = *routine;
    *routine = other;
    (routine.name, routine.symbol, routine.family) = (name, symbol, family);
}

#[test]
fn the_spoilt_library_is_good_unspoilt() {
    let dir = tempfile::tempdir().unwrap();
    let library = examine(dir.path(), &library()).unwrap_or_else(|message| panic!("{message}"));
    assert_eq!(library.candidate.line.libs, ["sma"]);
    assert!(library.families["put_signal"] && library.families["malloc_hints"]);
    assert!(!library.families["atomic_nbi"]);
}

#[test]
fn a_needed_routine_of_another_type_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let mut spoilt = library();
    disguise(&mut spoilt, "shmem_my_pe", "shmem_info_get_name");
    let message = examine(dir.path(), &spoilt).unwrap_err();
    assert!(message.contains("shmem_my_pe: "), "{message}");
    assert!(!message.contains("shmem_n_pes"), "{message}");
}

#[test]
fn qualifiers_are_no_difference() {
    let dir = tempfile::tempdir().unwrap();
    let mut other = library();
    other
        .routines
        .retain(|routine| !["shmem_long_test", "shmem_info_get_name"].contains(&routine.name));
    other.postlude =
        "int shmem_long_test(volatile long *ivar, int cmp, long value);\nvoid shmem_info_get_name(const char *name);\n"
            .into();
    let found =
        examine_pair(dir.path(), &other, &library()).unwrap_or_else(|message| panic!("{message}"));
    assert_eq!(found.warnings, [""; 0]);
}

#[test]
fn an_optional_routine_of_another_type_switches_its_family_off() {
    let dir = tempfile::tempdir().unwrap();
    let mut spoilt = library();
    disguise(&mut spoilt, "shmem_ctx_putmem_signal", "shmem_my_pe");
    let library = examine(dir.path(), &spoilt).unwrap_or_else(|message| panic!("{message}"));
    assert!(!library.families["put_signal"]);
    assert!(library.families["malloc_hints"]);
    let [warning] = &library.warnings[..] else { panic!("{:?}", library.warnings) };
    assert!(warning.starts_with("shmem_ctx_putmem_signal: "), "{warning}");
}

#[test]
fn a_routine_that_is_only_in_the_header_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut fewer = library();
    fewer.routines.retain(|routine| routine.name != "shmem_malloc_with_hints");
    let library =
        examine_pair(dir.path(), &library(), &fewer).unwrap_or_else(|message| panic!("{message}"));
    assert!(!library.families["malloc_hints"]);
    assert_eq!(library.warnings, [""; 0]);
}

#[test]
fn a_needed_routine_that_is_only_in_the_header_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let mut fewer = library();
    fewer.routines.retain(|routine| routine.name != "shmem_ptr");
    let message = examine_pair(dir.path(), &library(), &fewer).unwrap_err();
    assert!(message.contains("shmem_ptr: the library does not define it"), "{message}");
}

#[test]
fn a_missing_constant_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let mut spoilt = library();
    spoilt.prelude = spoilt.prelude.replace("#define SHMEM_CMP_LT", "#define SHMEM_OTHER");
    let message = examine(dir.path(), &spoilt).unwrap_err();
    assert!(message.contains("SHMEM_CMP_LT: "), "{message}");
}

#[test]
fn a_header_that_does_not_compile_is_quoted() {
    let dir = tempfile::tempdir().unwrap();
    let mut spoilt = library();
    spoilt.prelude += "#include <nowhere-to-be-found.h>\n";
    let message = examine(dir.path(), &spoilt).unwrap_err();
    assert!(message.contains("nowhere-to-be-found.h"), "{message}");
}

#[test]
fn a_library_of_something_else_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut spoilt = library();
    spoilt.routines.retain(|routine| routine.name != "shmem_init_thread");
    let message = examine(dir.path(), &spoilt).unwrap_err();
    assert!(
        message.contains("none of the libraries it links (sma) defines shmem_init_thread"),
        "{message}"
    );
}

#[test]
fn a_library_that_is_not_there_is_named_with_the_directories() {
    let mut machine = FakeMachine::default();
    machine.vars.insert("SHMEM_SYS_LIB_DIR", "/nowhere/lib".into());
    machine.vars.insert("SHMEM_SYS_LIBS", "sma,pmi".into());
    let dir = tempfile::tempdir().unwrap();
    let message = system::find(&machine, &workshop(dir.path())).unwrap_err();
    assert!(message.contains("it links libsma, which"), "{message}");
    assert!(message.contains("it links libpmi, which"), "{message}");
    assert!(message.contains("/nowhere/lib"), "{message}");
}

#[test]
fn every_place_is_in_the_account() {
    let mut machine = FakeMachine::default();
    machine.programs.insert("oshcc", "/opt/bin/oshcc".into());
    machine.prints.insert("oshcc --showme", "gcc\n".into());
    let dir = tempfile::tempdir().unwrap();
    let message = system::find(&machine, &workshop(dir.path())).unwrap_err();
    let places = [
        "oshcc",
        "shmemcc",
        "pkg-config sandia-openshmem",
        "pkg-config osss-ucx",
        "CRAY_OPENSHMEMX_DIR",
    ];
    for place in places {
        assert!(message.contains(&format!("  * {place}\n")), "{place}: {message}");
    }
    for why in [
        "no library on the line",
        "-show: unrecognized option",
        "there is no such program",
        "not set",
    ] {
        assert!(message.contains(why), "{why}: {message}");
    }
    for remedy in [
        "apt install libopenmpi-dev",
        "dnf install openmpi-devel",
        "OSHCC=",
        "SHMEM_SYS_PROVIDER=bundled",
    ] {
        assert!(message.contains(remedy), "{remedy}: {message}");
    }
}
