//! Finds out whether `mpi-shim` can be built here.
//!
//! What it builds on, `mpi-sys`, takes an MPI's compiler wrapper and libclang for granted, and says little when
//! they are missing. This package depends on nothing, so Cargo runs its build script, which asks the same
//! questions, before `mpi-sys` has been compiled.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the compiler wrapper, here as for `mpi-sys`.
pub const COMPILER: &str = "MPICC";

/// Where `mpi-sys` looks before it asks a compiler wrapper.
const OTHER_WAYS: [&str; 2] = ["MPI_PKG_CONFIG", "CRAY_MPICH_DIR"];

/// Where bindgen is told to look for libclang.
const CLANG: [&str; 2] = ["LIBCLANG_PATH", "LLVM_CONFIG_PATH"];

/// All variables that the answer depends on.
pub const VARIABLES: [&str; 6] =
    [COMPILER, OTHER_WAYS[0], OTHER_WAYS[1], CLANG[0], CLANG[1], "PATH"];

/// The compiler wrapper that is to be used.
#[must_use]
pub fn compiler() -> String {
    env::var(COMPILER).unwrap_or_else(|_| "mpicc".to_owned())
}

/// Whether there is what `mpi-shim` needs.
///
/// # Errors
///
/// What is missing, and what to install.
pub fn check() -> Result<(), String> {
    if OTHER_WAYS.iter().all(|name| env::var_os(name).is_none()) {
        mpi(&compiler())?;
    }
    let told = CLANG.iter().any(|name| env::var_os(name).is_some());
    if told { Ok(()) } else { clang(Path::new("/usr"), "llvm-config") }
}

/// Whether there is a libclang below a prefix, or a program that knows where it is.
fn clang(prefix: &Path, knows: &str) -> Result<(), String> {
    if libclang(&library_dirs(prefix)) || runs(knows) {
        return Ok(());
    }
    Err("mpi-shim cannot be built: there is no libclang, which reads mpi.h.\n\
         Install it (Debian, Ubuntu: libclang-dev; Fedora: clang-devel; Arch: clang), or name its directory in \
         LIBCLANG_PATH."
        .to_owned())
}

/// Whether a compiler wrapper tells its command line.
fn mpi(compiler: &str) -> Result<(), String> {
    let why = match Command::new(compiler).arg("-show").output() {
        Ok(shown) if shown.status.success() => return Ok(()),
        Ok(shown) => {
            format!("`{compiler} -show` fails: {}", String::from_utf8_lossy(&shown.stderr))
        }
        Err(error) => format!("`{compiler}` cannot be started: {error}"),
    };
    Err(format!(
        "mpi-shim cannot be built: there is no MPI's compiler wrapper.\n{}\n\
         Install an MPI (Debian, Ubuntu: libopenmpi-dev and openmpi-bin, or libmpich-dev and mpich; Fedora: \
         openmpi-devel or mpich-devel; elsewhere: load its module), or name its wrapper in {COMPILER}.",
        why.trim_end()
    ))
}

/// An OpenSHMEM that is a C library.
pub struct OpenShmem {
    /// What it is called.
    pub library: String,
    /// Where it is loaded from.
    pub dir: PathBuf,
}

/// Whether OpenSHMEM and MPI go into one program: an OpenSHMEM that is made of an MPI needs that very one.
///
/// `library` is the MPI's name, `file` its `libmpi.so`, if that was found.
///
/// # Errors
///
/// Which the two are, and what to do.
pub fn same_mpi(shmem: &OpenShmem, library: &str, file: Option<&Path>) -> Result<(), String> {
    if shmem.library != "Open MPI" {
        return Ok(());
    }
    let real = |path: &Path| fs::canonicalize(path).ok();
    let dir = file.and_then(real).and_then(|file| file.parent().map(Path::to_owned));
    let other_dir = dir.filter(|dir| Some(dir) != real(&shmem.dir).as_ref());
    if library == "openmpi" && other_dir.is_none() {
        return Ok(());
    }
    let from = other_dir.map_or(String::new(), |dir| format!(" in {}", dir.display()));
    Err(format!(
        "mpi-shim cannot be built with the feature shmem: OpenSHMEM is that of Open MPI in {}, and the MPI is \
         {library}{from}. Two MPI libraries do not go into one program.\n\
         Name the wrapper of that Open MPI in {COMPILER}, or take the bundled OpenSHMEM \
         (SHMEM_SYS_PROVIDER=bundled).",
        shmem.dir.display()
    ))
}

/// The file of the MPI library that a compiler wrapper links, if it says where.
#[must_use]
pub fn libmpi(compiler: &str) -> Option<PathBuf> {
    let shown = Command::new(compiler).arg("-show").output().ok()?;
    let line = String::from_utf8_lossy(&shown.stdout).into_owned();
    let mut dirs = line.split_whitespace().filter_map(|word| word.strip_prefix("-L"));
    dirs.find_map(|dir| Some(Path::new(dir).join("libmpi.so")).filter(|file| file.exists()))
}

fn runs(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|answer| answer.status.success())
}

/// Where libraries are below a prefix: each release of LLVM and each architecture has its directory.
fn library_dirs(prefix: &Path) -> Vec<PathBuf> {
    let mut dirs: Vec<_> = ["lib", "lib64", "local/lib"].map(|name| prefix.join(name)).into();
    for entry in fs::read_dir(prefix.join("lib")).into_iter().flatten().flatten() {
        dirs.extend([entry.path(), entry.path().join("lib"), entry.path().join("lib64")]);
    }
    dirs
}

fn libclang(dirs: &[PathBuf]) -> bool {
    dirs.iter().any(|dir| {
        let files = fs::read_dir(dir).into_iter().flatten().flatten();
        files.map(|file| file.file_name()).any(|name| {
            let name = name.to_string_lossy();
            ["libclang.so", "libclang-", "libclang.dylib"]
                .iter()
                .any(|start| name.starts_with(start))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_wrapper_is_told_with_packages() {
        let why = mpi("no-such-mpicc").expect_err("there is none");
        assert!(why.contains("no-such-mpicc") && why.contains("libopenmpi-dev"), "{why}");
        let why = mpi("false").expect_err("it fails");
        assert!(why.contains("`false -show` fails"), "{why}");
    }

    #[test]
    fn a_missing_libclang_is_told_with_packages() {
        let why =
            clang(Path::new("/no/such/prefix"), "no-such-program").expect_err("there is none");
        assert!(why.contains("libclang-dev"), "{why}");
        assert_eq!(clang(Path::new("/no/such/prefix"), "true"), Ok(()));
    }

    #[test]
    fn two_mpi_libraries_are_refused() {
        let shmem = |library: &str| OpenShmem { library: library.to_owned(), dir: "/usr".into() };
        assert_eq!(same_mpi(&shmem("Open MPI"), "openmpi", None), Ok(()));
        assert_eq!(same_mpi(&shmem("Open MPI"), "openmpi", Some(Path::new("/usr/bin"))), Ok(()));
        assert_eq!(same_mpi(&shmem("Sandia OpenSHMEM"), "mpich", None), Ok(()));
        let why = same_mpi(&shmem("Open MPI"), "mpich", None).expect_err("another library");
        assert!(why.contains("Open MPI in /usr, and the MPI is mpich."), "{why}");
        let elsewhere = Some(Path::new("/proc/version"));
        let why = same_mpi(&shmem("Open MPI"), "openmpi", elsewhere).expect_err("another one");
        assert!(why.contains("the MPI is openmpi in /proc."), "{why}");
    }
}
