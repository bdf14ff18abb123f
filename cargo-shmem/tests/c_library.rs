//! The C library and its tools as a C programmer meets them: installed, and then moved.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// What the program says depends on its arguments, and so does how it ends.
const PROGRAM: &str = r#"
#include <shmem.h>
#include <stdio.h>
#include <stdlib.h>
#ifndef NAME
#define NAME "program"
#endif
static long count;
int main(int argc, char **argv) {
    const char *word = getenv("WORD");
    shmem_init();
    shmem_long_atomic_inc(&count, 0);
    shmem_barrier_all();
    if (shmem_my_pe() == 0)
        printf("%s: %ld of %d, %s\n", NAME, count, shmem_n_pes(), word ? word : "no word");
    if (argc > 1 && shmem_my_pe() == shmem_n_pes() - 1)
        argv[1][0] == 'a' ? abort() : exit(atoi(argv[1]));
    shmem_barrier_all();
    shmem_finalize();
    return 0;
}
"#;

/// A directory with a prefix that was installed in another place, and a program's source.
struct Home {
    directory: tempfile::TempDir,
}

static HOME: LazyLock<Home> = LazyLock::new(|| {
    let directory = tempfile::tempdir().unwrap();
    let (first, then) = (directory.path().join("first"), directory.path().join("a prefix"));
    let mut install = Command::new(env!("CARGO_BIN_EXE_cargo-shmem"));
    succeed(install.args(["shmem", "install", "--prefix"]).arg(&first));
    fs::rename(first, &then).unwrap();
    fs::write(directory.path().join("program.c"), PROGRAM).unwrap();
    Home { directory }
});

impl Home {
    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.path("a prefix/bin").join(name));
        command.current_dir(self.directory.path());
        for name in ["SHMEM_CC", "SHMEM_CXX", "OSHMEM_CC", "OSHMEM_CXX", "WORD"] {
            command.env_remove(name);
        }
        command
    }

    /// The program, compiled under that name.
    fn compiled(&self, name: &str, compiler: &str, options: &[&str]) -> PathBuf {
        succeed(self.tool(compiler).args(["program.c", "-o", name]).args(options));
        self.path(name)
    }
}

