//! `cargo shmem info`.

use crate::cli::Provider;
use anyhow::{Result, anyhow, bail};
use shmem_smp::launch::{Bytes, HeapSize, Launcher, allowed_cpus, surroundings};
use shmem_sys::{SHMEM_MAJOR_VERSION, SHMEM_MINOR_VERSION, SHMEM_VENDOR_STRING};
use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

/// Prints what a program that is built as this one was, and started here, would run on. Of another
/// provider only a program that is built over it can tell.
pub(crate) fn print(asked: Option<Provider>) -> Result<ExitCode> {
    let own = match shmem_sys::provider() {
        shmem_sys::Provider::Bundled => Provider::Bundled,
        _ => Provider::System,
    };
    match asked {
        Some(Provider::System) if own != Provider::System => bail!(
            "this command was built with the bundled runtime and knows nothing of the machine's \
             library. A program that is built over that tells of it when it starts: \
             `cargo shmem run --provider system -n 1 --env SHMEM_DEBUG=1 …`"
        ),
        Some(Provider::Bundled) if own != Provider::Bundled => bail!(
            "this command was built over the machine's library and knows nothing of the bundled \
             runtime: `SHMEM_SYS_PROVIDER=bundled cargo install` builds it with that"
        ),
        _ => {}
    }
    match io::stdout().write_all(text()?.as_bytes()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        written => Ok(written.map(|()| ExitCode::SUCCESS)?),
    }
}

fn text() -> Result<String> {
    let mut text = String::new();
    let heap = HeapSize::from_env(|name| {
        std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
    });
    let heap = heap.map_err(|error| anyhow!(error))?;
    let from = heap.variable.unwrap_or("the default; SHMEM_SYMMETRIC_SIZE changes it");
    let cpus = allowed_cpus().len();
    let memory = rustix::system::sysinfo();
    let memory = memory.totalram as usize * memory.mem_unit as usize;
    let library = shmem_sys::library();
    match &library {
        None => writeln!(text, "provider      bundled ({SHMEM_VENDOR_STRING})")?,
        Some(library) => {
            let (major, minor) = library.standard;
            let version = library.version.unwrap_or("of unknown version");
            writeln!(text, "provider      system")?;
            writeln!(
                text,
                "library       {} {version}, of OpenSHMEM {major}.{minor}",
                library.name
            )?;
            writeln!(text, "              in {}, found by {}", library.dir, library.found_by)?;
        }
    }
    writeln!(text, "OpenSHMEM     {SHMEM_MAJOR_VERSION}.{SHMEM_MINOR_VERSION}")?;
    writeln!(text, "heap          {} per PE ({from})", Bytes(heap.bytes))?;
    writeln!(text, "processors    {cpus} may be used, so up to {cpus} PEs get one each")?;
    writeln!(text, "memory        {}", Bytes(memory))?;
    match library {
        None => {
            writeln!(text, "thread level  SHMEM_THREAD_MULTIPLE")?;
            writeln!(text, "launcher      {}", surroundings().map_err(|error| anyhow!(error))?)?;
            writeln!(text, "routines      all of the bundled runtime's own")?;
        }
        Some(library) => {
            let launcher = Launcher::find(library.launcher.map(Path::new))?;
            writeln!(text, "launcher      {launcher}")?;
            write_origins(&mut text)?;
        }
    }
    Ok(text)
}

/// A line per routine: the library's own, or what stands in for it.
fn write_origins(text: &mut String) -> fmt::Result {
    writeln!(text, "routines")?;
    for family in shmem_sys::origins() {
        for routine in family.routines {
            writeln!(text, "  {routine:<44}  {}", family.origin)?;
        }
    }
    Ok(())
}
