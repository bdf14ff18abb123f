//! The parts that need no library.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::choice::{Provider, Wishes, choose};
use crate::fake::{FakeMachine, workshop};
use crate::link_line::{LinkLine, words};
use crate::probe::Questions;
use crate::{closure, emit, routines, search, symbols};

#[test]
fn the_variable_is_above_the_features_and_system_above_bundled() {
    let wishes = |variable, bundled, system| Wishes { variable, bundled, system, docs: false };
    assert_eq!(choose(wishes(None, true, false)), Ok(Provider::Bundled));
    assert_eq!(choose(wishes(None, true, true)), Ok(Provider::System));
    assert_eq!(choose(wishes(None, false, true)), Ok(Provider::System));
    assert_eq!(choose(wishes(Some("bundled"), true, true)), Ok(Provider::Bundled));
    assert_eq!(choose(wishes(Some("system"), true, false)), Ok(Provider::System));
    assert_eq!(choose(Wishes { docs: true, ..wishes(None, true, true) }), Ok(Provider::Bundled));
    assert_eq!(
        choose(Wishes { docs: true, ..wishes(Some("system"), true, true) }),
        Ok(Provider::System)
    );
}

#[test]
fn the_names_of_providers() {
    assert_eq!([Provider::Bundled, Provider::System].map(Provider::name), ["bundled", "system"]);
}

#[test]
fn a_choice_that_cannot_be_met_says_what_to_do() {
    let wishes = |variable, system| Wishes { variable, bundled: false, system, docs: false };
    assert!(choose(wishes(None, false)).unwrap_err().contains("`bundled`"));
    assert!(choose(wishes(Some("bundled"), true)).unwrap_err().contains("switch that feature on"));
    assert!(choose(wishes(Some("mine"), true)).unwrap_err().contains("`mine`"));
}

#[test]
fn words_are_those_of_a_shell() {
    assert_eq!(words("a  'b c' \"d \\\" e\" f\\ g \"\"\n"), ["a", "b c", "d \" e", "f g", ""]);
}

#[test]
fn link_lines() {
    let line = LinkLine::parse(
        "cc -O2 -I /a/include -isystem /b -DX=1 -pthread -L/l1 -L /l2 -Wl,-rpath=/r1:/r2 -Xlinker -rpath \
         -Xlinker /r3 -Wl,--rpath,/r1 -Wl,-z,now -lsma -l:libpmi.so.2 -lsma /x/libucp.so.0 /x/libq.a main.o",
    );
    let paths = |paths: &[&str]| paths.iter().map(PathBuf::from).collect::<Vec<_>>();
    assert_eq!(line.include_dirs, paths(&["/a/include", "/b"]));
    assert_eq!(line.compile_args, ["-DX=1", "-pthread"]);
    assert_eq!(line.lib_dirs, paths(&["/l1", "/l2"]));
    assert_eq!(line.rpaths, paths(&["/r1", "/r2", "/r3"]));
    assert_eq!(line.libs, ["pthread", "sma", ":libpmi.so.2"]);
    assert_eq!(line.files, paths(&["/x/libucp.so.0", "/x/libq.a"]));
    assert!(line.names_a_library());
    assert!(!LinkLine::parse("gcc -I/usr/include -Wall").names_a_library());
    assert_eq!(
        emit::link(&line),
        [
            "rustc-link-search=native=/l1",
            "rustc-link-search=native=/l2",
            "rustc-link-lib=pthread",
            "rustc-link-lib=sma",
            "rustc-link-lib=dylib:+verbatim=libpmi.so.2",
            "rustc-link-search=native=/x",
            "rustc-link-lib=dylib:+verbatim=libucp.so.0",
            "rustc-link-search=native=/x",
            "rustc-link-lib=static:-bundle,+verbatim=libq.a",
            "rustc-link-arg=-Wl,-rpath,/r1",
            "rustc-link-arg=-Wl,-rpath,/r2",
            "rustc-link-arg=-Wl,-rpath,/r3",
        ]
    );
}

#[test]
fn the_compilers_complaints_name_items() {
    let routines = routines::all();
    let questions = Questions {
        routines: routines.iter().collect(),
        numbers: vec!["SHMEM_X"],
        strings: vec![],
    };
    let refused = questions.refused(
        "shmem_my_pe:1:28: error: '_Generic' selector is not compatible\n\
         shmem_my_pe:1:28: note: more of it\nshmem_n_pes:1:9: warning: deprecated\n\
         SHMEM_X:1:50: error: 'SHMEM_X' undeclared here\nprobe.c:3: error: something\n",
    );
    let refused: Vec<_> = refused.iter().map(|(item, why)| (item.as_str(), why.as_str())).collect();
    assert_eq!(
        refused,
        [
            ("SHMEM_X", "'SHMEM_X' undeclared here"),
            ("shmem_my_pe", "'_Generic' selector is not compatible")
        ]
    );
}

#[test]
fn prototypes_in_c() {
    let routines = routines::all();
    let pointer = |name: &str| {
        let routine = routines.iter().find(|routine| routine.name == name);
        routine.unwrap_or_else(|| panic!("no {name}")).c_pointer("p")
    };
    assert_eq!(pointer("shmem_my_pe"), "int (*p)(void)");
    assert_eq!(pointer("shmem_init_thread"), "int (*p)(int, int *)");
    assert_eq!(pointer("shmem_ctx_create"), "int (*p)(long, shmem_ctx_t *)");
    assert_eq!(
        pointer("shmem_ctx_iput64"),
        "void (*p)(shmem_ctx_t, void *, const void *, ptrdiff_t, ptrdiff_t, size_t, int)"
    );
    assert_eq!(
        pointer("shmem_uint_atomic_fetch_and"),
        "unsigned int (*p)(unsigned int *, unsigned int, int)"
    );
    assert_eq!(
        pointer("shmem_complexd_sum_to_all"),
        "void (*p)(double _Complex *, const double _Complex *, int, int, int, int, double _Complex *, long *)"
    );
    let names: BTreeSet<_> = routines.iter().map(|routine| routine.name).collect();
    assert_eq!(names.len(), routines.len(), "a routine is in the table twice");
}

