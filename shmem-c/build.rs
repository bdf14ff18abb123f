//! Refuses a provider that is not the bundled one, names the shared library, compiles the C part.

use std::process::ExitCode;

fn main() -> ExitCode {
    // shmem-sys says which provider it was built over.
    println!("cargo::rerun-if-env-changed=DEP_SHMEM_PROVIDER");
    let provider = std::env::var("DEP_SHMEM_PROVIDER").unwrap_or_default();
    if provider != "bundled" {
        eprintln!(
            "\nlibsma is the bundled runtime, and shmem-sys was built over `{provider}`: build shmem-c \
             without SHMEM_SYS_PROVIDER=system and apart from packages that switch on the feature `system`"
        );
        return ExitCode::FAILURE;
    }
    // Programs are bound to what shmem.h says, which a release of another compatibility may change.
    println!(
        "cargo::rustc-cdylib-link-arg=-Wl,-soname,libsma.so.{}",
        env!("CARGO_PKG_VERSION_MAJOR")
    );
    println!("cargo::rerun-if-changed=src/long_double.c");
    cc::Build::new().file("src/long_double.c").std("c99").warnings(true).compile("sma_long_double");
    ExitCode::SUCCESS
}
