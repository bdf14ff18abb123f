//! `cargo shmem info`.

use anyhow::{Result, anyhow};
use shmem_smp::launch::{Bytes, HeapSize, allowed_cpus, surroundings};
use shmem_smp::{SHMEM_MAJOR_VERSION, SHMEM_MINOR_VERSION, SHMEM_VENDOR_STRING};
use std::process::ExitCode;

/// Prints what a program started here would run on.
pub(crate) fn print() -> Result<ExitCode> {
    let heap = HeapSize::from_env(|name| {
        std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
    });
    let heap = heap.map_err(|error| anyhow!(error))?;
    let from = heap.variable.unwrap_or("the default; SHMEM_SYMMETRIC_SIZE changes it");
    let cpus = allowed_cpus().len();
    let memory = rustix::system::sysinfo();
    let memory = memory.totalram as usize * memory.mem_unit as usize;
    println!("provider      bundled ({SHMEM_VENDOR_STRING})");
    println!("OpenSHMEM     {SHMEM_MAJOR_VERSION}.{SHMEM_MINOR_VERSION}");
    println!("thread level  SHMEM_THREAD_MULTIPLE");
    println!("heap          {} per PE ({from})", Bytes(heap.bytes));
    println!("processors    {cpus} may be used, so up to {cpus} PEs get one each");
    println!("memory        {}", Bytes(memory));
    println!("launcher      {}", surroundings().map_err(|error| anyhow!(error))?);
    Ok(ExitCode::SUCCESS)
}