#[test]
fn what_is_named_outright_is_not_mixed_with_what_is_found() {
    let mut machine = FakeMachine::default();
    machine.programs.insert("oshcc", "/usr/bin/oshcc".into());
    machine.prints.insert("oshcc --showme", "gcc -loshmem".into());
    machine.vars.insert("SHMEM_SYS_LIBS", "-lsma pmi".into());
    let [Ok(only)] = &search::attempts(&machine).collect::<Vec<_>>()[..] else {
        panic!("one place")
    };
    assert_eq!(
        (only.place.as_str(), &only.line.libs[..]),
        ("SHMEM_SYS_LIBS=-lsma pmi", &["sma".into(), "pmi".into()][..])
    );
    assert_eq!(only.launcher, None);
    machine.vars.insert("SHMEM_SYS_LAUNCHER", "/opt/bin/run".into());
    let [Ok(only)] = &search::attempts(&machine).collect::<Vec<_>>()[..] else {
        panic!("one place")
    };
    assert_eq!(only.launcher, Some("/opt/bin/run".into()));
}

#[test]
fn another_kind_of_machine_is_not_served_by_this_ones_libraries() {
    let mut machine = FakeMachine { cross: true, ..FakeMachine::default() };
    machine.programs.insert("oshcc", "/usr/bin/oshcc".into());
    machine.programs.insert("/cross/oshcc", "/cross/oshcc".into());
    machine.programs.insert("pkg-config", "/usr/bin/pkg-config".into());
    machine.prints.insert("oshcc --showme", "gcc -loshmem".into());
    assert!(search::attempts(&machine).all(|attempt| attempt.is_err()));
    machine.vars.insert("OSHCC", "/cross/oshcc".into());
    assert!(search::attempts(&machine).any(|attempt| attempt.is_ok()));
}

#[test]
fn linker_scripts_name_files() {
    let script = "/* GNU ld script */\nGROUP ( /lib/libm.so.6 AS_NEEDED ( /lib/libmvec.so.1 ) )\n";
    assert_eq!(
        symbols::script_files(script),
        [Path::new("/lib/libm.so.6"), Path::new("/lib/libmvec.so.1")]
    );
}

/// Builds a shared library that says it needs `needs`, whatever else it uses.
fn shared(dir: &Path, name: &str, code: &str, needs: &[&str]) -> PathBuf {
    std::fs::write(dir.join("code.c"), code).unwrap();
    let mut command = workshop(dir).compiler.get_compiler().to_command();
    command.current_dir(dir).args([
        "-shared",
        "-nostdlib",
        "-Wl,--no-as-needed,--allow-shlib-undefined",
    ]);
    assert!(command.args(["-o", name, "code.c"]).args(needs).status().unwrap().success());
    dir.join(name)
}

/// A line names a library that leaves a symbol to what it needs, two steps away.
#[test]
fn what_shared_libraries_leave_to_the_loader_is_found() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let deep = shared(dir, "libdeep.so", "int deep(void) { return 1; }", &[]);
    shared(dir, "libother.so", "int other(void) { return 1; }", &[]);
    let needs = ["./libdeep.so", "./libother.so"];
    shared(dir, "libmiddle.so", "int middle(void) { return 1; }", &needs);
    let code = "int deep(void); __attribute__((weak)) int other(void); int top(void) { return deep() + other(); }";
    let top = shared(dir, "libtop.so", code, &["./libmiddle.so"]);
    assert_eq!(closure::beyond(std::slice::from_ref(&top), &[]), std::slice::from_ref(&deep));
    // Not again, when the line has it.
    assert!(closure::beyond(&[top.clone(), deep.clone()], &[]).is_empty());
    // The loader gets to it.
    assert_eq!(closure::unsaid(&[top, deep], &[]), BTreeSet::new());
}

/// Two libraries of a line, one of which uses the other and does not say so.
#[test]
fn libraries_that_are_used_unsaid_are_referred_to() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let user = shared(dir, "libuser.so", "int used(void); int user(void) { return used(); }", &[]);
    let used =
        shared(dir, "libused.so", "int used(void) { return 1; } int more(void) { return 2; }", &[]);
    let unsaid = closure::unsaid(&[user.clone(), used.clone()], &[]);
    assert_eq!(unsaid, BTreeSet::from(["used".to_string()]));
    assert_eq!(emit::references(&BTreeSet::new()), "");

    // A program that calls only the one is linked with the other as well.
    let code = format!(
        "int user(void); int main(void) {{ return user(); }}\n{}",
        emit::references(&unsaid)
    );
    std::fs::write(dir.join("main.c"), code).unwrap();
    let mut command = workshop(dir).compiler.get_compiler().to_command();
    command
        .current_dir(dir)
        .args(["-Wl,--as-needed,--gc-sections,-rpath,.", "main.c"])
        .args([user, used]);
    assert!(command.args(["-o", "main"]).status().unwrap().success());
    let status = std::process::Command::new("./main").current_dir(dir).status().unwrap();
    assert_eq!(status.code(), Some(1));
}