fn output(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// What the command prints.
#[track_caller]
fn succeed(command: &mut Command) -> String {
    let output = output(command);
    assert!(output.status.success(), "{command:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_moved_prefix_compiles_and_runs() {
    let home = &*HOME;
    home.compiled("plain", "oshcc", &[]);
    // As C programmers call it: by its name alone, with options of other launchers.
    let mut oshrun = home.tool("oshrun");
    oshrun.args(["-np", "3", "--oversubscribe", "-allow-run-as-root", "-H", "localhost"]);
    let said = succeed(oshrun.args(["-x", "WORD=a word", "-tag-output", "plain"]));
    assert_eq!(said, "[0] program: 3 of 3, a word\n");
    let mut inherited = home.tool("oshrun");
    inherited.args(["-x", "WORD", "-n", "1", "./plain"]).env("WORD", "mine");
    assert_eq!(succeed(&mut inherited), "program: 1 of 1, mine\n");
    // Without any launcher.
    let mut alone = Command::new(home.path("plain"));
    assert_eq!(succeed(alone.env("SHMEM_NPES", "2")), "program: 2 of 2, no word\n");
}

#[test]
fn links_to_the_tools_work_from_anywhere() {
    let home = &*HOME;
    let link = home.path("oshcc");
    std::os::unix::fs::symlink(home.path("a prefix/bin/oshcc"), &link).unwrap();
    let said = succeed(Command::new(link).arg("-showme:libdirs"));
    assert_eq!(said, format!("'{}'\n", home.path("a prefix/lib").display()));
}

#[test]
fn other_compilers_and_other_kinds_of_programs() {
    let home = &*HOME;
    for (name, compiler, options) in [
        ("static", "oshcc", &["-static"][..]),
        ("fixed", "oshcc", &["-no-pie"]),
        ("cxx", "oshc++", &["-x", "c++"]),
        ("CC", "oshCC", &["-x", "c++"]),
    ] {
        // A language is named in front of the file.
        let mut tool = home.tool(compiler);
        succeed(tool.args(options).args(["program.c", "-o", name]));
        let said = succeed(home.tool("oshrun").args(["-n", "2", &format!("./{name}")]));
        assert_eq!(said, "program: 2 of 2, no word\n", "{name}");
    }
    let mut tool = home.tool("oshcc");
    succeed(tool.args(["program.c", "-o", "named"]).env("SHMEM_CC", "cc -DNAME=\"another\""));
    let said = succeed(home.tool("oshrun").args(["-n", "1", "./named"]));
    assert_eq!(said, "another: 1 of 1, no word\n");
    let absent = output(home.tool("oshcc").arg("program.c").env("SHMEM_CC", "no-such-compiler"));
    assert_eq!(absent.status.code(), Some(1));
    let error = text(&absent.stderr);
    let expected = "oshcc: cannot run no-such-compiler; SHMEM_CC names another compiler: ";
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn a_compilers_status_is_the_wrappers() {
    let wrong = output(HOME.tool("oshcc").args(["-c", "no-such-file.c"]));
    assert_eq!(wrong.status.code(), Some(1));
    assert!(text(&wrong.stderr).contains("no-such-file.c"));
}

#[test]
fn the_end_of_a_job_is_the_launchers() {
    let home = &*HOME;
    home.compiled("ends", "oshcc", &[]);
    for (argument, status, said) in [
        ("3", 3, "shmem: PE 1 ended the job with status 3"),
        ("abort", 134, "shmem: PE 1 was killed by signal 6 (SIGABRT)"),
    ] {
        let ended = output(home.tool("oshrun").args(["-n", "2", "./ends", argument]));
        assert_eq!(ended.status.code(), Some(status), "{argument}");
        // The other PE may have left by itself, or is stopped.
        assert!(text(&ended.stderr).contains(said), "{}", text(&ended.stderr));
    }
}

#[test]
fn what_oshrun_does_not_know_it_refuses() {
    let cases: [(&[&str], i32, &str); 6] = [
        (&["-n", "2", "--mca", "btl", "self", "./a"], 2, "oshrun --help lists its options"),
        (&["./a"], 2, "--np <N>"),
        (&["-n", "2"], 2, "which program?"),
        (&["-n", "2", "-H", "far-away", "./a"], 1, "oshrun: there are no PEs on far-away"),
        (&["-n", "0", "/bin/true"], 1, "oshrun: a job needs at least one PE"),
        (&["-n", "2", "./absent"], 1, "oshrun: cannot run ./absent: No such file or directory"),
    ];
    for (args, status, said) in cases {
        let ended = output(HOME.tool("oshrun").args(args));
        let error = text(&ended.stderr);
        assert_eq!(ended.status.code(), Some(status), "{args:?}: {error}");
        assert!(error.contains(said), "{args:?}: {error}");
    }
    let unset = output(HOME.tool("oshrun").args(["-n", "1", "-x", "WORD", "/bin/true"]));
    assert!(unset.status.success());
    assert_eq!(text(&unset.stderr), "oshrun: -x WORD: there is no such variable here\n");
}

#[test]
fn pkg_config_finds_it_where_it_is() {
    let home = &*HOME;
    let file = fs::read_to_string(home.path("a prefix/lib/pkgconfig/shmem-c.pc")).unwrap();
    let prefix = home.path("a prefix/lib/pkgconfig").join("../..");
    assert!(file.starts_with("prefix=${pcfiledir}/../..\n"), "{file}");
    assert!(prefix.join("include/shmem.h").is_file() && prefix.join("lib/libsma.so").exists());
    let installed = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|directory| directory.join("pkg-config").is_file())
    });
    if installed {
        let mut ask = Command::new("pkg-config");
        ask.args(["--cflags", "--libs", "shmem-c"]);
        let said = succeed(ask.env("PKG_CONFIG_PATH", home.path("a prefix/lib/pkgconfig")));
        assert!(said.contains("include") && said.trim_end().ends_with("-lsma"), "{said}");
    }
}

#[test]
fn a_program_is_compiled_with_nothing_installed() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("program.c"), PROGRAM).unwrap();
    let shmem = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-shmem"));
        command.arg("shmem").args(args).current_dir(directory.path()).env_remove("WORD");
        succeed(&mut command)
    };
    shmem(&["cc", "program.c", "-o", "program"]);
    assert_eq!(shmem(&["run", "-n", "2", "./program"]), "program: 2 of 2, no word\n");
    shmem(&["c++", "-x", "c++", "program.c", "-o", "program"]);
    assert_eq!(shmem(&["run", "-n", "3", "./program"]), "program: 3 of 3, no word\n");
}

#[test]
fn a_clone_without_the_library_is_named() {
    let empty = tempfile::tempdir().unwrap();
    let mut install = Command::new(env!("CARGO_BIN_EXE_cargo-shmem"));
    install.args(["shmem", "install", "--prefix"]).arg(empty.path().join("prefix"));
    let refused = output(install.arg("--source").arg(empty.path()));
    assert_eq!(refused.status.code(), Some(1));
    let error = text(&refused.stderr);
    assert!(error.contains(&named(empty.path())) && error.contains("--source"), "{error}");
}

fn named(clone: &Path) -> String {
    format!("the C library's source is not in {}/shmem-c: name a clone", clone.display())
}
