//! What to say when no library can be used.

use crate::search::Refusal;

/// Every place that was looked at, why each was refused, and what to do.
pub(crate) fn message(refusals: &[Refusal]) -> String {
    let mut text =
        String::from("shmem-sys found no OpenSHMEM library that it can use. It looked at:\n");
    for Refusal { place, why } in refusals {
        let why = why.trim_end().replace('\n', "\n      ");
        text += &format!("  * {place}\n      {why}\n");
    }
    text += "\
What to do, one of these:
  * install a library with its headers:
      Debian, Ubuntu:     apt install libopenmpi-dev openmpi-bin
      Fedora, RHEL:       dnf install openmpi-devel, then: module load mpi/openmpi-x86_64
      openSUSE:           zypper install openmpi4-devel
      Spack:              spack install openmpi fabrics=ucx, or: spack install sos
      Cray:               module load cray-openshmemx
  * name its wrapper compiler:  OSHCC=/opt/sos/bin/oshcc
  * say where it is:            SHMEM_SYS_LIB_DIR=/opt/sos/lib SHMEM_SYS_INCLUDE_DIR=/opt/sos/include SHMEM_SYS_LIBS=sma
  * use the runtime that comes with these crates, on one node:  SHMEM_SYS_PROVIDER=bundled
";
    text
}
