//! Compiles the shim, and learns of which MPI the installed header is.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use mpi_shim_probe::OpenShmem;

/// What the C preprocessor is asked: each line comes back with the header's numbers in it.
const QUESTIONS: &str = "\
#include <mpi.h>
#ifdef OPEN_MPI
mpi_shim_library openmpi
#elif defined(MPICH_VERSION) || defined(MPICH_NUMVERSION)
mpi_shim_library mpich
#else
mpi_shim_library other
#endif
mpi_shim_standard MPI_VERSION MPI_SUBVERSION
";

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\n{why}\n");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    for file in ["build.rs", "shim"] {
        println!("cargo::rerun-if-changed={file}");
    }
    for name in mpi_shim_probe::VARIABLES {
        println!("cargo::rerun-if-env-changed={name}");
    }
    let compiler = mpi_shim_probe::compiler();
    let answers = ask(&compiler)?;
    let answer = |name: &str| {
        let line = answers.lines().find_map(|line| line.strip_prefix(name));
        line.map(str::trim).ok_or_else(|| format!("{compiler} -E gives no line {name}:\n{answers}"))
    };
    let library = answer("mpi_shim_library")?;
    let standard: Vec<_> = answer("mpi_shim_standard")?.split_whitespace().collect();
    if let (Ok(shmem), Ok(dir)) = (env::var("DEP_SHMEM_LIBRARY"), env::var("DEP_SHMEM_LIBDIR")) {
        let shmem = OpenShmem { library: shmem, dir: dir.into() };
        mpi_shim_probe::same_mpi(&shmem, library, mpi_shim_probe::libmpi(&compiler).as_deref())?;
    }
    same_bindings(library)?;
    println!("cargo::rustc-check-cfg=cfg(mpi_library, values(\"openmpi\", \"mpich\", \"other\"))");
    println!("cargo::rustc-cfg=mpi_library=\"{library}\"");
    println!("cargo::metadata=library={library}");
    println!("cargo::rustc-check-cfg=cfg(mpi_standard, values(\"3\", \"4\"))");
    println!("cargo::rustc-cfg=mpi_standard=\"{}\"", major(&standard)?);
    println!("cargo::rustc-env=MPI_SHIM_STANDARD={}", standard.join("."));
    println!("cargo::rustc-env=MPI_SHIM_LAUNCHER={}", launcher(&compiler));
    cc::Build::new()
        .compiler(&compiler)
        .file("shim/shim.c")
        .try_compile("mpi_shim")
        .map_err(|error| format!("{compiler} refuses shim/shim.c: {error}"))
}

/// Sees that `mpi-sys`, which Cargo does not build anew when another MPI is chosen, was built for this one: its bindings are
/// beside what this script writes, where Cargo lays out its directories so.
fn same_bindings(library: &str) -> Result<(), String> {
    let dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?);
    let builds = dir.ancestors().nth(2).and_then(|builds| builds.read_dir().ok());
    for entry in builds.into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with("mpi-sys-") {
            continue;
        }
        let bindings = entry.path().join("out/functions_and_types.rs");
        let text = std::fs::read_to_string(bindings).unwrap_or_default();
        for (other, name) in [("openmpi", "OMPI_MAJOR_VERSION"), ("mpich", "MPICH_NUMVERSION")] {
            if text.contains(name) && ![other, "other"].contains(&library) {
                return Err(format!(
                    "mpi-sys was built for {other} here, and {} names {library} now: use a target directory for each \
                     (CARGO_TARGET_DIR), or build mpi-sys anew (cargo clean -p mpi-sys)",
                    mpi_shim_probe::COMPILER
                ));
            }
        }
    }
    Ok(())
}

/// The standard's version, as far as the crate makes a difference.
fn major(standard: &[&str]) -> Result<&'static str, String> {
    match standard.first().and_then(|major| major.parse::<u32>().ok()) {
        Some(3) => Ok("3"),
        Some(4..) => Ok("4"),
        _ => Err(format!(
            "mpi-shim needs MPI 3 or later, and mpi.h is of MPI {}",
            standard.join(".")
        )),
    }
}

/// The header's answers.
fn ask(compiler: &str) -> Result<String, String> {
    let dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?);
    let file = dir.join("questions.c");
    std::fs::write(&file, QUESTIONS).map_err(|error| format!("{}: {error}", file.display()))?;
    let answers = Command::new(compiler)
        .args(["-E", "-P"])
        .arg(&file)
        .output()
        .map_err(|error| format!("{compiler} cannot be started: {error}"))?;
    if !answers.status.success() {
        let words = String::from_utf8_lossy(&answers.stderr).into_owned();
        return Err(format!("{compiler} does not find its mpi.h:\n{words}"));
    }
    Ok(String::from_utf8_lossy(&answers.stdout).into_owned())
}

/// The launcher beside a compiler wrapper: `mpiexec.openmpi` beside `mpicc.openmpi`.
fn launcher(compiler: &str) -> String {
    let path = Path::new(compiler);
    let name = path.file_name().unwrap_or_default().to_string_lossy().replace("mpicc", "mpiexec");
    path.with_file_name(name).display().to_string()
}
