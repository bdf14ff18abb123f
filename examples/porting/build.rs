//! Compiles what of step 3 is C, with the headers of the library that Rust is built over.

use std::env;
use std::path::PathBuf;

const SOURCES: [&str; 2] = ["c/halo.c", "c/relax.c"];

fn main() {
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rerun-if-env-changed=DEP_SHMEM_INCLUDE");
    println!("cargo::rerun-if-env-changed=DEP_SHMEM_RPATH");
    // Only a C library has headers.
    let Some(include) = env::var_os("DEP_SHMEM_INCLUDE") else { return };
    let mut c = cc::Build::new();
    c.files(SOURCES).includes(env::split_paths(&include)).cargo_metadata(false).compile("rod_c");
    let archive = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("librod_c.a");
    println!("cargo::rustc-link-arg-bin=step3={}", archive.display());
    if let Ok(dirs) = env::var("DEP_SHMEM_RPATH") {
        println!("cargo::rustc-link-arg-bins=-Wl,-rpath,{dirs}");
    }
}
